/**
 * Work on chats that are so long that everybody else would wait for it: done by a thread beside this one. Chats that are
 * not long never come here. Whoever reads events for it has a connection already, so that nobody waits for each other.
 */

import type { SearchQuery } from '@parley/contract/search-query';
import type { PrintedChat, PrintOrder, UnopenedChat } from '../../chat-log/codec/long-chat.ts';
import type { ChatWrite } from '../../chat-log/fold/chat-write.ts';
import type { FoldedFacts } from '../../chat-log/fold/folded-chat.ts';
import { parseExact } from '../../chat-log/input/exact-json.ts';
import { Aside } from '../../platform/aside.ts';
import { moduleBeside } from '../../platform/module-beside.ts';
import { DamagedChat } from '../store-error.ts';
import type { Statements } from './database.ts';
import { type EventRow, readEventPieces } from './event-table.ts';
import type {
  BriefFacts,
  ChatPlace,
  ExplainArgs,
  LongChatJobs,
  LongFold,
  LongRedaction,
  RedactArgs,
  RefoldArgs,
  WordsArgs,
} from './long-chat-jobs.ts';
import type { ProjectRow } from './project-table.ts';

/** About 40 ms of folding and compressing. */
export const LONG_DOCUMENT_BYTES = 256 * 1024;
/** As many events may take as long, however little of them is in the document. */
const BYTES_PER_EVENT = 256;

/** A stored chat, as far as it says how much work it is. */
interface Size {
  readonly documentBytes: number;
  readonly lastSeq: number;
}

/** All events of one chat, as one moment of the store has them. */
export interface EventSource {
  readonly statements: Statements;
  readonly project: ProjectRow;
  readonly place: ChatPlace;
  readonly size: Size;
}

export class LongChats implements AsyncDisposable {
  /** Documents from this length on are long, in bytes. */
  readonly fromBytes: number;
  readonly #aside = new Aside<LongChatJobs>(moduleBeside(import.meta.url, 'long-chat-worker'));

  constructor(fromBytes = LONG_DOCUMENT_BYTES) {
    this.fromBytes = fromBytes;
  }

  isLong({ documentBytes, lastSeq }: Size): boolean {
    return Math.max(documentBytes, lastSeq * BYTES_PER_EVENT) >= this.fromBytes;
  }

  /** JSON of the explanation. @throws DamagedChat */
  async explain(source: EventSource, args: Omit<ExplainArgs, 'place'>): Promise<Uint8Array> {
    const { place } = source;
    return refuseDamaged(place, await this.#aside.run('explain', { place, ...args }, eventsOf(source))).json;
  }

  /** null when there is no such message, `unchanged` when nothing of it is left. @throws DamagedChat */
  async redact(source: EventSource, args: Omit<RedactArgs, 'place'>): Promise<LongRedaction | 'unchanged' | null> {
    const { place } = source;
    const result = await this.#aside.run('redact', { place, ...args }, eventsOf(source));
    return result === null || result === 'unchanged' ? result : refuseDamaged(place, result);
  }

  /** Not sealed when the stored chat is the same. @throws DamagedChat */
  async refold(source: EventSource, args: Omit<RefoldArgs, 'place'>) {
    const { place } = source;
    return refuseDamaged(place, await this.#aside.run('refold', { place, ...args }, eventsOf(source)));
  }

  print(chat: UnopenedChat, order: PrintOrder): Promise<PrintedChat> {
    return this.#aside.run('print', { chat, order }, nothing());
  }

  /** As the index keeps them. */
  words(chat: Pick<UnopenedChat, 'segment' | 'mark'>): Promise<readonly string[]> {
    return this.#aside.run('words', documentArgs(chat), nothing());
  }

  matches(chat: Pick<UnopenedChat, 'segment' | 'mark'>, search: SearchQuery): Promise<boolean> {
    return this.#aside.run('matches', { ...documentArgs(chat), search }, nothing());
  }

  facts({ segment, mark, ext }: Pick<UnopenedChat, 'segment' | 'mark' | 'ext'>): Promise<BriefFacts> {
    return this.#aside.run('facts', { stored: { segment, mark, ext } }, nothing());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#aside[Symbol.asyncDispose]();
  }
}

/** Only what is needed: all of it is copied. */
function documentArgs({ segment, mark }: Pick<UnopenedChat, 'segment' | 'mark'>): WordsArgs {
  return { document: { segment, mark } };
}

export function placeOf({ projectId, zone }: ProjectRow, chatId: ChatPlace['chatId']): ChatPlace {
  return { projectId, chatId, zone: zone.name };
}

/** What is stored of the chat. */
export function writtenOf(fold: LongFold): Pick<ChatWrite, 'folded' | 'sealed'> {
  return { folded: foundOf(fold), sealed: fold.sealed };
}

/** By what the chat is found. */
export function foundOf({ index, facts, sumResponseTime, transfersJson }: Omit<LongFold, 'sealed'>): FoldedFacts {
  const transfers = transfersJson === null ? null : parseExact(`[${transfersJson}]`);
  return { index, facts, chat: { sumResponseTime, transfers: transfers as FoldedFacts['chat']['transfers'] } };
}

/** @throws DamagedChat when events are missing */
async function* eventsOf({ statements, project, place, size }: EventSource): AsyncGenerator<readonly EventRow[]> {
  let count = 0;
  for await (const rows of readEventPieces(statements, project.projectRow, place.chatId, size)) {
    count += rows.length;
    yield rows;
  }
  if (count !== size.lastSeq) {
    throw new DamagedChat(place.chatId, `${count} of its ${size.lastSeq} events are left`);
  }
}

async function* nothing(): AsyncGenerator<never> {}

function refuseDamaged<T extends object>({ chatId }: ChatPlace, result: T | { readonly damaged: string }): T {
  if ('damaged' in result) throw new DamagedChat(chatId, result.damaged);
  return result;
}
