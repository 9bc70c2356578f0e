/**
 * Walks a window of the log in statements that each look at a bounded number of rows, and pauses between them. Every store
 * brings its own statements as a `WalkSource`; how they follow one another is the same for all.
 */

import type { ChatChunk, StoredChat } from '../chat-log/codec/stored-chat.ts';
import type { ChatSelection, ChatWindow } from '../chat-log/query/chat-selection.ts';
import type { ChatId } from '../model/ids.ts';
import type { ProjectScope } from './chat-store.ts';
import type { ScopedLogReader } from './journal.ts';

/** A store that answers at once need not make a promise of it. */
export type Answer<T> = T | Promise<T>;

/** The first rows of a window, as many as one statement may gather. */
export interface Step<T> {
  readonly result: T;
  readonly count: number;
  readonly lastChatId: ChatId | null;
  /** Whether the window holds no more. */
  readonly isLast: boolean;
}

export type ReadStep<P, T> = (project: P, window: ChatWindow) => Answer<Step<T>>;

/** The statements of a store; `P` is what it knows of a project. Windows handed to it have no offset. */
export interface WalkSource<P> {
  findProject(scope: ProjectScope): Answer<P | null>;
  /** The window cut to the ids that can hold chats started in the selection's range of time; null when none can. */
  narrowToDays(project: P, window: ChatWindow): Answer<ChatWindow | null>;
  /** The id at which one statement must stop looking; null when it may look through the whole window. */
  stretchEnd(project: P, window: ChatWindow): Answer<ChatId | null>;
  /** Id of the chat `skip` places into the window; null when the window is shorter. */
  findIdAt(project: P, window: ChatWindow, skip: number): Answer<ChatId | null>;
  /** Number of chats in the window, whatever its limit. */
  countRows(project: P, window: ChatWindow): Answer<number>;
  readonly readSingleChunk: ReadStep<P, ChatChunk>;
  /** Like `readSingleChunk`, with neighbouring chats joined where they are stored so. */
  readonly readJoinedChunk: ReadStep<P, ChatChunk>;
  readonly readOpened: ReadStep<P, readonly StoredChat[]>;
  /** Lets other work of the process run, at least one turn of the event loop. */
  pause(): Promise<void>;
  /** Gives back what the reader holds; called once. */
  release(): void;
}

/** Whether blocks can serve the window: they hold all chats of a stretch, upwards. */
export function isBlockWindow({ selection, direction }: ChatWindow): boolean {
  return direction === 'ASC' && Object.values(selection).every((value) => value === undefined);
}

/** The window cut to the ids from `low` to `high`, whichever way it runs. */
export function cutWindow(window: ChatWindow, low: ChatId, high: ChatId): ChatWindow {
  const [first, last] = window.direction === 'ASC' ? [low, high] : [high, low];
  const isBefore = (a: number, b: number) => (window.direction === 'ASC' ? a < b : a > b);
  return {
    ...window,
    from:
      window.from === null || isBefore(window.from.chatId, first) ? { chatId: first, isInclusive: true } : window.from,
    to: window.to === null || isBefore(last, window.to) ? last : window.to,
  };
}

/** Reads the window in steps. */
export async function* walk<P, T>(
  source: WalkSource<P>,
  project: P,
  window: ChatWindow,
  read: ReadStep<P, T>,
): AsyncGenerator<T> {
  let part = await begin(source, project, window);
  let rest = window.limit;
  let end: ChatId | null = null;
  let isEndKnown = false;
  while (part !== null && rest > 0) {
    if (!isEndKnown) end = await source.stretchEnd(project, part);
    isEndKnown = true;
    const step: Step<T> = await read(project, { ...part, to: end ?? part.to, limit: rest });
    rest -= step.count;
    if (step.count > 0) yield step.result;
    // Unconditional: waiting for a slow reader alone let acknowledgements wait for seconds when the reader was fast.
    await source.pause();
    if (!step.isLast && step.lastChatId !== null) {
      part = { ...part, from: { chatId: step.lastChatId, isInclusive: false } };
    } else if (end === null) {
      return;
    } else {
      part = { ...part, from: { chatId: end, isInclusive: false } };
      isEndKnown = false;
    }
  }
}

/** The window from its first chat on, the offset behind it; null when nothing can be in it. */
async function begin<P>(source: WalkSource<P>, project: P, window: ChatWindow): Promise<ChatWindow | null> {
  if (window.offset === 0) return source.narrowToDays(project, window);
  const first = await findPlace(source, project, { ...window, offset: 0 }, window.offset);
  return first === null ? null : { ...window, from: { chatId: first, isInclusive: true }, offset: 0 };
}

async function findPlace<P>(
  source: WalkSource<P>,
  project: P,
  window: ChatWindow,
  skip: number,
): Promise<ChatId | null> {
  let part = await source.narrowToDays(project, window);
  let rest = skip;
  while (part !== null) {
    const end = await source.stretchEnd(project, part);
    if (end === null) return source.findIdAt(project, part, rest);
    const stretch: ChatWindow = { ...part, to: end };
    const rows = await source.countRows(project, stretch);
    if (rows > rest) return source.findIdAt(project, stretch, rest);
    rest -= rows;
    part = { ...part, from: { chatId: end, isInclusive: false } };
    await source.pause();
  }
  return null;
}

/** The reader that every store hands out. */
export class WalkingReader<P> implements ScopedLogReader {
  readonly #source: WalkSource<P>;
  #isReleased = false;

  constructor(source: WalkSource<P>) {
    this.#source = source;
  }

  async *readChunks(scope: ProjectScope, window: ChatWindow, mayJoin: boolean): AsyncGenerator<ChatChunk> {
    const source = this.#source;
    const project = await source.findProject(scope);
    if (project === null) return;
    const isJoined = mayJoin && isBlockWindow(window);
    yield* walk(source, project, window, (of, part) =>
      isJoined ? source.readJoinedChunk(of, part) : source.readSingleChunk(of, part),
    );
  }

  async *readChats(scope: ProjectScope, window: ChatWindow): AsyncGenerator<readonly StoredChat[]> {
    const source = this.#source;
    const project = await source.findProject(scope);
    if (project !== null) yield* walk(source, project, window, (of, part) => source.readOpened(of, part));
  }

  async findIdAt(scope: ProjectScope, window: ChatWindow, skip: number): Promise<ChatId | null> {
    const project = await this.#source.findProject(scope);
    return project === null ? null : findPlace(this.#source, project, { ...window, offset: 0 }, skip);
  }

  async countChats(scope: ProjectScope, selection: ChatSelection): Promise<number> {
    const source = this.#source;
    const project = await source.findProject(scope);
    if (project === null) return 0;
    const all: ChatWindow = { selection, direction: 'ASC', from: null, to: null, offset: 0, limit: 0 };
    let part = await source.narrowToDays(project, all);
    let total = 0;
    while (part !== null) {
      const end = await source.stretchEnd(project, part);
      total += await source.countRows(project, { ...part, to: end ?? part.to });
      part = end === null ? null : { ...part, from: { chatId: end, isInclusive: false } };
      await source.pause();
    }
    return total;
  }

  [Symbol.dispose](): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#source.release();
  }
}
