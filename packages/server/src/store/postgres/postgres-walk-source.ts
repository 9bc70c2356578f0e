/** The statements by which `log-walk.ts` reads a PostgreSQL store, in a snapshot or each at its own moment. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ChatChunk, StoredChat } from '../../chat-log/codec/stored-chat.ts';
import type { ChatWindow } from '../../chat-log/query/chat-selection.ts';
import type { ChatId } from '../../model/ids.ts';
import type { ProjectScope } from '../chat-store.ts';
import { cutWindow, type Step, type WalkSource } from '../log-walk.ts';
import type { ProjectRow } from '../project-row.ts';
import type { BlockCache } from './block-cache.ts';
import { readJoined } from './block-reader.ts';
import { countRows, findDayRange, findIdAt, readChats, readChunk, rowsWithinBytes, stretchEnd } from './chat-reader.ts';
import type { Statements } from './postgres-database.ts';

/** Chats to a statement: a page, because every statement is a way there and back. */
const CHUNK_ROWS = 1_000;
/** These are unpacked here, on the thread that serves everybody: about 1 ms. */
const OPENED_CHUNK_ROWS = 40;

export class PostgresWalkSource implements WalkSource<ProjectRow> {
  readonly statements: Statements;
  readonly findProject: (scope: ProjectScope) => Promise<ProjectRow | null>;
  readonly release: () => void;
  readonly #cache: BlockCache;

  constructor(
    statements: Statements,
    findProject: (scope: ProjectScope) => Promise<ProjectRow | null>,
    release: () => void,
    cache: BlockCache,
  ) {
    this.#cache = cache;
    this.statements = statements;
    this.findProject = findProject;
    this.release = release;
  }

  async narrowToDays(project: ProjectRow, window: ChatWindow): Promise<ChatWindow | null> {
    const { startedFrom, startedBefore } = window.selection;
    if (startedFrom === undefined && startedBefore === undefined) return window;
    const range = await findDayRange(this.statements, project, window.selection);
    return range === null ? null : cutWindow(window, range.low, range.high);
  }

  stretchEnd(project: ProjectRow, window: ChatWindow): Promise<ChatId | null> {
    return stretchEnd(this.statements, project, window);
  }

  findIdAt(project: ProjectRow, window: ChatWindow, skip: number): Promise<ChatId | null> {
    return findIdAt(this.statements, project, window, skip);
  }

  countRows(project: ProjectRow, window: ChatWindow): Promise<number> {
    return countRows(this.statements, project, window);
  }

  async readSingleChunk(project: ProjectRow, window: ChatWindow): Promise<Step<ChatChunk>> {
    const limit = await rowsWithinBytes(this.statements, project, window, Math.min(CHUNK_ROWS, window.limit));
    const result = await readChunk(this.statements, project, { ...window, limit });
    return { result, count: result.count, lastChatId: result.lastChatId, isLast: result.count < limit };
  }

  async readJoinedChunk(project: ProjectRow, window: ChatWindow): Promise<Step<ChatChunk>> {
    const joined = await readJoined(this.statements, project, window, this.#cache);
    if ('joinTo' in joined) {
      const { before, joinTo } = joined;
      const result = before === null ? joinTo(null) : await this.#putBefore(project, window, before, joinTo);
      return { result, count: result.count, lastChatId: result.lastChatId, isLast: false };
    }
    const step = await this.readSingleChunk(project, { ...window, to: joined.singlyTo });
    return { ...step, isLast: step.count === 0 };
  }

  async #putBefore(
    project: ProjectRow,
    window: ChatWindow,
    before: { readonly to: ChatId; readonly count: number },
    joinTo: (edge: ChatChunk) => ChatChunk,
  ): Promise<ChatChunk> {
    const part = { ...window, to: before.to };
    const limit = await rowsWithinBytes(this.statements, project, part, Math.min(before.count + 1, window.limit));
    const edge = await readChunk(this.statements, project, { ...part, limit });
    // A reader without a snapshot may find more than were counted, and there may be no room: the blocks come next time.
    return edge.count === limit ? edge : joinTo(edge);
  }

  async readOpened(project: ProjectRow, window: ChatWindow): Promise<Step<readonly StoredChat[]>> {
    const limit = await rowsWithinBytes(this.statements, project, window, Math.min(OPENED_CHUNK_ROWS, window.limit));
    const result = await readChats(this.statements, project, { ...window, limit });
    return { result, count: result.length, lastChatId: result.at(-1)?.chatId ?? null, isLast: result.length < limit };
  }

  pause(): Promise<void> {
    return nextTurn();
  }
}
