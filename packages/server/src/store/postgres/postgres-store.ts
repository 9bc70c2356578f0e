/** The store in a PostgreSQL database: each call of `Journal` as one transaction or one statement. */

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
  Watermark,
} from '../chat-store.ts';
import type { Journal, ScopedLogReader } from '../journal.ts';
import { WalkingReader } from '../log-walk.ts';
import type { ProjectRow } from '../project-row.ts';
import { StoreError } from '../store-error.ts';
import { appendEvents, startChat } from './append-events.ts';
import { listAudit } from './audit-table.ts';
import type { BlockCache } from './block-cache.ts';
import { readEnds } from './change-reader.ts';
import { readOne } from './chat-reader.ts';
import { selectEvents } from './chat-writer.ts';
import { joinProject } from './compactor.ts';
import { readDigests } from './digest-reader.ts';
import { Feed } from './feed.ts';
import { formatPlain } from './feed-cursor-state.ts';
import { importBatch } from './import-batch.ts';
import { findKey, insertKey, listKeys, revokeKey, touchKey } from './key-table.ts';
import { WriteLines } from './keyed-mutex.ts';
import { readDueChats } from './overdue-sla.ts';
import type { PostgresDatabase, Statements, Transaction } from './postgres-database.ts';
import { PostgresWalkSource } from './postgres-walk-source.ts';
import { RecentProjects, scopeName } from './project-cache.ts';
import { ProjectTable } from './project-table.ts';
import { Removals } from './removals.ts';
import { Scrubber, type ScrubSettings } from './scrub.ts';
import { SharedQuestions } from './single-flight.ts';
import { purgeTombstones } from './tombstone-purge.ts';

export interface JournalClocks {
  /** By which changes are dated; null is the clock of the database. */
  readonly now: (() => number) | null;
  readonly monotonicMs: () => number;
}

