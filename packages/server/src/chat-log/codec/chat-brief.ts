/**
 * What a list shows of a chat: its keys without the three transcripts, how the visitor began, and the instants of its times,
 * so that these can be printed in any zone. Stored apart from the
 * document, so that a list opens no transcript. What cannot be opened is read from the document.
 */
import { crc32, inflateRawSync } from 'node:zlib';
import { CHAT_KEYS, type ChatKey, type LoggedChat } from '@parley/contract';
import { instant } from '../../model/instant.ts';
import type { StoredExt } from '../fold/folded-chat.ts';
import { type PrintedTimes, printedTimesOf, TIME_NAMES, timesBy } from '../view/printed-times.ts';
import { memberBounds } from './json-members.ts';
import { openStoredBlock, storedBlocks } from './stored-blocks.ts';

const TRANSCRIPTS: readonly ChatKey[] = ['transcript', 'visitorTranscript', 'agentTranscript'];
const KEYS = CHAT_KEYS.filter((key) => !TRANSCRIPTS.includes(key));
/** Values after those of the keys: preview, times, whether it is imported. */
const BESIDE = 3;

/** A chat with more beside its transcripts, such as very many transfers, is read from its document. */
const MOST_BYTES = 65_535;
/** The longest beginning, in UTF-16 units. */
export const PREVIEW_UNITS = 200;

/** Of the compressed briefs of earlier versions. */
const DICTIONARY = Buffer.from(
  '"label":"Request","exportValue":"Request","params":[],"fgColor":"","bgColor":"","sort":null,"status":null,"system":0,"fieldValueId":null},{"fieldId":null,"valueId":1,"https://www.example.com/,"facebook","messenger","whatsapp","telegram","viber","email","sms","Missed","Lost","Completed","In progress","Within SLA","Out of SLA",null,null,null,null,"","",0,0,"","",0,null,0,[],0],["",0]],"webchat","webchat-plugin/customer/","2026-01-01 00:00:00","2025-01-01 00:00:00"',
);

/** A brief has some 1,100 bytes: zlib would take 16 KB for each. */
const INFLATION = { windowBits: 15, dictionary: DICTIONARY, chunkSize: 2_048 };

export interface BriefPreview {
  /** The beginning of what the visitor wrote first; "" when there is nothing. */
  readonly text: string;
  /** null for an imported row without a transcript. */
  readonly messageCount: number | null;
}

/**
 * The brief as it is stored; null for a chat that has too much beside its transcripts. Not compressed: setting zlib
 * up for so little costs more than the bytes are worth.
 */
export function packBrief(chat: LoggedChat, ext: StoredExt): Uint8Array | null {
  const { text, messageCount } = previewOf(chat, ext);
  const isImported = ext.chat.imported !== null;
  const values = [...KEYS.map((key) => chat[key]), [text, messageCount], packTimes(printedTimesOf(ext)), isImported];
  const json = Buffer.from(JSON.stringify(values));
  if (json.length > MOST_BYTES) return null;
  return storedBlocks(json, true);
}

/** What `packBrief` packed; it is parsed when somebody asks for more than its bytes. */
export class ChatBrief {
  readonly #json: Buffer;
  readonly #bounds: readonly number[];
  #opened: OpenedBrief | null = null;

  private constructor(json: Buffer, bounds: readonly number[]) {
    this.#json = json;
    this.#bounds = bounds;
  }

  /** @throws Error for bytes that are not from `packBrief` */
  static unpack(packed: Uint8Array): ChatBrief {
    const { buffer, byteOffset, byteLength } = openStoredBlock(packed) ?? inflateRawSync(packed, INFLATION);
    const json = Buffer.from(buffer, byteOffset, byteLength);
    const brief = new ChatBrief(json, memberBounds(json));
    if (brief.#bounds.length !== KEYS.length + BESIDE + 1) throw new TypeError('a brief of another version');
    return brief;
  }

  /** With empty transcripts. */
  get chat(): LoggedChat {
    return this.#open().chat;
  }

  get preview(): BriefPreview {
    return this.#open().preview;
  }

  get times(): PrintedTimes {
    return this.#open().times;
  }

  /** Whether it is a row of another log, whose times may be kept as they were given. */
  get isImported(): boolean {
    return this.#textAt(KEYS.length + BESIDE - 1) === 'true';
  }

  /** Values of the chat as JSON, as they are in its document. None may be a transcript. */
  text(key: ChatKey): string {
    return this.#textAt(KEYS.indexOf(key));
  }

  /** The chat with these keys alone as JSON. None may be a transcript. */
  print(keys: readonly BriefKey[]): Buffer {
    // A character for each byte: texts are cut and joined in far less time than bytes.
    const json = this.#json.toString('latin1');
    let printed = '';
    for (const { at, name } of keys) printed += name + json.slice(this.#start(at), this.#end(at));
    return Buffer.from(`${printed}}`, 'latin1');
  }

  toJSON(): OpenedBrief & { readonly isImported: boolean } {
    return { ...this.#open(), isImported: this.isImported };
  }

  #open(): OpenedBrief {
    this.#opened ??= openValues(JSON.parse(this.#json.toString()) as readonly unknown[]);
    return this.#opened;
  }

  #textAt(at: number): string {
    return this.#json.toString('utf8', this.#start(at), this.#end(at));
  }

  #start(at: number): number {
    return (this.#bounds[at] ?? 0) + 1;
  }

  #end(at: number): number {
    return this.#bounds[at + 1] ?? 0;
  }
}

/** A key as `ChatBrief.print` writes it. */
export interface BriefKey {
  /** Number of the value. */
  readonly at: number;
  /** With what stands before it and the colon. */
  readonly name: string;
}

/** The keys in this order; null when one of them is a transcript. */
export function briefKeys(keys: readonly ChatKey[]): readonly BriefKey[] | null {
  if (keys.length === 0 || keys.some((key) => !KEYS.includes(key))) return null;
  return keys.map((key, index) => ({
    at: KEYS.indexOf(key),
    name: `${index === 0 ? '{' : ','}${JSON.stringify(key)}:`,
  }));
}

interface OpenedBrief {
  readonly chat: LoggedChat;
  readonly preview: BriefPreview;
  readonly times: PrintedTimes;
}

function openValues(values: readonly unknown[]): OpenedBrief {
  const [preview, times] = values.slice(KEYS.length);
  const [text, messageCount] = preview as [string, number | null];
  const own = new Map<ChatKey, unknown>(KEYS.map((key, at) => [key, values[at]]));
  const empty = (key: ChatKey) => (key === 'transcript' ? [] : '');
  const chat = Object.fromEntries(CHAT_KEYS.map((key) => [key, own.has(key) ? own.get(key) : empty(key)]));
  return {
    chat: chat as LoggedChat,
    preview: { text, messageCount },
    times: unpackTimes(times as readonly (number | null)[]),
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
