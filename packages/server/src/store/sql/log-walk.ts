/** Walks a window of a project's log in bounded statements and lets other work of the process run between them. */
import type { ChatChunk, ListedChat, StoredChat } from '../../chat-log/codec/stored-chat.ts';
import {
  type ChatSelection,
  type ChatWindow,
  conditionsOf,
  isOfFacts,
  windowAfter,
  withoutFacts,
} from '../../chat-log/query/chat-selection.ts';
import type { SortedWindow, SortPlace } from '../../chat-log/query/sort-order.ts';
import type { FactBatch } from '../../chat-log/statistics/fact-batch.ts';
import type { ChatId } from '../../model/ids.ts';
import type { ByteCache } from '../../platform/byte-cache.ts';
import type { ChatDigest, FactRequest, LogReader } from '../chat-store.ts';
import { BlockReader } from './block-reader.ts';
import type { MenderParts } from './chat-mender.ts';
import { ChatReader, type Step } from './chat-reader.ts';
import type { Statements } from './database.ts';
import { hasAllFacts, keepByFacts } from './fact-check.ts';
import { FactWalk } from './fact-walk.ts';
import type { ProjectRow } from './project-table.ts';
import { type AmongParts, countAmong, findAmong, walkAmong } from './read-among.ts';
import { SearchWalk } from './search-walk.ts';
import { isUnrestricted } from './selection-sql.ts';
import { findFewToSort, sortFound } from './sort-few.ts';
import { SortWalk } from './sort-walk.ts';

