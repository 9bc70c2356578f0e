/** Walks a window of a project's log in bounded statements and lets other work of the process run between them. */
import type { ChatChunk, StoredChat } from '../../chat-log/codec/stored-chat.ts';
import { type ChatSelection, type ChatWindow, windowAfter } from '../../chat-log/query/chat-selection.ts';
import type { FactRow } from '../../chat-log/statistics/fact-row.ts';
import type { ChatId } from '../../model/ids.ts';
import type { ByteCache } from '../../platform/byte-cache.ts';
import type { ChatDigest, FactRequest, LogReader } from '../chat-store.ts';
import { BlockReader } from './block-reader.ts';
import type { MenderParts } from './chat-mender.ts';
import { ChatReader, type Step } from './chat-reader.ts';
import type { Statements } from './database.ts';
import { FactWalk } from './fact-walk.ts';
import type { ProjectRow } from './project-table.ts';
import { SearchWalk, type SearchWindow } from './search-walk.ts';
import { isUnrestricted } from './selection-sql.ts';

/** Matches that are read together. */
const MATCHES = 100;

export interface WalkParts {
  readonly statements: Statements;
  readonly project: ProjectRow;
  readonly blocks: ByteCache;
  readonly mender: MenderParts;
  /** Lets other work of the process run, at least one turn of the event loop. */
  readonly pause: () => Promise<void>;
  readonly release: () => void;
}

export class LogWalk implements LogReader {
  readonly #chats: ChatReader;
  readonly #blocks: BlockReader;
  readonly #search: SearchWalk;
  readonly #parts: WalkParts;
  #isReleased = false;

  constructor(parts: WalkParts) {
    const { statements, project, blocks, mender } = parts;
    this.#chats = new ChatReader(statements, project, mender);
    this.#blocks = new BlockReader({ statements, project, chats: this.#chats, cache: blocks, damage: mender.damage });
    this.#search = new SearchWalk(parts);
    this.#parts = parts;
  }

  readChunks(window: ChatWindow, mayJoin: boolean): AsyncGenerator<ChatChunk> {
    // Blocks hold all chats of a stretch, upwards.
    const isJoined = mayJoin && window.direction === 'ASC' && isUnrestricted(this.#parts.project, window.selection);
    return this.#walk(window, (part) => (isJoined ? this.#blocks.read(part) : this.#chats.readChunk(part)));
  }

  readChats(window: ChatWindow): AsyncGenerator<readonly StoredChat[]> {
    return this.#walk(window, (part) => this.#chats.readOpened(part));
  }

  /** By chatId. The walk is disposed of at the end, or when the reader stops. */
  async *readDigests(selection: ChatSelection): AsyncGenerator<readonly ChatDigest[]> {
    const window: ChatWindow = { ...allOf(selection), limit: Number.MAX_SAFE_INTEGER };
    try {
      yield* this.#walk(window, (part) => this.#chats.readDigests(part));
    } finally {
      this[Symbol.dispose]();
    }
  }

  async findIdAt(window: ChatWindow, skip: number): Promise<ChatId | null> {
    let part = await this.#chats.narrowToDays({ ...window, offset: 0 });
    const search = part === null ? null : searchIn(part);
    if (search !== null) return this.#findMatchAt(search, skip);
    let rest = skip;
    while (part !== null) {
      const end = await this.#chats.stretchEnd(part);
      if (end === null) return this.#chats.findIdAt(part, rest);
      const stretch: ChatWindow = { ...part, to: end };
      const rows = await this.#chats.countRows(stretch);
      if (rows > rest) return this.#chats.findIdAt(stretch, rest);
      rest -= rows;
      part = windowAfter(part, end);
      await this.#parts.pause();
    }
    return null;
  }

  async countChats(selection: ChatSelection): Promise<number> {
    let part = await this.#chats.narrowToDays(allOf(selection));
    const search = part === null ? null : searchIn(part);
    if (search !== null) return this.#countMatches(search);
    let total = 0;
    while (part !== null) {
      const end = await this.#chats.stretchEnd(part);
      total += await this.#chats.countRows({ ...part, to: end ?? part.to });
      part = end === null ? null : windowAfter(part, end);
      await this.#parts.pause();
    }
    return total;
  }

  readFacts(request: FactRequest): AsyncGenerator<readonly FactRow[]> {
    return new FactWalk(this.#parts, request).read();
  }

  [Symbol.dispose](): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#parts.release();
  }

  async *#walk<T>(window: ChatWindow, read: (part: ChatWindow) => Promise<Step<T>>): AsyncGenerator<T> {
    let part = await this.#begin(window);
    const search = part === null ? null : searchIn(part);
    if (search !== null) {
      yield* this.#walkMatches(search, read);
      return;
    }
    let rest = window.limit;
    let end: ChatId | null = null;
    let isEndKnown = false;
    while (part !== null && rest > 0) {
      if (!isEndKnown) end = await this.#chats.stretchEnd(part);
      isEndKnown = true;
      const step = await read({ ...part, to: end ?? part.to, limit: rest });
      rest -= step.count;
      if (step.count > 0) yield step.result;
      // Unconditional: waiting for a slow reader alone let acknowledgements wait for seconds when the reader was fast.
      await this.#parts.pause();
      if (!step.isLast && step.lastChatId !== null) {
        part = windowAfter(part, step.lastChatId);
      } else if (end === null) {
        return;
      } else {
        part = windowAfter(part, end);
        isEndKnown = false;
      }
    }
  }

