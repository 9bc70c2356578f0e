/** Walks a window of a project's log in bounded statements and lets other work of the process run between them. */
import type { ChatChunk, ListedChat, StoredBatch, StoredChat } from '../../chat-log/codec/stored-chat.ts';
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
import { FewChats } from './few-chats.ts';
import { FullRowReader } from './full-row-reader.ts';
import type { ProjectRow } from './project-table.ts';
import { SearchWalk } from './search-walk.ts';
import { isUnrestricted } from './selection-sql.ts';
import { findFewToSort, sortFound } from './sort-few.ts';
import { SortWalk } from './sort-walk.ts';
import { type WindowPart, WindowParts } from './window-parts.ts';

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
  readonly #fullRows: FullRowReader;
  readonly #few: FewChats;
  readonly #windows: WindowParts;
  readonly #blocks: BlockReader;
  readonly #search: SearchWalk;
  readonly #parts: WalkParts;
  #isReleased = false;

  constructor(parts: WalkParts) {
    const { statements, project, blocks, mender } = parts;
    this.#chats = new ChatReader(statements, project, mender);
    this.#fullRows = new FullRowReader(statements, project, this.#chats);
    this.#few = new FewChats(statements, project);
    this.#windows = new WindowParts({ ...parts, chats: this.#chats, few: this.#few });
    this.#blocks = new BlockReader({ statements, project, chats: this.#chats, cache: blocks, damage: mender.damage });
    this.#search = new SearchWalk(parts);
    this.#parts = parts;
  }

  readChunks(window: ChatWindow, mayJoin: boolean): AsyncGenerator<ChatChunk> {
    // Blocks hold all chats of a stretch, upwards.
    const isJoined = mayJoin && window.direction === 'ASC' && isUnrestricted(this.#parts.project, window.selection);
    return this.#walk(window, (part) => (isJoined ? this.#blocks.read(part) : this.#chats.readChunk(part)));
  }

  readFullRows(window: ChatWindow): AsyncGenerator<StoredBatch> {
    return this.#walk(window, (part) => this.#fullRows.read(part));
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
    if (isUnrestricted(this.#parts.project, window.selection)) return this.#chats.findIdAt(window, skip);
    const part = await this.#narrow({ ...window, offset: 0 });
    const matches = part === null ? null : this.#matchesIn(part);
    if (matches !== null) return findAt(matches, skip);
    let rest = skip;
    for await (const one of part === null ? [] : this.#windows.of(part, { isWhole: false })) {
      const found = await this.#findIn(one, rest);
      if (found !== null) return found;
      if (rest > 0) rest -= await this.#countIn(one);
      await this.#parts.pause();
    }
    return null;
  }

  async hasChats(window: ChatWindow): Promise<boolean> {
    const isKnown = isUnrestricted(this.#parts.project, window.selection) && this.#blocks.hasFoundIn(window);
    return isKnown || (await this.findIdAt(window, 0)) !== null;
  }

  async countChats(selection: ChatSelection): Promise<number> {
    const part = await this.#narrow(allOf(selection));
    const matches = part === null ? null : this.#matchesIn(part);
    if (matches !== null) return countAll(matches);
    let total = 0;
    for await (const one of part === null ? [] : this.#windows.of(part, { isWhole: true })) {
      total += await this.#countIn(one);
      await this.#parts.pause();
    }
    return total;
  }

  async #findIn({ window, isExact }: WindowPart, skip: number): Promise<ChatId | null> {
    return isExact ? (window.among?.[skip] ?? null) : this.#chats.findIdAt(window, skip);
  }

  async #countIn({ window, isExact }: WindowPart): Promise<number> {
    return isExact ? (window.among?.length ?? 0) : this.#chats.countRows(window);
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
    else yield* this.#walkParts(part, read);
  }

  async *#walkParts<T>(window: ChatWindow, read: (part: ChatWindow) => Promise<Step<T>>): AsyncGenerator<T> {
    let { limit } = window;
    for await (const one of this.#windows.of(window, { isWhole: false })) {
      let part = one.window;
      for (let isLast = false; !isLast && limit > 0; ) {
        const among = one.isExact ? part.among?.slice(0, limit) : part.among;
        const step = await read({ ...part, ...(among === undefined ? {} : { among }), limit });
        limit -= step.count;
        if (step.count > 0) yield step.result;
        // The last of a page needs no pause: the next request comes in another turn.
        if (limit === 0) return;
        // Also for a fast reader: waiting for a slow one alone let acknowledgements wait for seconds.
        await this.#parts.pause();
        isLast = step.isLast || step.lastChatId === null;
        if (step.lastChatId !== null) part = partAfter(part, step.lastChatId);
      }
      if (limit === 0) return;
    }
  }

  #isLookedAt({ hasFacts, selection }: ChatWindow): boolean {
    return selection.search !== undefined || (!hasFacts && needsFacts(selection));
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
    const lists = matches === null ? this.#walkParts(others, read) : inLists(matches);
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
    const whole: ChatWindow = { ...part, hasFacts };
    // Each is looked at where a statement does not find them; a walk finds what is frequent sooner.
    const among = this.#isLookedAt(whole) ? await this.#few.find(whole) : null;
    return among === null ? whole : { ...whole, among };
  }
}

function allOf(selection: ChatSelection): ChatWindow {
  return { selection, direction: 'ASC', from: null, to: null, offset: 0, limit: 0 };
}

/** The rest of the part: of a list, what follows in it. */
function partAfter({ among, ...window }: ChatWindow, chatId: ChatId): ChatWindow {
  const rest = windowAfter(window, chatId);
  return among === undefined ? rest : { ...rest, among: among.slice(among.indexOf(chatId) + 1) };
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