export class PostgresJournal implements Journal {
  readonly epoch: string;
  readonly cursorKey: Uint8Array;
  readonly #database: PostgresDatabase;
  readonly #clocks: JournalClocks;
  readonly #projects = new ProjectTable();
  readonly #calendars = new CompiledCalendars();
  readonly #lines = new WriteLines();
  readonly #blocks: BlockCache;
  readonly #scrubber: Scrubber;
  readonly #recent: RecentProjects;
  readonly #feed: Feed;
  readonly #removals = new Removals({
    change: (scope, work) => this.#changeProject(scope, work),
    calendars: this.#calendars,
    now: () => this.#now(),
  });

  constructor(
    database: PostgresDatabase,
    identity: { readonly epoch: string; readonly cursorKey: Uint8Array },
    clocks: JournalClocks,
    removal: { readonly blocks: BlockCache; readonly settings: ScrubSettings },
  ) {
    this.#blocks = removal.blocks;
    this.#scrubber = new Scrubber(database, removal.blocks, removal.settings);
    this.#database = database;
    this.epoch = identity.epoch;
    this.cursorKey = identity.cursorKey;
    this.#clocks = clocks;
    const { monotonicMs } = clocks;
    const shared = new SharedQuestions();
    this.#recent = new RecentProjects({ database, table: this.#projects, shared, monotonicMs });
    this.#feed = new Feed({ database, projects: this.#recent, shared, monotonicMs });
  }

  readMoment(scope: ProjectScope): Promise<FeedHead> {
    return this.#feed.readMoment(scope);
  }

  findFeedPosition(scope: ProjectScope, since: Instant): Promise<FeedPosition> {
    return this.#feed.findFeedPosition(scope, since);
  }

  readChangePage(scope: ProjectScope, window: ChangeWindow): Promise<ChangePage | 'expired'> {
    return this.#feed.readChangePage(scope, window);
  }

  readChanges(scope: ProjectScope, keys: readonly ChangedKey[]): AsyncGenerator<readonly ChatChange[]> {
    return this.#feed.readChanges(scope, keys);
  }

  waitForChange(scope: ProjectScope, after: FeedPosition, signal: AbortSignal): Promise<void> {
    return this.#feed.waitForChange(scope, after, signal);
  }

  measureWatermark(): Promise<Watermark> {
    return this.#feed.measureWatermark();
  }

  purgeTombstones(before: Instant): Promise<boolean> {
    return this.#database.transact((transaction) => purgeTombstones(transaction, before));
  }

  async readDigests(scope: ProjectScope, selection: ChatSelection) {
    const snapshot = await this.#database.openSnapshot();
    try {
      const project = await this.#projects.find(snapshot, scope);
      const end = project === null ? { xid: 0n, seq: 0n } : (await readEnds(snapshot, project)).end;
      const batches = readDigests(
        this.#walkSource(snapshot, () => snapshot[Symbol.dispose]()),
        project,
        selection,
      );
      return { end: formatPlain(end), batches };
    } catch (error) {
      snapshot[Symbol.dispose]();
      throw error;
    }
  }

  async createProject(project: NewProject): Promise<Project | { readonly refused: 'project-exists' }> {
    const isNew = await this.#database.transact((transaction) => this.#projects.insert(transaction, project));
    const made = isNew ? await this.#recent.find(project) : null;
    return made ?? { refused: 'project-exists' };
  }

  findProject(scope: ProjectScope): Promise<Project | null> {
    return this.#recent.find(scope);
  }

  listProjects(tenantId: TenantId | null): Promise<readonly Project[]> {
    return this.#projects.list(this.#database, tenantId);
  }

  createKey(key: NewApiKey): Promise<void> {
    return this.#database.transact((transaction) => insertKey(transaction, key));
  }

  findKeyByPrefix(prefix: string): Promise<StoredApiKey | null> {
    return findKey(this.#database, prefix);
  }

  listKeys(tenantId: TenantId): Promise<readonly StoredApiKey[]> {
    return listKeys(this.#database, tenantId);
  }

  revokeKey(tenantId: TenantId, prefix: string, at: Instant): Promise<boolean> {
    return this.#database.transact((transaction) => revokeKey(transaction, tenantId, prefix, at));
  }

  touchKey(prefix: string, at: Instant): Promise<void> {
    return this.#database.transact((transaction) => touchKey(transaction, prefix, at));
  }

  append(scope: ProjectScope, request: AppendRequest): Promise<AppendResult> {
    const { chatId: id } = request;
    if (id === null) {
      return this.#changeProject(scope, (transaction, project) =>
        project === null
          ? Promise.resolve({ refused: 'chat-not-found' })
          : startChat(transaction, project, request, this.#calendars, this.#now()),
      );
    }
    return this.#lines.run(`${scopeName(scope)}/${id}`, () =>
      this.#database.transact(async (transaction) => {
        const project = await this.#projects.find(transaction, scope);
        if (project === null) return { refused: 'chat-not-found' };
        return appendEvents(transaction, project, { ...request, chatId: id }, this.#calendars, this.#now());
      }),
    );
  }

  importChats(scope: ProjectScope, chats: readonly ImportChat[], at: Instant): Promise<ImportedBatch> {
    return this.#changeProject(scope, (transaction, project) => {
      if (project === null) throw new StoreError('missing', `there is no project ${scope.projectId}`);
      return importBatch(transaction, project, chats, at, this.#now());
    });
  }

  eraseChat(scope: ProjectScope, id: ChatId, at: Instant, actor: Actor) {
    return this.#removals.erase(scope, id, at, actor);
  }

  redact(scope: ProjectScope, target: RedactionTarget, at: Instant, actor: Actor): Promise<RedactionResult | null> {
    return this.#removals.redact(scope, target, at, actor);
  }

  findScrubDue(): Promise<Instant | null> {
    return this.#scrubber.findDue();
  }

  scrub(): Promise<boolean> {
    return this.#scrubber.run();
  }

  findScrubCommand(): Promise<string | null> {
    return this.#scrubber.findCommand();
  }

  listAudit(tenantId: TenantId | null, limit: number): Promise<readonly AuditEntry[]> {
    return listAudit(this.#database, tenantId, limit);
  }

  findDueChats(at: Instant, limit: number): Promise<readonly OverdueChat[]> {
    return readDueChats(this.#database, at, limit);
  }

  async joinBlocks(milliseconds: number): Promise<boolean> {
    const until = this.#clocks.monotonicMs() + milliseconds;
    for (const project of await this.#projects.list(this.#database, null)) {
      const isLate = () => this.#clocks.monotonicMs() >= until;
      if (await joinProject(this.#database, this.#projects, project, isLate)) return true;
    }
    return false;
  }

  async openSnapshot(): Promise<ScopedLogReader> {
    const snapshot = await this.#database.openSnapshot();
    return new WalkingReader(this.#walkSource(snapshot, () => snapshot[Symbol.dispose]()));
  }

  openLiveReader(): ScopedLogReader {
    return new WalkingReader(this.#walkSource(this.#database, () => undefined));
  }

  async readChat(scope: ProjectScope, id: ChatId): Promise<StoredChat | null> {
    const project = await this.#recent.findRecent(scope);
    return project === null ? null : readOne(this.#database, project, id);
  }

  async readEvents(scope: ProjectScope, id: ChatId): Promise<readonly StoredEvent[]> {
    const project = await this.#recent.findRecent(scope);
    return project === null ? [] : selectEvents(this.#database, project, id);
  }

  async countChats(scope: ProjectScope, selection: ChatSelection): Promise<number> {
    using reader = await this.openSnapshot();
    return await reader.countChats(scope, selection);
  }

  /** Finishes the writes in line, then closes the connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#feed[Symbol.dispose]();
    await this.#lines.drain();
    await this.#database[Symbol.asyncDispose]();
  }

  /** Runs `work` in a commit that keeps out everybody else who starts, imports or erases chats of the project. */
  #changeProject<T>(
    scope: ProjectScope,
    work: (transaction: Transaction, project: ProjectRow | null) => Promise<T>,
  ): Promise<T> {
    return this.#lines.run(scopeName(scope), () =>
      this.#database.transact(async (transaction) => work(transaction, await this.#projects.lock(transaction, scope))),
    );
  }

  #walkSource(statements: Statements, release: () => void): PostgresWalkSource {
    return new PostgresWalkSource(
      statements,
      (scope) => this.#recent.findRecent(scope, statements),
      release,
      this.#blocks,
    );
  }

  #now(): Instant | null {
    return this.#clocks.now === null ? null : instant(this.#clocks.now());
  }
}
