/** The store in a PostgreSQL database: each call of `Journal` as one transaction or one statement. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatSelection } from '../../log/chat-selection.ts';
import type { StoredChat } from '../../log/stored-chat.ts';
import { CompiledCalendars } from '../../model/calendar.ts';
import type { StoredEvent } from '../../model/event.ts';
import { type ChatId, chatId, projectId, type TenantId } from '../../model/ids.ts';
import { type Instant, instant } from '../../model/instant.ts';
import type { Logger } from '../../platform/logger.ts';
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
  DueChat,
  FeedPosition,
  ImportChat,
  ImportedBatch,
  Journal,
  LogReader,
  Moment,
  NewProject,
  Project,
  ProjectScope,
  RedactionResult,
  RedactionTarget,
  Watermark,
} from '../journal.ts';
import { WalkingReader } from '../log-walk.ts';
import { StoreError } from '../store-error.ts';
import { listAudit } from './audit-table.ts';
import { BlockCache } from './block-cache.ts';
import { joinProject } from './block-joiner.ts';
import { type FeedEnds, findPlace, isExpired, NO_MOMENT, readEnds, readMoment, readPage } from './change-reader.ts';
import { readAsNow } from './changes-as-now.ts';
import { appendEvents, startChat } from './chat-changes.ts';
import { readOne } from './chat-reader.ts';
import { selectEvents } from './chat-writer.ts';
import { readDigests } from './digest-reader.ts';
import { eraseChat } from './erasure.ts';
import { formatPlain, isBefore, parsePlace } from './feed-place.ts';
import { importBatch } from './import-batch.ts';
import { findKey, insertKey, listKeys, revokeKey, touchKey } from './key-table.ts';
import type { PostgresDatabase, Statements, Transaction } from './postgres-database.ts';
import { PostgresWalkSource } from './postgres-walk-source.ts';
import { type ProjectRow, ProjectTable } from './project-table.ts';
import { beginContact, type RedactionContext, redactContactBatch, redactMessage } from './redact-chat.ts';
import { findScrubDue, scrub } from './scrub.ts';
import { SharedQuestions } from './shared-questions.ts';
import { purgeTombstones } from './tombstone-purge.ts';
import { WatermarkGauge } from './watermark.ts';
import { WriteLines } from './write-lines.ts';

const POLL_MS = 100;
const RECENT_MS = 1_000;

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
  readonly #logger: Logger | null;
  readonly #projects = new ProjectTable();
  readonly #calendars = new CompiledCalendars();
  readonly #lines = new WriteLines();
  readonly #gauge: WatermarkGauge;
  readonly #closing = new AbortController();
  readonly #blocks = new BlockCache();
  readonly #shared = new SharedQuestions();
  readonly #recent = new Map<string, { readonly project: ProjectRow; readonly readMs: number }>();

  constructor(
    database: PostgresDatabase,
    identity: { readonly epoch: string; readonly cursorKey: Uint8Array },
    clocks: JournalClocks,
    logger: Logger | null,
  ) {
    this.#logger = logger;
    this.#database = database;
    this.epoch = identity.epoch;
    this.cursorKey = identity.cursorKey;
    this.#clocks = clocks;
    this.#gauge = new WatermarkGauge(clocks.monotonicMs);
  }

  async readMoment(scope: ProjectScope): Promise<Moment> {
    const project = await this.#findRecent(this.#database, scope);
    if (project === null) return NO_MOMENT;
    return this.#shared.ask(`moment ${project.projectRow}`, () => readMoment(this.#database, project));
  }

  async findFeedPosition(scope: ProjectScope, since: Instant): Promise<FeedPosition> {
    const project = await this.#findRecent(this.#database, scope);
    return formatPlain(project === null ? { xid: 0n, seq: 0n } : await findPlace(this.#database, project, since));
  }

  async readChangePage(scope: ProjectScope, window: ChangeWindow): Promise<ChangePage | 'expired'> {
    const project = await this.#findRecent(this.#database, scope);
    if (project === null) throw new StoreError('missing', `there is no project ${scope.projectId}`);
    if (window.after === null) {
      const { end, xmin, xmax } = await this.#readEnds(project);
      const page = await readPage(this.#database, project, window, { xid: 0n, seq: 0n, base: end });
      return { ...page, watermarkLagMs: this.#gauge.observe(xmin, xmax) };
    }
    const from = parsePlace(window.after);
    const page = await readPage(this.#database, project, window, from);
    // Behind the page: tombstones that are forgotten in between would be missing in it.
    const ends = await this.#readEnds(project);
    if (isExpired(from, ends)) return 'expired';
    return { ...page, watermarkLagMs: this.#gauge.observe(ends.xmin, ends.xmax) };
  }

  async *readChanges(scope: ProjectScope, keys: readonly ChangedKey[]): AsyncGenerator<readonly ChatChange[]> {
    const project = await this.#findRecent(this.#database, scope);
    if (project !== null) yield* readAsNow(this.#database, project, keys);
  }

  async waitForChange(scope: ProjectScope, after: FeedPosition, signal: AbortSignal): Promise<void> {
    const known = parsePlace(after);
    const until = AbortSignal.any([signal, this.#closing.signal]);
    try {
      const project = await this.#find(scope);
      while (project !== null && !until.aborted) {
        if (isBefore(known, (await this.#readEnds(project)).end)) return;
        await sleep(POLL_MS, undefined, { signal: until });
      }
    } catch (error) {
      if (!until.aborted) throw error;
    }
  }

  measureWatermark(): Promise<Watermark> {
    return this.#gauge.measure(this.#database);
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
    const made = isNew ? await this.#find(project) : null;
    return made ?? { refused: 'project-exists' };
  }

  findProject(scope: ProjectScope): Promise<Project | null> {
    return this.#find(scope);
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
          ? Promise.resolve({ refused: 'project-not-found' })
          : startChat(transaction, project, request, this.#calendars, this.#now()),
      );
    }
    return this.#lines.run(`${nameOf(scope)}/${id}`, () =>
      this.#database.transact(async (transaction) => {
        const project = await this.#projects.find(transaction, scope);
        if (project === null) return { refused: 'project-not-found' };
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
    return this.#changeProject(scope, async (transaction, project) => {
      if (project === null) return null;
      return eraseChat(transaction, project, id, { at, actor, now: this.#now() });
    });
  }

  async redact(
    scope: ProjectScope,
    target: RedactionTarget,
    at: Instant,
    actor: Actor,
  ): Promise<RedactionResult | null> {
    const context = { at, actor, now: this.#now(), calendars: this.#calendars };
    if (target.kind === 'contact') return this.#redactContact(scope, target.contactId, context);
    return this.#changeProject(scope, async (transaction, project) =>
      project === null ? null : redactMessage(transaction, project, target, context),
    );
  }

  async #redactContact(
    scope: ProjectScope,
    contactId: number,
    context: RedactionContext,
  ): Promise<RedactionResult | null> {
    const isKnown = await this.#changeProject(scope, async (transaction, project) =>
      project === null ? false : beginContact(transaction, project, contactId, context),
    );
    if (!isKnown) return null;
    const sum = { chats: 0, messages: 0 };
    for (let after = -1; ; ) {
      const from = after;
      const batch = await this.#changeProject(scope, async (transaction, project) =>
        project === null ? null : redactContactBatch(transaction, project, contactId, from, context),
      );
      if (batch === null || batch.last === null) return sum;
      sum.chats += batch.chats;
      sum.messages += batch.messages;
      after = batch.last;
    }
  }

  findScrubDue(): Promise<Instant | null> {
    return findScrubDue(this.#database);
  }

  scrub(): Promise<boolean> {
    this.#blocks.clear();
    return scrub(this.#database, this.#logger);
  }

  listAudit(tenantId: TenantId | null, limit: number): Promise<readonly AuditEntry[]> {
    return listAudit(this.#database, tenantId, limit);
  }

  async findDueChats(at: Instant, limit: number): Promise<readonly DueChat[]> {
    const rows = await this.#database.query(
      `SELECT project.tenant, project.project_id, chat.chat_id, chat.next_due_at
       FROM parley.chat AS chat JOIN parley.project AS project USING (project_row)
       WHERE next_due_at <= $1 AND is_imported = 0 ORDER BY next_due_at LIMIT $2`,
      [at, limit],
    );
    return rows.map((row) => ({
      tenantId: String(row.tenant) as TenantId,
      projectId: projectId(Number(row.project_id)),
      chatId: chatId(Number(row.chat_id)),
      dueAt: instant(Number(row.next_due_at)),
    }));
  }

  async joinBlocks(milliseconds: number): Promise<boolean> {
    const until = this.#clocks.monotonicMs() + milliseconds;
    for (const project of await this.#projects.list(this.#database, null)) {
      const isLate = () => this.#clocks.monotonicMs() >= until;
      if (await joinProject(this.#database, this.#projects, project, isLate)) return true;
    }
    return false;
  }

  async openSnapshot(): Promise<LogReader> {
    const snapshot = await this.#database.openSnapshot();
    return new WalkingReader(this.#walkSource(snapshot, () => snapshot[Symbol.dispose]()));
  }

  openLiveReader(): LogReader {
    return new WalkingReader(this.#walkSource(this.#database, () => undefined));
  }

  async readChat(scope: ProjectScope, id: ChatId): Promise<StoredChat | null> {
    const project = await this.#findRecent(this.#database, scope);
    return project === null ? null : readOne(this.#database, project, id);
  }

  async readEvents(scope: ProjectScope, id: ChatId): Promise<readonly StoredEvent[]> {
    const project = await this.#findRecent(this.#database, scope);
    return project === null ? [] : selectEvents(this.#database, project, id);
  }

  async countChats(scope: ProjectScope, selection: ChatSelection): Promise<number> {
    using reader = await this.openSnapshot();
    return await reader.countChats(scope, selection);
  }

  /** Finishes the writes in line, then closes the connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#lines.drain();
    await this.#database[Symbol.asyncDispose]();
  }

  /** Runs `work` in a commit that keeps out everybody else who starts, imports or erases chats of the project. */
  #changeProject<T>(
    scope: ProjectScope,
    work: (transaction: Transaction, project: ProjectRow | null) => Promise<T>,
  ): Promise<T> {
    return this.#lines.run(nameOf(scope), () =>
      this.#database.transact(async (transaction) => work(transaction, await this.#projects.lock(transaction, scope))),
    );
  }

  #walkSource(statements: Statements, release: () => void): PostgresWalkSource {
    return new PostgresWalkSource(statements, (scope) => this.#findRecent(statements, scope), release, this.#blocks);
  }

  #readEnds(project: ProjectRow): Promise<FeedEnds> {
    return this.#shared.ask(`ends ${project.projectRow}`, () => readEnds(this.#database, project));
  }

  #find(scope: ProjectScope): Promise<ProjectRow | null> {
    return this.#shared.ask(`project ${nameOf(scope)}`, () => this.#projects.find(this.#database, scope));
  }

  /** The project as it was within the last second: its number never changes, and its limits are no promises. */
  async #findRecent(statements: Statements, scope: ProjectScope): Promise<ProjectRow | null> {
    const name = nameOf(scope);
    const known = this.#recent.get(name);
    const nowMs = this.#clocks.monotonicMs();
    if (known !== undefined && nowMs - known.readMs < RECENT_MS) return known.project;
    const project = await this.#projects.find(statements, scope);
    if (project === null) this.#recent.delete(name);
    else this.#recent.set(name, { project, readMs: nowMs });
    return project;
  }

  #now(): Instant | null {
    return this.#clocks.now === null ? null : instant(this.#clocks.now());
  }
}

function nameOf({ tenantId, projectId: id }: ProjectScope): string {
  return `${tenantId}/${id}`;
}
