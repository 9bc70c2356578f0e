/** The store in a SQLite file: each call of `Journal` as one look or one commit. */

import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { StoredChat } from '../../chat-log/codec/stored-chat.ts';
import type { ChatSelection } from '../../chat-log/query/chat-selection.ts';
import { CompiledCalendars } from '../../model/calendar.ts';
import type { StoredEvent } from '../../model/event.ts';
import type { ChatId, TenantId } from '../../model/ids.ts';
import { type Instant, instant } from '../../model/instant.ts';
import type { NewApiKey, StoredApiKey } from '../api-key.ts';
import type {
  Actor,
  AppendRequest,
  AppendResult,
  AuditEntry,
  ChangedKey,
  ChangePage,
  ChangeWindow,
  ChatChange,
  FeedHead,
  FeedPosition,
  ImportChat,
  ImportedBatch,
  NewProject,
  OverdueChat,
  Project,
  ProjectScope,
  RedactionResult,
  RedactionTarget,
} from '../chat-store.ts';
import type { Journal, ScopedLogReader } from '../journal.ts';
import { WalkingReader } from '../log-walk.ts';
import type { ProjectRow } from '../project-row.ts';
import { StoreError } from '../store-error.ts';
import { appendEvents, importBatch } from './append-events.ts';
import { listAudit } from './audit-table.ts';
import { findPlace, readAsNow, readEnd, readPage } from './change-reader.ts';
import { ChangeWaiters } from './change-waiters.ts';
import { asBytes, readOne } from './chat-reader.ts';
import { selectEvents } from './chat-writer.ts';
import { CommitQueue } from './commit-queue.ts';
import { joinBlocks } from './compactor.ts';
import { readDigests } from './digest-reader.ts';
import { formatPlace, parsePlace } from './feed-cursor-state.ts';
import { findKey, insertKey, listKeys, revokeKey, touchKey } from './key-table.ts';
import { readDueChats } from './overdue-sla.ts';
import { ProjectTable } from './project-table.ts';
import { ReaderPool } from './reader-pool.ts';
import { Removals } from './removals.ts';
import { findScrubDue } from './scrub.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { type Pause, SqliteWalkSource } from './sqlite-walk-source.ts';
import { purgeTombstones } from './tombstone-purge.ts';

const SERVE_BUSY_LIMIT_MS = 30_000;

export interface SqliteJournalClocks {
  /** Monotonic milliseconds. */
  readonly monotonicMs: () => number;
  /** Milliseconds since 1970: the store's clock, by which its changes are dated. */
  readonly nowMs: () => number;
  readonly onFatal: (error: StoreError) => void;
}

export class SqliteJournal implements Journal {
  readonly epoch: string;
  readonly cursorKey: Uint8Array;
  readonly #writer: SqliteConnection;
  readonly #reader: SqliteConnection;
  readonly #pool: ReaderPool;
  readonly #commits: CommitQueue;
  readonly #projects = new ProjectTable();
  readonly #calendars = new CompiledCalendars();
  readonly #lock: Disposable | null;
  readonly #monotonicMs: () => number;
  readonly #nowMs: () => number;
  readonly #waiters: ChangeWaiters;
  readonly #removals: Removals;
  /**
   * Readers that never rest fill both cores of a small machine, and then the system makes commits wait for their turn:
   * beside live writes they step back for a millisecond instead of a turn of the event loop.
   */
  readonly #pause: Pause = async () => {
    await (this.#commits.isBusy() ? sleep(1) : nextTurn());
  };

