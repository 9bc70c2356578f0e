/** The default store: one SQLite file in a folder of its own. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { ChatSelection } from '../../log/chat-selection.ts';
import type { StoredChat } from '../../log/stored-chat.ts';
import { CompiledCalendars } from '../../model/calendar.ts';
import type { StoredEvent } from '../../model/event.ts';
import { type ChatId, chatId, projectId, type TenantId } from '../../model/ids.ts';
import { type Instant, instant } from '../../model/instant.ts';
import type { NewApiKey, StoredApiKey } from '../api-key.ts';
import type {
  AppendRequest,
  AppendResult,
  DueChat,
  ImportChat,
  ImportedBatch,
  Journal,
  LogReader,
  NewProject,
  Project,
  ProjectScope,
} from '../journal.ts';
import { StoreError } from '../store-error.ts';
import { checkTo, findBlockStep, joinRun, writeBlock } from './block-builder.ts';
import { appendEvents, eraseChat, importBatch } from './chat-changes.ts';
import { readOne } from './chat-reader.ts';
import { selectEvents } from './chat-writer.ts';
import { CommitQueue } from './commit-queue.ts';
import { findKey, insertKey, listKeys, revokeKey, touchKey } from './key-table.ts';
import { type Pause, SqliteLogReader } from './log-walk.ts';
import { migrate } from './migrations.ts';
import { type ProjectRow, ProjectTable } from './project-table.ts';
import { ReaderPool } from './reader-pool.ts';
import { takeServeLock } from './serve-lock.ts';
import { SqliteConnection } from './sqlite-connection.ts';

export interface SqliteJournalOptions {
  readonly directory: string;
  /** `serve` takes the store's lock and never blocks its thread; `tool` waits for other writers by blocking. */
  readonly mode: 'serve' | 'tool';
  readonly newEpoch: () => string;
  /** Monotonic milliseconds. */
  readonly monotonicMs: () => number;
  readonly onFatal: (error: StoreError) => void;
}

export const STORE_FILE = 'parley.db';
const TOOL_BUSY_TIMEOUT_MS = 60_000;
const SERVE_BUSY_LIMIT_MS = 30_000;
/** Ids that need not be looked at again. */
const WORTH_REMEMBERING = 1_000;

/**
 * Opens the store in `directory`, made if need be, brought to this version's tables.
 * @throws StoreError `locked` in mode `serve` when another server has it; `newer` when a later Parley wrote it.
 */
export function openSqliteJournal(options: SqliteJournalOptions): SqliteJournal {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const lock = options.mode === 'serve' ? takeServeLock(options.directory) : null;
  const file = join(options.directory, STORE_FILE);
  let writer: SqliteConnection | null = null;
  try {
    writer = new SqliteConnection({ file, isReadOnly: false, busyTimeoutMs: TOOL_BUSY_TIMEOUT_MS });
    migrate(writer.database, options.newEpoch);
    if (options.mode === 'serve') writer.exec('PRAGMA busy_timeout = 0');
    return new SqliteJournal(options, file, writer, lock);
  } catch (error) {
    writer?.[Symbol.dispose]();
    lock?.[Symbol.dispose]();
    throw error;
  }
}

export class SqliteJournal implements Journal {
  readonly epoch: string;
  readonly #writer: SqliteConnection;
  readonly #reader: SqliteConnection;
  readonly #pool: ReaderPool;
  readonly #commits: CommitQueue;
  readonly #projects = new ProjectTable();
  readonly #calendars = new CompiledCalendars();
  readonly #lock: Disposable | null;
  readonly #monotonicMs: () => number;
  /**
   * Readers that never rest fill both cores of a small machine, and then the system makes commits wait for their turn:
   * beside live writes they step back for a millisecond instead of a turn of the event loop.
   */
  readonly #pause: Pause = async () => {
    await (this.#commits.isBusy() ? sleep(1) : nextTurn());
  };

