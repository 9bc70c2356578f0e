/** What is done with long chats in a thread beside the server's. Each job is pure, and what it takes and gives can be copied. */
import { serialize } from 'node:v8';
import { inflateRawSync } from 'node:zlib';
import { matchesSearch } from '@parley/contract/match-search';
import type { SearchQuery } from '@parley/contract/search-query';
import { packBrief } from '../../chat-log/codec/chat-brief.ts';
import type { PrintedChat, PrintOrder, UnopenedChat } from '../../chat-log/codec/long-chat.ts';
import { type SealedChat, sealChat } from '../../chat-log/codec/seal-chat.ts';
import { openSegment } from '../../chat-log/codec/segment.ts';
import { factsOf } from '../../chat-log/fold/chat-facts.ts';
import { explainStored } from '../../chat-log/fold/explain-stored.ts';
import { foldStored, transfersJson } from '../../chat-log/fold/fold-stored.ts';
import type { ChatFacts, ChatIndex, FoldedChat } from '../../chat-log/fold/folded-chat.ts';
import { printChat } from '../../chat-log/formats/print-chat.ts';
import { isRedactionChange, redactEvents } from '../../chat-log/privacy/redact-events.ts';
import type { RedactionScope } from '../../chat-log/privacy/redact-row.ts';
import { indexedWords } from '../../chat-log/search/indexed-words.ts';
import { searchedTexts } from '../../chat-log/search/searched-texts.ts';
import type { StoredEvent } from '../../model/event.ts';
import type { ChatId, ProjectId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import { Zone } from '../../model/zone.ts';
import type { Job } from '../../platform/aside-thread.ts';
import { DamagedChat } from '../store-error.ts';
import { type EventRow, type EventValues, openEvents, valuesOf } from './event-table.ts';

/** All events of a chat, some to a piece. */
type Pieces = readonly (readonly EventRow[])[];

export interface ChatPlace {
  readonly projectId: ProjectId;
  readonly chatId: ChatId;
  /** Name of the project's zone. */
  readonly zone: string;
}

/** Why the events of the chat cannot be read. */
export interface Damaged {
  readonly damaged: string;
}

/** A folded chat without what is long in it. */
export interface LongFold {
  readonly index: ChatIndex;
  readonly facts: ChatFacts;
  readonly sumResponseTime: number | null;
  /** JSON objects joined by commas; null when there are none. */
  readonly transfersJson: string | null;
  readonly sealed: SealedChat;
}

export interface LongRedaction extends LongFold {
  readonly messages: number;
  /** Arrays of `EventValues` as `v8.serialize` writes them, some events to each: a long text costs little to read there. */
  readonly emptied: readonly Uint8Array[];
  readonly added: readonly Uint8Array[];
  readonly addedCount: number;
}

/** Events that are written in one turn of the event loop: about 10 ms. */
const WRITTEN_EVENTS = 300;

function explain(
  pieces: Pieces,
  { place, isMetadataOnly, document }: ExplainArgs,
): { readonly json: Uint8Array } | Damaged {
  return unlessDamaged(place, pieces, (events) => {
    const text = () => Buffer.from(openSegment(document.segment, document.mark)).toString();
    const explanation = explainStored(events, text, { zone: new Zone(place.zone), isMetadataOnly });
    return { json: new TextEncoder().encode(JSON.stringify(explanation)) };
  });
}

export interface ExplainArgs {
  readonly place: ChatPlace;
  readonly isMetadataOnly: boolean;
  readonly document: Pick<UnopenedChat, 'segment' | 'mark'>;
}

/** null when there is no such message, `unchanged` when nothing of it is left. */
function redact(pieces: Pieces, { place, scope, at }: RedactArgs): LongRedaction | 'unchanged' | Damaged | null {
  return unlessDamaged(place, pieces, (events) => {
    const redacted = redactEvents(events, scope, at);
    if (redacted === null) return null;
    if (!isRedactionChange(redacted)) return 'unchanged';
    return {
      ...foldAndSeal(place, redacted.events),
      messages: redacted.messages,
      emptied: packed(place.chatId, redacted.emptied),
      added: packed(place.chatId, redacted.added),
      addedCount: redacted.added.length,
    };
  });
}

export interface RedactArgs {
  readonly place: ChatPlace;
  readonly scope: RedactionScope;
  readonly at: Instant;
}

/** The fold with `isSame` when the stored chat holds the same document and facts; only otherwise it is sealed. */
function refold(
  pieces: Pieces,
  { place, stored }: RefoldArgs,
): LongFold | (Omit<LongFold, 'sealed'> & { readonly isSame: true }) | Damaged {
  return unlessDamaged(place, pieces, (events) => {
    const folded = foldOf(place, events);
    if (stored !== null && isStoredAs(stored, folded)) return { ...foundIn(folded), isSame: true as const };
    return { ...foundIn(folded), sealed: sealChat(folded) };
  });
}

export interface RefoldArgs {
  readonly place: ChatPlace;
  /** null: whatever is stored, it is to be sealed again. */
  readonly stored: Pick<UnopenedChat, 'segment' | 'mark' | 'ext'> | null;
}

function print(_: readonly never[], { chat, order }: PrintArgs): PrintedChat {
  return printChat(chat, order);
}

export interface PrintArgs {
  readonly chat: UnopenedChat;
  readonly order: PrintOrder;
}

function words(_: readonly never[], { document }: WordsArgs): readonly string[] {
  return indexedWords(textsOf(document));
}

function matches(_: readonly never[], { document, search }: MatchArgs): boolean {
  return matchesSearch(search, textsOf(document));
}

export interface WordsArgs {
  readonly document: Pick<UnopenedChat, 'segment' | 'mark'>;
}

export interface MatchArgs extends WordsArgs {
  readonly search: SearchQuery;
}

function textsOf({ segment, mark }: WordsArgs['document']): readonly string[] {
  return searchedTexts(Buffer.from(openSegment(segment, mark)).toString());
}

function facts(_: readonly never[], { stored: { segment, mark, ext } }: FactsArgs): BriefFacts {
  const document = JSON.parse(Buffer.from(openSegment(segment, mark)).toString());
  const stored = JSON.parse(inflateRawSync(ext).toString());
  return { facts: factsOf(document, stored), brief: packBrief(document, stored) };
}

/** What is kept beside a stored chat. */
export interface BriefFacts {
  readonly facts: ChatFacts;
  readonly brief: Uint8Array | null;
}

export interface FactsArgs {
  readonly stored: Pick<UnopenedChat, 'segment' | 'mark' | 'ext'>;
}

export const LONG_CHAT_JOBS = { explain, redact, refold, print, words, matches, facts } satisfies Record<string, Job>;
export type LongChatJobs = typeof LONG_CHAT_JOBS;

function unlessDamaged<T>(
  { chatId }: ChatPlace,
  pieces: Pieces,
  work: (events: readonly StoredEvent[]) => T,
): T | Damaged {
  try {
    return work(openEvents(chatId, pieces.flat()));
  } catch (error) {
    // Its class would be lost on the way.
    if (error instanceof DamagedChat) return { damaged: error.what };
    throw error;
  }
}

function foldOf({ zone, projectId, chatId }: ChatPlace, events: readonly StoredEvent[]): FoldedChat {
  return foldStored({ projectId, zone: new Zone(zone) }, chatId, events);
}

function foldAndSeal(place: ChatPlace, events: readonly StoredEvent[]): LongFold {
  const folded = foldOf(place, events);
  return { ...foundIn(folded), sealed: sealChat(folded) };
}

function foundIn(folded: FoldedChat): Omit<LongFold, 'sealed'> {
  const { index, chat, facts } = folded;
  return { index, facts, sumResponseTime: chat.sumResponseTime, transfersJson: transfersJson(folded) };
}

function isStoredAs(
  { segment, mark, ext }: Pick<UnopenedChat, 'segment' | 'mark' | 'ext'>,
  folded: FoldedChat,
): boolean {
  if (!inflateRawSync(ext).equals(Buffer.from(JSON.stringify(folded.ext)))) return false;
  return Buffer.from(JSON.stringify(folded.chat)).equals(openSegment(segment, mark));
}

function packed(chatId: ChatId, events: readonly StoredEvent[]): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < events.length; at += WRITTEN_EVENTS) {
    const values = events.slice(at, at + WRITTEN_EVENTS).map((event): EventValues => valuesOf(chatId, event));
    pieces.push(serialize(values));
  }
  return pieces;
}
