/**
 * What a list shows of a chat: its keys without the three transcripts, how the visitor began, and the instants of its times,
 * so that these can be printed in any zone. Stored apart from the
 * document, so that a list opens no transcript. What cannot be opened is read from the document.
 */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { CHAT_KEYS, type ChatKey, type LoggedChat } from '@parley/contract';
import { instant } from '../../model/instant.ts';
import type { StoredExt } from '../fold/folded-chat.ts';
import { type PrintedTimes, printedTimesOf, TIME_NAMES, timesBy } from '../view/printed-times.ts';
import { storedBlocks } from './stored-blocks.ts';

const TRANSCRIPTS: readonly ChatKey[] = ['transcript', 'visitorTranscript', 'agentTranscript'];
const KEYS = CHAT_KEYS.filter((key) => !TRANSCRIPTS.includes(key));

/** A chat with more beside its transcripts, such as very many transfers, is read from its document. */
const MOST_BYTES = 65_536;
/** The longest beginning, in UTF-16 units. */
export const PREVIEW_UNITS = 200;
const COMPRESSION = { level: 1, windowBits: 13, memLevel: 5 } as const;

/** Texts that most chats have. Another dictionary makes stored briefs unreadable: their chats are then read from the documents. */
const DICTIONARY = Buffer.from(
  '"label":"Request","exportValue":"Request","params":[],"fgColor":"","bgColor":"","sort":null,"status":null,"system":0,"fieldValueId":null},{"fieldId":null,"valueId":1,"https://www.example.com/,"facebook","messenger","whatsapp","telegram","viber","email","sms","Missed","Lost","Completed","In progress","Within SLA","Out of SLA",null,null,null,null,"","",0,0,"","",0,null,0,[],0],["",0]],"webchat","webchat-plugin/customer/","2026-01-01 00:00:00","2025-01-01 00:00:00"',
);

export interface BriefPreview {
  /** The beginning of what the visitor wrote first; "" when there is nothing. */
  readonly text: string;
  /** null for an imported row without a transcript. */
  readonly messageCount: number | null;
}

/** A chat with empty transcripts. */
export interface ChatBrief {
  readonly chat: LoggedChat;
  readonly preview: BriefPreview;
  readonly times: PrintedTimes;
  /** Whether it is a row of another log, whose times may be kept as they were given. */
  readonly isImported: boolean;
}

/** The brief as it is stored; null for a chat that has too much beside its transcripts. */
export function packBrief(chat: LoggedChat, ext: StoredExt, isCompressed: boolean): Uint8Array | null {
  const { text, messageCount } = previewOf(chat, ext);
  const isImported = ext.chat.imported !== null;
  const values = [...KEYS.map((key) => chat[key]), [text, messageCount], packTimes(printedTimesOf(ext)), isImported];
  const json = Buffer.from(JSON.stringify(values));
  if (json.length > MOST_BYTES) return null;
  return isCompressed ? deflateRawSync(json, { ...COMPRESSION, dictionary: DICTIONARY }) : storedBlocks(json, true);
}

/** @throws Error for bytes that are not from `packBrief` */
export function unpackBrief(packed: Uint8Array): ChatBrief {
  const json = inflateRawSync(packed, { windowBits: 15, dictionary: DICTIONARY }).toString();
  const values = JSON.parse(json) as readonly unknown[];
  const [preview, times, isImported, ...others] = values.slice(KEYS.length);
  if (typeof isImported !== 'boolean' || others.length > 0) throw new TypeError('a brief of another version');
  const [text, messageCount] = preview as [string, number | null];
  const own = new Map<ChatKey, unknown>(KEYS.map((key, at) => [key, values[at]]));
  const empty = (key: ChatKey) => (key === 'transcript' ? [] : '');
  const chat = Object.fromEntries(CHAT_KEYS.map((key) => [key, own.has(key) ? own.get(key) : empty(key)]));
  return {
    chat: chat as LoggedChat,
    preview: { text, messageCount },
    times: unpackTimes(times as readonly (number | null)[]),
    isImported,
  };
}

/** All but the first as what they are after it: those are short. */
function packTimes(times: PrintedTimes): readonly (number | null)[] {
  const first = times.sessionStart ?? 0;
  return TIME_NAMES.map((name, at) => {
    const time = times[name];
    return time === null || at === 0 ? time : time - first;
  });
}

function unpackTimes(packed: readonly (number | null)[]): PrintedTimes {
  const first = packed[0] ?? 0;
  return timesBy((_, at) => {
    const time = packed[at] ?? null;
    return time === null ? null : instant(at === 0 ? time : time + first);
  });
}

/** Vouches for the bytes, for whose they are and for the revision that they are of. */
export function checksumOf(packed: Uint8Array, chatId: number, revision: number): number {
  return crc32(`${chatId} ${revision}`, crc32(packed));
}

/** Where it is not known who wrote what, the beginning of all that visitors wrote. */
export function previewOf(chat: LoggedChat, { messages }: StoredExt): BriefPreview {
  const { transcript, visitorTranscript } = chat;
  const list = transcript ?? [];
  const at = list.findIndex(({ message }, index) => isText(message) && messages[index]?.sender === 'visitor');
  const first = at === -1 ? visitorTranscript : list[at]?.message;
  return { text: beginningOf(isText(first) ? first : ''), messageCount: transcript?.length ?? null };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** At most 200 UTF-16 units: what a reader takes for one character is never cut. */
export function beginningOf(text: string): string {
  if (text.length <= PREVIEW_UNITS) return text;
  const near = text.slice(0, PREVIEW_UNITS * 2);
  const segment = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(near).containing(PREVIEW_UNITS);
  return near.slice(0, segment?.index ?? PREVIEW_UNITS);
}