  constructor(options: SqliteJournalOptions, file: string, writer: SqliteConnection, lock: Disposable | null) {
    this.#writer = writer;
    this.#lock = lock;
    this.#monotonicMs = options.monotonicMs;
    this.#reader = new SqliteConnection({ file, isReadOnly: true, busyTimeoutMs: 1_000 });
    this.#pool = new ReaderPool(file);
    this.#commits = new CommitQueue({
      connection: writer,
      busyLimitMs: SERVE_BUSY_LIMIT_MS,
      monotonicMs: options.monotonicMs,
      onFatal: options.onFatal,
    });
    this.epoch = String(this.#reader.get("SELECT value FROM store WHERE name = 'epoch'")?.value);
  }

  async readPosition(scope: ProjectScope): Promise<number> {
    const project = this.#project(this.#reader, scope);
    if (project === null) return 0;
    const row = this.#reader.get(
      `SELECT max(
         coalesce((SELECT max(position) FROM chat WHERE project_row = ?), 0),
         coalesce((SELECT max(position) FROM tombstone WHERE project_row = ?), 0)
       ) AS position`,
      project.projectRow,
      project.projectRow,
    );
    return Number(row?.position);
  }

  createProject(project: NewProject): Promise<Project | { readonly refused: 'project-exists' }> {
    return this.#commits.enqueue(() => {
      if (this.#projects.find(this.#writer, project) !== null) return { refused: 'project-exists' };
      this.#projects.insert(this.#writer, project);
      return this.#project(this.#writer, project) ?? { refused: 'project-exists' };
    });
  }

  async findProject(scope: ProjectScope): Promise<Project | null> {
    return this.#project(this.#reader, scope);
  }

  async listProjects(tenantId: TenantId | null): Promise<readonly Project[]> {
    return this.#projects.list(this.#reader, tenantId);
  }

  createKey(key: NewApiKey): Promise<void> {
    return this.#commits.enqueue(() => insertKey(this.#writer, key));
  }

  async findKeyByPrefix(prefix: string): Promise<StoredApiKey | null> {
    return findKey(this.#reader, prefix);
  }

  async listKeys(tenantId: TenantId): Promise<readonly StoredApiKey[]> {
    return listKeys(this.#reader, tenantId);
  }

  revokeKey(tenantId: TenantId, prefix: string, at: Instant): Promise<boolean> {
    return this.#commits.enqueue(() => revokeKey(this.#writer, tenantId, prefix, at));
  }

  touchKey(prefix: string, at: Instant): Promise<void> {
    return this.#commits.enqueue(() => touchKey(this.#writer, prefix, at));
  }

  append(scope: ProjectScope, request: AppendRequest): Promise<AppendResult> {
    return this.#commits.enqueue(() => {
      const project = this.#project(this.#writer, scope);
      if (project === null) return { refused: 'project-not-found' };
      return appendEvents(this.#writer, project, request, this.#calendars);
    });
  }

  importChats(scope: ProjectScope, chats: readonly ImportChat[], at: Instant): Promise<ImportedBatch> {
    return this.#commits.enqueue(() => {
      const project = this.#project(this.#writer, scope);
      if (project === null) throw new StoreError('missing', `there is no project ${scope.projectId}`);
      return importBatch(this.#writer, project, chats, at);
    });
  }

  eraseChat(scope: ProjectScope, id: ChatId, at: Instant): Promise<boolean> {
    return this.#commits.enqueue(() => {
      const project = this.#project(this.#writer, scope);
      return project !== null && eraseChat(this.#writer, project, id, at);
    });
  }

  async findDueChats(at: Instant, limit: number): Promise<readonly DueChat[]> {
    const rows = this.#reader.all(
      `SELECT project.tenant, project.project_id, chat.chat_id, chat.next_due_at
       FROM chat JOIN project USING (project_row) WHERE next_due_at <= ? AND is_imported = 0 ORDER BY next_due_at LIMIT ?`,
      at,
      limit,
    );
    return rows.map((row) => ({
      tenantId: String(row.tenant) as TenantId,
      projectId: projectId(Number(row.project_id)),
      chatId: chatId(Number(row.chat_id)),
      dueAt: instant(Number(row.next_due_at)),
    }));
  }

  async joinBlocks(milliseconds: number): Promise<boolean> {
    const until = this.#monotonicMs() + milliseconds;
    for (const scope of this.#projects.list(this.#reader, null)) {
      if (await this.#joinProject(scope, until)) return true;
    }
    return false;
  }

  /** True when time ran out. What was only looked at is remembered here: a commit for each open chat would cost more. */
  async #joinProject(scope: ProjectScope, until: number): Promise<boolean> {
    let stored = Number.NEGATIVE_INFINITY;
    let lookedTo = Number.NEGATIVE_INFINITY;
    for (;;) {
      const project = this.#project(this.#reader, scope);
      if (project === null) return false;
      // A change behind the mark has moved it back: begin there again.
      if (project.blocksCheckedTo < stored) lookedTo = Number.NEGATIVE_INFINITY;
      stored = project.blocksCheckedTo;
      const step = findBlockStep(this.#reader, { ...project, blocksCheckedTo: Math.max(stored, lookedTo) });
      const isOver = step.kind === 'done' || this.#monotonicMs() >= until;
      if (step.kind === 'join') {
        const sealed = await joinRun(step.run);
        await this.#commits.enqueue(() => writeBlock(this.#writer, project, step.run, sealed));
        lookedTo = Number.NEGATIVE_INFINITY;
      } else if (isOver && lookedTo - stored > WORTH_REMEMBERING) {
        await this.#commits.enqueue(() => checkTo(this.#writer, project, lookedTo));
      }
      if (step.kind === 'skip') lookedTo = step.to;
      if (isOver) return step.kind !== 'done';
      await nextTurn();
    }
  }

  async openSnapshot(): Promise<LogReader> {
    const connection = await this.#pool.take();
    connection.exec('BEGIN');
    // A transaction takes its snapshot with its first read.
    connection.get("SELECT value FROM store WHERE name = 'position'");
    return new SqliteLogReader(connection, this.#projects, this.#pause, () => {
      connection.rollBack();
      this.#pool.give(connection);
    });
  }

  openLiveReader(): LogReader {
    return new SqliteLogReader(this.#reader, this.#projects, this.#pause, () => undefined);
  }

  async readChat(scope: ProjectScope, id: ChatId): Promise<StoredChat | null> {
    const project = this.#project(this.#reader, scope);
    return project === null ? null : readOne(this.#reader, project, id);
  }

  async readEvents(scope: ProjectScope, id: ChatId): Promise<readonly StoredEvent[]> {
    const project = this.#project(this.#reader, scope);
    return project === null ? [] : selectEvents(this.#reader, project, id);
  }

  async countChats(scope: ProjectScope, selection: ChatSelection): Promise<number> {
    using reader = await this.openSnapshot();
    return reader.countChats(scope, selection);
  }

  /** Finishes the writes in line, then lets go of the file and the lock. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#commits[Symbol.asyncDispose]();
    this.#pool[Symbol.dispose]();
    this.#reader[Symbol.dispose]();
    this.#writer[Symbol.dispose]();
    this.#lock?.[Symbol.dispose]();
  }

  #project(connection: SqliteConnection, scope: ProjectScope): ProjectRow | null {
    return this.#projects.find(connection, scope);
  }
}
