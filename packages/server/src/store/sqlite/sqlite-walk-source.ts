/** The statements by which `log-walk.ts` reads a SQLite store, on one connection. */

import type { ChatChunk, StoredChat } from '../../chat-log/codec/stored-chat.ts';
import type { ChatWindow } from '../../chat-log/query/chat-selection.ts';
import type { ChatId } from '../../model/ids.ts';
import type { ProjectScope } from '../chat-store.ts';
import type { Step, WalkSource } from '../log-walk.ts';
import type { ProjectRow } from '../project-row.ts';
import { readJoined } from './block-reader.ts';
import { countRows, findIdAt, narrowToDays, readChats, readChunk, rowsWithinBytes, stretchEnd } from './chat-reader.ts';
import type { ProjectTable } from './project-table.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** Chats to a statement: about 0.2 ms as segments. */
const CHUNK_ROWS = 100;
/** Opened and parsed chats cost twenty times as much. */
const OPENED_CHUNK_ROWS = 20;

/** Lets other work of the process run, at least one turn of the event loop. */
export type Pause = () => Promise<void>;

export class SqliteWalkSource implements WalkSource<ProjectRow> {
  readonly connection: SqliteConnection;
  readonly #projects: ProjectTable;
  readonly pause: Pause;
  readonly release: () => void;

  constructor(connection: SqliteConnection, projects: ProjectTable, pause: Pause, release: () => void) {
    this.connection = connection;
    this.#projects = projects;
    this.pause = pause;
    this.release = release;
  }

  findProject(scope: ProjectScope): ProjectRow | null {
    return this.#projects.find(this.connection, scope);
  }

  narrowToDays(project: ProjectRow, window: ChatWindow): ChatWindow | null {
    return narrowToDays(this.connection, project, window);
  }

  stretchEnd(project: ProjectRow, window: ChatWindow): ChatId | null {
    return stretchEnd(this.connection, project, window);
  }

  findIdAt(project: ProjectRow, window: ChatWindow, skip: number): ChatId | null {
    return findIdAt(this.connection, project, window, skip);
  }

  countRows(project: ProjectRow, window: ChatWindow): number {
    return countRows(this.connection, project, window);
  }

  readSingleChunk(project: ProjectRow, window: ChatWindow): Step<ChatChunk> {
    const limit = rowsWithinBytes(this.connection, project, window, Math.min(CHUNK_ROWS, window.limit));
    const result = readChunk(this.connection, project, { ...window, limit });
    return { result, count: result.count, lastChatId: result.lastChatId, isLast: result.count < limit };
  }

  readJoinedChunk(project: ProjectRow, window: ChatWindow): Step<ChatChunk> {
    const limit = rowsWithinBytes(this.connection, project, window, Math.min(CHUNK_ROWS, window.limit));
    const result = readJoined(this.connection, project, window, limit);
    return { result, count: result.count, lastChatId: result.lastChatId, isLast: result.count === 0 };
  }

  readOpened(project: ProjectRow, window: ChatWindow): Step<readonly StoredChat[]> {
    const limit = rowsWithinBytes(this.connection, project, window, Math.min(OPENED_CHUNK_ROWS, window.limit));
    const result = readChats(this.connection, project, { ...window, limit });
    const lastChatId = result.at(-1)?.chatId ?? null;
    return { result, count: result.length, lastChatId, isLast: result.length < limit };
  }
}
