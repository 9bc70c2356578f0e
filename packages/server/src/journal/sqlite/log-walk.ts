/** Walks a window of the log in statements that each look at a bounded number of rows, and pauses between them. */
import type { ChatSelection, ChatWindow } from '../../log/chat-selection.ts';
import type { ChatChunk, StoredChat } from '../../log/stored-chat.ts';
import type { ChatId } from '../../model/ids.ts';
import type { LogReader, ProjectScope } from '../journal.ts';
import { isBlockWindow, readJoined } from './block-reader.ts';
import { countRows, findIdAt, narrowToDays, readChats, readChunk, rowsWithinBytes, stretchEnd } from './chat-reader.ts';
import type { ProjectRow, ProjectTable } from './project-table.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** Chats to a statement: about 0.2 ms as segments. */
const CHUNK_ROWS = 100;
/** Opened and parsed chats cost twenty times as much. */
const OPENED_CHUNK_ROWS = 20;

/** The first rows of a window, as many as one statement may gather. */
interface Step<T> {
  readonly result: T;
  readonly count: number;
  readonly lastChatId: ChatId | null;
  /** Whether the window holds no more. */
  readonly isLast: boolean;
}

type Read<T> = (connection: SqliteConnection, project: ProjectRow, window: ChatWindow) => Step<T>;

const readSingleChunk: Read<ChatChunk> = (connection, project, window) => {
  const limit = rowsWithinBytes(connection, project, window, Math.min(CHUNK_ROWS, window.limit));
  const result = readChunk(connection, project, { ...window, limit });
  return { result, count: result.count, lastChatId: result.lastChatId, isLast: result.count < limit };
};

const readJoinedChunk: Read<ChatChunk> = (connection, project, window) => {
  const limit = rowsWithinBytes(connection, project, window, Math.min(CHUNK_ROWS, window.limit));
  const result = readJoined(connection, project, window, limit);
  return { result, count: result.count, lastChatId: result.lastChatId, isLast: result.count === 0 };
};

const readOpened: Read<readonly StoredChat[]> = (connection, project, window) => {
  const limit = rowsWithinBytes(connection, project, window, Math.min(OPENED_CHUNK_ROWS, window.limit));
  const result = readChats(connection, project, { ...window, limit });
  const lastChatId = result.at(-1)?.chatId ?? null;
  return { result, count: result.length, lastChatId, isLast: result.length < limit };
};

/** Lets other work of the process run, at least one turn of the event loop. */
export type Pause = () => Promise<void>;

export class SqliteLogReader implements LogReader {
  readonly #connection: SqliteConnection;
  readonly #projects: ProjectTable;
  readonly #pause: Pause;
  readonly #release: () => void;

  constructor(connection: SqliteConnection, projects: ProjectTable, pause: Pause, release: () => void) {
    this.#connection = connection;
    this.#projects = projects;
    this.#pause = pause;
    this.#release = release;
  }

  readChunks(scope: ProjectScope, window: ChatWindow, mayJoin: boolean): AsyncGenerator<ChatChunk> {
    return this.#walk(scope, window, mayJoin && isBlockWindow(window) ? readJoinedChunk : readSingleChunk);
  }

  readChats(scope: ProjectScope, window: ChatWindow): AsyncGenerator<readonly StoredChat[]> {
    return this.#walk(scope, window, readOpened);
  }

  async findIdAt(scope: ProjectScope, window: ChatWindow, skip: number): Promise<ChatId | null> {
    const project = this.#projects.find(this.#connection, scope);
    if (project === null) return null;
    let part = narrowToDays(this.#connection, project, window);
    let rest = skip;
    while (part !== null) {
      const end = stretchEnd(this.#connection, project, part);
      if (end === null) return findIdAt(this.#connection, project, part, rest);
      const stretch: ChatWindow = { ...part, to: end };
      const rows = countRows(this.#connection, project, stretch);
      if (rows > rest) return findIdAt(this.#connection, project, stretch, rest);
      rest -= rows;
      part = { ...part, from: { chatId: end, isInclusive: false } };
      await this.#pause();
    }
    return null;
  }

  async countChats(scope: ProjectScope, selection: ChatSelection): Promise<number> {
    const project = this.#projects.find(this.#connection, scope);
    if (project === null) return 0;
    const all: ChatWindow = { selection, direction: 'ASC', from: null, to: null, offset: 0, limit: 0 };
    let part = narrowToDays(this.#connection, project, all);
    let total = 0;
    while (part !== null) {
      const end = stretchEnd(this.#connection, project, part);
      total += countRows(this.#connection, project, { ...part, to: end ?? part.to });
      part = end === null ? null : { ...part, from: { chatId: end, isInclusive: false } };
      await this.#pause();
    }
    return total;
  }

  [Symbol.dispose](): void {
    this.#release();
  }

  async *#walk<T>(scope: ProjectScope, window: ChatWindow, read: Read<T>): AsyncGenerator<T> {
    const project = this.#projects.find(this.#connection, scope);
    if (project === null) return;
    let part = await this.#begin(scope, project, window);
    let rest = window.limit;
    let end: ChatId | null = null;
    let isEndKnown = false;
    while (part !== null && rest > 0) {
      if (!isEndKnown) end = stretchEnd(this.#connection, project, part);
      isEndKnown = true;
      const step = read(this.#connection, project, { ...part, to: end ?? part.to, limit: rest });
      rest -= step.count;
      if (step.count > 0) yield step.result;
      // Unconditional: waiting for a slow reader alone let acknowledgements wait for seconds when the reader was fast.
      await this.#pause();
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
  async #begin(scope: ProjectScope, project: ProjectRow, window: ChatWindow): Promise<ChatWindow | null> {
    if (window.offset === 0) return narrowToDays(this.#connection, project, window);
    const first = await this.findIdAt(scope, window, window.offset);
    return first === null ? null : { ...window, from: { chatId: first, isInclusive: true }, offset: 0 };
  }
}