  constructor(options: SqliteJournalClocks, file: string, writer: SqliteConnection, lock: Disposable | null) {
    this.#writer = writer;
    this.#lock = lock;
    this.#monotonicMs = options.monotonicMs;
    this.#nowMs = options.nowMs;
    this.#reader = new SqliteConnection({ file, isReadOnly: true, busyTimeoutMs: 1_000 });
    this.#pool = new ReaderPool(file);
    this.#commits = new CommitQueue({
      connection: writer,
      busyLimitMs: SERVE_BUSY_LIMIT_MS,
      monotonicMs: options.monotonicMs,
      onFatal: options.onFatal,
      onCommit: () => this.#waiters.wake(),
    });
    this.#removals = new Removals({
      file,
      writer,
      reader: this.#reader,
      pool: this.#pool,
      commits: this.#commits,
      projects: this.#projects,
      calendars: this.#calendars,
      nowMs: options.nowMs,
    });
    this.#waiters = new ChangeWaiters(this.#reader, (scope) => {
      const project = this.#project(this.#reader, scope);
      return project === null ? 0 : readEnd(this.#reader, project);
    });
    this.cursorKey = asBytes(this.#reader.get("SELECT value FROM store WHERE name = 'cursor_key'")?.value);
    this.epoch = String(this.#reader.get("SELECT value FROM store WHERE name = 'epoch'")?.value);
  }

  async readMoment(scope: ProjectScope): Promise<FeedHead> {
    const project = this.#project(this.#reader, scope);
    const end = formatPlace({ position: project === null ? 0 : readEnd(this.#reader, project), base: 0 });
    return { version: end, end };
  }

  async findFeedPosition(scope: ProjectScope, since: Instant): Promise<FeedPosition> {
    const project = this.#project(this.#reader, scope);
    return formatPlace({ position: project === null ? 0 : findPlace(this.#reader, project, since), base: 0 });
  }

  async readChangePage(scope: ProjectScope, window: ChangeWindow): Promise<ChangePage | 'expired'> {
    using snapshot = await this.#pool.openSnapshot();
    const project = this.#project(snapshot.connection, scope);
    if (project === null) throw new StoreError('missing', `there is no project ${scope.projectId}`);
    return readPage(snapshot.connection, project, window, this.#pause);
  }

  async *readChanges(scope: ProjectScope, keys: readonly ChangedKey[]): AsyncGenerator<readonly ChatChange[]> {
    const project = this.#project(this.#reader, scope);
    if (project !== null) yield* readAsNow(this.#reader, project, keys, this.#pause);
  }

  async waitForChange(scope: ProjectScope, after: FeedPosition, signal: AbortSignal): Promise<void> {
    await this.#waiters.wait(scope, parsePlace(after).position, signal);
  }

  async measureWatermark(): Promise<null> {
    return null;
  }

  purgeTombstones(before: Instant): Promise<boolean> {
    return this.#commits.enqueue(() => purgeTombstones(this.#writer, before));
  }

  async readDigests(scope: ProjectScope, selection: ChatSelection) {
    const { connection, [Symbol.dispose]: release } = await this.#pool.openSnapshot();
    const source = new SqliteWalkSource(connection, this.#projects, this.#pause, release);
    const project = this.#project(connection, scope);
    const end = formatPlace({ position: project === null ? 0 : readEnd(connection, project), base: 0 });
    return { end, batches: readDigests(source, project, selection) };
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
      if (project === null) return { refused: 'chat-not-found' };
      return appendEvents(this.#writer, project, request, this.#calendars, this.#now());
    });
  }

  importChats(scope: ProjectScope, chats: readonly ImportChat[], at: Instant): Promise<ImportedBatch> {
    return this.#commits.enqueue(() => {
      const project = this.#project(this.#writer, scope);
      if (project === null) throw new StoreError('missing', `there is no project ${scope.projectId}`);
      return importBatch(this.#writer, project, chats, at, this.#now());
    });
  }

  eraseChat(scope: ProjectScope, id: ChatId, at: Instant, actor: Actor) {
    return this.#removals.erase(scope, id, at, actor);
  }

  redact(scope: ProjectScope, target: RedactionTarget, at: Instant, actor: Actor): Promise<RedactionResult | null> {
    return this.#removals.redact(scope, target, at, actor);
  }

  async findScrubDue(): Promise<Instant | null> {
    return findScrubDue(this.#reader);
  }

  scrub(): Promise<boolean> {
    return this.#removals.scrub();
  }

  async findScrubCommand(): Promise<null> {
    return null;
  }

  async listAudit(tenantId: TenantId | null, limit: number): Promise<readonly AuditEntry[]> {
    return listAudit(this.#reader, tenantId, limit);
  }

  async findDueChats(at: Instant, limit: number): Promise<readonly OverdueChat[]> {
    return readDueChats(this.#reader, at, limit);
  }

  joinBlocks(milliseconds: number): Promise<boolean> {
    const until = this.#monotonicMs() + milliseconds;
    const parts = { reader: this.#reader, writer: this.#writer, commits: this.#commits, projects: this.#projects };
    return joinBlocks(parts, () => this.#monotonicMs() >= until);
  }

  async openSnapshot(): Promise<ScopedLogReader> {
    const { connection, [Symbol.dispose]: release } = await this.#pool.openSnapshot();
    return new WalkingReader(new SqliteWalkSource(connection, this.#projects, this.#pause, release));
  }

  openLiveReader(): ScopedLogReader {
    return new WalkingReader(new SqliteWalkSource(this.#reader, this.#projects, this.#pause, () => undefined));
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
    this.#waiters[Symbol.dispose]();
    await this.#commits[Symbol.asyncDispose]();
    this.#pool[Symbol.dispose]();
    this.#reader[Symbol.dispose]();
    this.#writer[Symbol.dispose]();
    this.#lock?.[Symbol.dispose]();
  }

  #now(): Instant {
    return instant(this.#nowMs());
  }

  #project(connection: SqliteConnection, scope: ProjectScope): ProjectRow | null {
    return this.#projects.find(connection, scope);
  }
}