/** Matches that are read together. */
const MATCHES = 100;
/** Chats that are read one after another in place of a walk over all: from the beginning, and where the walk becomes long. */
const MOST_FEW = 500;
const MOST_RARE = 5_000;
/** Rows that the first statement may visit where not all of them are wanted: of what is frequent they have a page. */
const FIRST_STRETCH_ROWS = 500;
/** Rows that a later statement may: about 5 ms. */
const STRETCH_ROWS = 5_000;
/** Stretches after which a walk is a long one. */
const LONG_WALK = 2;

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
  readonly #among: AmongParts;
  readonly #blocks: BlockReader;
  readonly #search: SearchWalk;
  readonly #parts: WalkParts;
  #isReleased = false;

  constructor(parts: WalkParts) {
    const { statements, project, blocks, mender } = parts;
    this.#chats = new ChatReader(statements, project, mender);
    this.#among = { chats: this.#chats, pause: parts.pause };
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

  readBriefs(window: ChatWindow): AsyncGenerator<readonly ListedChat[]> {
    return this.#walk(window, (part) => this.#chats.readListed(part));
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
    let part = await this.#narrow({ ...window, offset: 0 });
    const matches = part === null ? null : this.#matchesIn(part);
    if (matches !== null) return findAt(matches, skip);
    let rest = skip;
    for (let rows = FIRST_STRETCH_ROWS, seen = 0; part !== null; rows = STRETCH_ROWS, seen += 1) {
      const rare = seen === LONG_WALK ? await this.#chats.findFew(part, MOST_RARE) : null;
      if (rare !== null) return findAmong(this.#among, { window: part, ids: rare }, rest);
      const end = await this.#chats.stretchEnd(part, rows);
      if (end === null) return this.#chats.findIdAt(part, rest);
      const stretch: ChatWindow = { ...part, to: end };
      const found = await this.#chats.findIdAt(stretch, rest);
      if (found !== null) return found;
      if (rest > 0) rest -= await this.#chats.countRows(stretch);
      part = windowAfter(part, end);
      await this.#parts.pause();
    }
    return null;
  }

  async countChats(selection: ChatSelection): Promise<number> {
    let part = await this.#narrow(allOf(selection));
    const matches = part === null ? null : this.#matchesIn(part);
    if (matches !== null) return countAll(matches);
    let total = 0;
    if (part !== null && part.among === undefined) {
      const rare = await this.#chats.findFew(part, MOST_RARE);
      if (rare !== null) return countAmong(this.#among, { window: part, ids: rare });
    }
    while (part !== null) {
      const end = await this.#chats.stretchEnd(part, STRETCH_ROWS);
      total += await this.#chats.countRows({ ...part, to: end ?? part.to });
      part = end === null ? null : windowAfter(part, end);
      await this.#parts.pause();
    }
    return total;
  }

  async *readPlaces(window: SortedWindow): AsyncGenerator<readonly SortPlace[]> {
    const { search, ...filters } = window.selection;
    const hasFacts = await hasAllFacts(this.#parts.statements, this.#parts.project);
    const few = hasFacts && search === undefined ? await findFewToSort(this.#parts, filters) : null;
    if (few !== null) yield* sortFound(this.#parts, window, filters, () => inOne(few));
    else if (hasFacts && search === undefined) yield* new SortWalk(this.#parts, window).read();
    else yield* sortFound(this.#parts, window, {}, () => this.#findIds(window.selection));
  }

  #findIds(selection: ChatSelection): AsyncGenerator<readonly ChatId[]> {
    const window: ChatWindow = { ...allOf(selection), limit: Number.MAX_SAFE_INTEGER };
    return this.#walk(window, (part) => this.#chats.readIds(part));
  }

  readFacts(request: FactRequest): AsyncGenerator<FactBatch> {
    return new FactWalk(this.#parts, request).read();
  }

  [Symbol.dispose](): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#parts.release();
  }

  async *#walk<T>(window: ChatWindow, read: (part: ChatWindow) => Promise<Step<T>>): AsyncGenerator<T> {
    const part = await this.#begin(window);
    if (part === null) return;
    const matches = this.#matchesIn(part);
    if (matches !== null) yield* this.#walkMatches(matches, part, read);
    else yield* this.#walkStretches(part, read);
  }

  async *#walkStretches<T>(window: ChatWindow, read: (part: ChatWindow) => Promise<Step<T>>): AsyncGenerator<T> {
    let part = window;
    let rest = window.limit;
    let end: ChatId | null = null;
    let isEndKnown = false;
    let rows = FIRST_STRETCH_ROWS;
    let seen = 0;
    while (rest > 0) {
      const rare: readonly ChatId[] | null = seen === LONG_WALK ? await this.#chats.findFew(part, MOST_RARE) : null;
      if (rare !== null) return yield* walkAmong(this.#among, { window: { ...part, limit: rest }, ids: rare }, read);
      if (!isEndKnown) end = await this.#chats.stretchEnd(part, rows);
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
        rows = STRETCH_ROWS;
        seen += 1;
      }
    }
  }

  /** The chats of the window where these are looked at one by one; null where a statement finds them. */
  #matchesIn(window: ChatWindow): AsyncGenerator<ChatId> | null {
    const { selection } = window;
    if (!window.hasFacts && needsFacts(selection)) return this.#keepByFacts(window);
    const { search, ...filters } = selection;
    return search === undefined
      ? null
      : this.#search.findMatches({ search, window: { ...window, selection: filters } });
  }

  /** Numbers are looked up last, because some of the chats must be read for them. */
  async *#keepByFacts(window: ChatWindow): AsyncGenerator<ChatId> {
    const { search: _, ...filters } = window.selection;
    const others = { ...window, selection: withoutFacts(window.selection), limit: Number.MAX_SAFE_INTEGER };
    const matches = this.#matchesIn(others);
    const read = (part: ChatWindow) => this.#chats.readIds(part);
    const lists = matches === null ? this.#walkStretches(others, read) : inLists(matches);
    for await (const ids of lists) yield* await keepByFacts(this.#parts, filters, ids);
  }

  async *#walkMatches<T>(
    matches: AsyncGenerator<ChatId>,
    window: ChatWindow,
    read: (part: ChatWindow) => Promise<Step<T>>,
  ): AsyncGenerator<T> {
    const { search: _, ...filters } = window.selection;
    const found = { ...window, selection: window.hasFacts === true ? filters : withoutFacts(filters) };
    let ids: ChatId[] = [];
    let rest = window.limit;
    if (rest === 0) return;
    for await (const id of matches) {
      ids.push(id);
      rest -= 1;
      if (rest > 0 && ids.length < MATCHES) continue;
      yield* this.#readThese(found, ids, read);
      if (rest === 0) return;
      ids = [];
    }
    yield* this.#readThese(found, ids, read);
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

  /** The window from the first chat after its offset on; null when nothing can be in it. */
  async #begin(window: ChatWindow): Promise<ChatWindow | null> {
    if (window.offset === 0) return this.#narrow(window);
    const first = await this.findIdAt(window, window.offset);
    return first === null ? null : this.#narrow({ ...window, from: { chatId: first, isInclusive: true }, offset: 0 });
  }

  /** The part of the window that can hold chats; null when none can. */
  async #narrow(window: ChatWindow): Promise<ChatWindow | null> {
    const part = await this.#chats.narrowToDays(window);
    if (part === null || isUnrestricted(this.#parts.project, part.selection)) return part;
    const hasFacts = await hasAllFacts(this.#parts.statements, this.#parts.project);
    const among = await this.#chats.findFew({ ...part, hasFacts }, MOST_FEW);
    return among === null ? { ...part, hasFacts } : { ...part, hasFacts, among };
  }
}

function allOf(selection: ChatSelection): ChatWindow {
  return { selection, direction: 'ASC', from: null, to: null, offset: 0, limit: 0 };
}

function needsFacts({ search: _, ...filters }: ChatSelection): boolean {
  return conditionsOf(filters).some(isOfFacts);
}

async function* inOne(ids: readonly ChatId[]): AsyncGenerator<readonly ChatId[]> {
  yield ids;
}

async function* inLists(matches: AsyncGenerator<ChatId>): AsyncGenerator<readonly ChatId[]> {
  let ids: ChatId[] = [];
  for await (const id of matches) {
    ids.push(id);
    if (ids.length < MATCHES) continue;
    yield ids;
    ids = [];
  }
  yield ids;
}

async function countAll(matches: AsyncGenerator<ChatId>): Promise<number> {
  let total = 0;
  for await (const _ of matches) total += 1;
  return total;
}

async function findAt(matches: AsyncGenerator<ChatId>, skip: number): Promise<ChatId | null> {
  let rest = skip;
  for await (const id of matches) {
    if (rest === 0) return id;
    rest -= 1;
  }
  return null;
}