  async *#walkMatches<T>(search: SearchWindow, read: (part: ChatWindow) => Promise<Step<T>>): AsyncGenerator<T> {
    const { window } = search;
    let ids: ChatId[] = [];
    let rest = window.limit;
    if (rest === 0) return;
    for await (const id of this.#search.findMatches(search)) {
      ids.push(id);
      rest -= 1;
      if (rest > 0 && ids.length < MATCHES) continue;
      yield* this.#readThese(window, ids, read);
      if (rest === 0) return;
      ids = [];
    }
    yield* this.#readThese(window, ids, read);
  }

  /** A live reader finds some of them gone. */
  async *#readThese<T>(
    window: ChatWindow,
    ids: readonly ChatId[],
    read: (part: ChatWindow) => Promise<Step<T>>,
  ): AsyncGenerator<T> {
    let among = ids;
    while (among.length > 0) {
      const step = await read({ ...window, among, limit: among.length });
      if (step.count > 0) yield step.result;
      await this.#parts.pause();
      if (step.isLast || step.lastChatId === null) return;
      among = among.slice(among.indexOf(step.lastChatId) + 1);
    }
  }

  async #countMatches(search: SearchWindow): Promise<number> {
    let total = 0;
    for await (const _ of this.#search.findMatches(search)) total += 1;
    return total;
  }

  async #findMatchAt(search: SearchWindow, skip: number): Promise<ChatId | null> {
    let rest = skip;
    for await (const id of this.#search.findMatches(search)) {
      if (rest === 0) return id;
      rest -= 1;
    }
    return null;
  }

  /** The window from the first chat after its offset on; null when nothing can be in it. */
  async #begin(window: ChatWindow): Promise<ChatWindow | null> {
    if (window.offset === 0) return this.#chats.narrowToDays(window);
    const first = await this.findIdAt(window, window.offset);
    return first === null ? null : { ...window, from: { chatId: first, isInclusive: true }, offset: 0 };
  }
}

function allOf(selection: ChatSelection): ChatWindow {
  return { selection, direction: 'ASC', from: null, to: null, offset: 0, limit: 0 };
}

/** null when nothing is looked for. */
function searchIn(window: ChatWindow): SearchWindow | null {
  const { search, ...filters } = window.selection;
  return search === undefined ? null : { search, window: { ...window, selection: filters } };
}
