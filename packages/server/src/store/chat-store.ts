/**
 * The store as everything above it sees it. Chats are reached through a project only, so no call can cross a tenant.
 */
import type { ChatChunk, ListedChat, StoredBatch, StoredChat } from '../chat-log/codec/stored-chat.ts';
import type { ImportChat, ImportOutcome } from '../chat-log/input/import-chat.ts';
import type { JoinedRun } from '../chat-log/input/join-imports.ts';
import type { RedactionResult, RedactionTarget } from '../chat-log/privacy/redaction.ts';
import type { Kept, RemovalSelection } from '../chat-log/privacy/removal.ts';
import type { ChatSelection, ChatWindow } from '../chat-log/query/chat-selection.ts';
import type { FeedPosition } from '../chat-log/query/feed-position.ts';
import type { SortedWindow, SortPlace } from '../chat-log/query/sort-order.ts';
import type { FactBatch, FactGroup, Measure } from '../chat-log/statistics/fact-batch.ts';
import type { Actor, AuditEntry, AuditLine, AuditQuery, CountedReads, NotedDeed } from '../model/audit.ts';
import type { NewEvent, StoredEvent } from '../model/event.ts';
import type { ChatId, ProjectScope, QueueId, TenantId } from '../model/ids.ts';
import type { Instant } from '../model/instant.ts';
import type { Zone } from '../model/zone.ts';
import type { ProjectAttachments, ShelfUpkeep } from './attachment-store.ts';
import type { ProjectDesk } from './desk-store.ts';
import type { KeyStore } from './key-store.ts';
import type { LiveStore } from './live-store.ts';
import type { UserStore } from './user-store.ts';
import type { ViewStore } from './view-store.ts';

export interface Project extends ProjectScope {
  readonly name: string;
  readonly zone: Zone;
  /** How often the zone was changed, which ends older cursors and ETags: days begin elsewhere now. */
  readonly zoneRevision: number;
  /** Chats in the log now, kept as a counter. */
  readonly chatCount: number;
  /** Highest chat id ever seen, 0 when none. */
  readonly highestChatId: number;
}

export interface NewProject extends ProjectScope {
  readonly name: string;
  readonly zone: Zone;
  readonly createdAt: Instant;
}

/** A chat that changed, named before it is read. */
export interface ChangedKey {
  readonly chatId: ChatId;
  /** `left`: in the log, but no longer in the selection. */
  readonly kind: 'changed' | 'left' | 'erased';
}

export interface ChangeWindow {
  readonly selection: ChatSelection;
  readonly after: FeedPosition | null;
  readonly limit: number;
}

/** How far a project's changes have come. */
export interface FeedHead {
  /** Changes with every visible change of the project. */
  readonly version: string;
  /** The watermark: every change that commits from now on comes after it. */
  readonly end: FeedPosition;
}

/** A page of the change feed: keys chosen in one snapshot, in commit order, each chat once at its latest change. */
export interface ChangePage {
  readonly keys: readonly ChangedKey[];
  /** Where the next page goes on; nothing can appear at or before it any more. */
  readonly next: FeedPosition;
  /** Whether every change below the watermark of this moment is delivered with this page. */
  readonly isEnd: boolean;
  /** Whether changes beyond the watermark are committed already: see `waitForWatermark`. */
  readonly isHeldBack: boolean;
  /** Milliseconds by which the newest change that can be delivered is behind now; null when the store cannot say. */
  readonly watermarkLagMs: number | null;
}

/** A change as it is delivered. A chat may have changed again since its key was chosen: it comes as it is now. */
export type ChatChange =
  | { readonly kind: 'changed'; readonly chat: StoredChat }
  | { readonly kind: 'left'; readonly chatId: ChatId; readonly revision: number }
  | { readonly kind: 'erased'; readonly chatId: ChatId; readonly revision: number; readonly deletedAt: Instant };

/** Changes in the order of the feed: full rows as joined bytes, or opened. */
export type ChangedRows =
  | { readonly kind: 'stored'; readonly chunk: ChatChunk }
  | { readonly kind: 'opened'; readonly changes: readonly ChatChange[] };

export interface ChatDigest {
  readonly chatId: ChatId;
  readonly startedAt: Instant;
  /** First 8 bytes of the SHA-256 of the document's bytes, as a big-endian number. */
  readonly digest: bigint;
}

/** How far the feed is behind what is committed. */
export interface Watermark {
  /** Age of the oldest transaction that has written and still runs: later changes wait for it. */
  readonly lagMs: number;
  /** That transaction in words, for the operator; null when none runs. */
  readonly blocker: string | null;
}

/** A chat whose next SLA target fell due at `dueAt`. */
export interface OverdueChat extends ProjectScope {
  readonly chatId: ChatId;
  readonly dueAt: Instant;
}

export interface AppendRequest {
  /** null starts a chat under the next id; its first event must be `chat.started`. */
  readonly chatId: ChatId | null;
  readonly events: readonly NewEvent[];
}

export type AppendResult =
  | { readonly chatId: ChatId; readonly revision: number; readonly lastSeq: number }
  | { readonly refused: 'chat-not-found' | 'chat-is-imported' | 'chat-is-full' | 'chat-ids-used-up' };

export interface ImportedBatch {
  readonly outcomes: readonly ImportOutcome[];
  /** How many were created under an id below the project's highest: page-by-id readers will not see those. */
  readonly createdBelowHighest: number;
  /** Created or replaced ones of a redacted contact that started before the redaction: emptied before they were stored. */
  readonly redactedOnArrival: number;
}

/** Which chats' facts are read, and what of them. */
export interface FactRequest {
  readonly selection: ChatSelection;
  /** What rows are grouped by; null: nothing. */
  readonly group: FactGroup | null;
  /** Those that are read; null: only what counting takes. */
  readonly measures: readonly Measure[] | null;
}

/**
 * Reads of a project's log, by id in the window's direction. Other work of the process runs between any two statements.
 */
export interface LogReader extends Disposable {
  /** `mayJoin`: a segment may hold several neighbouring documents with commas between them. */
  readChunks(window: ChatWindow, mayJoin: boolean): AsyncGenerator<ChatChunk>;
  /** Rows with their additional facts. */
  readFullRows(window: ChatWindow): AsyncGenerator<StoredBatch>;
  readChats(window: ChatWindow): AsyncGenerator<readonly StoredChat[]>;
  /** Without opening the documents of chats that have a brief. */
  readBriefs(window: ChatWindow): AsyncGenerator<readonly ListedChat[]>;
  /** Id of the chat after `skip` chats of the window (its own offset and limit do not count); null beyond its end. */
  findIdAt(window: ChatWindow, skip: number): Promise<ChatId | null>;
  /** Whether the window holds a chat. */
  hasChats(window: ChatWindow): Promise<boolean>;
  countChats(selection: ChatSelection): Promise<number>;
  /** Where the chats of a sorted list stand, in its order, a bounded number at a time. @throws DamagedChat as `readFacts` */
  readPlaces(window: SortedWindow): AsyncGenerator<readonly SortPlace[]>;
  /** Each chat of the selection once, in any order. @throws DamagedChat for a chat that has no facts and cannot be read */
  readFacts(request: FactRequest): AsyncGenerator<FactBatch>;
}

export interface ProjectChats {
  /**
   * Resolves when the commit is durable; up to 64 writes share one. An `sla.missed` of a marked target adds nothing.
   */
  append(request: AppendRequest): Promise<AppendResult>;
  /** `joined`: blocks of some of the chats; those are stored that can stand. */
  import(chats: readonly ImportChat[], at: Instant, joined?: readonly JoinedRun[]): Promise<ImportedBatch>;
  /** null when there is no such chat. */
  read(chatId: ChatId): Promise<StoredChat | null>;
  /** In order of `seq`; empty when there is no such chat. */
  readEvents(chatId: ChatId): Promise<readonly StoredEvent[]>;
  /**
   * JSON of a long chat's explanation, made beside this thread; null for a chat that is not long, or not there.
   * `isMetadataOnly`: for a reader who may see only numbers and times.
   */
  explainLong(chatId: ChatId, isMetadataOnly: boolean): Promise<Uint8Array | null>;
  count(selection: ChatSelection): Promise<number>;
  /** How many chats the index of words does not have (yet): a search reads each of them. */
  countUnindexed(): Promise<number>;
  /** How many chats are not measured (yet): statistics read each of them. */
  countWithoutFacts(): Promise<number>;
  /**
   * Every read sees the same moment of the store. Held for a minute, or for five seconds while others wait for one, it ends
   * and reads throw `outdated`. `mostRows`: as many as may be read by it; many are read beside this thread.
   * @throws StoreError `busy` after waiting too long for a free connection
   */
  openSnapshot(mostRows?: number): Promise<LogReader>;
  /** As `openSnapshot`, for work of this process that waits for nobody outside: it is not ended early. */
  openOwnSnapshot(): Promise<LogReader>;
  /** Each statement sees the store as it is then. */
  openLiveReader(mostRows?: number): LogReader;
  /** The digests of the selection by chatId and the watermark before the first of them was read. */
  readDigests(
    selection: ChatSelection,
  ): Promise<{ readonly end: FeedPosition; readonly batches: AsyncGenerator<readonly ChatDigest[]> }>;
}

export interface ProjectFeed {
  readHead(): Promise<FeedHead>;
  /**
   * Every change committed at or after `since` comes after this position, even if the store's clock went back; a few
   * earlier ones may too.
   */
  findPosition(since: Instant): Promise<FeedPosition>;
  /** `expired`: tombstones after that position are forgotten already, so that the page would not be complete. */
  readPage(window: ChangeWindow): Promise<ChangePage | 'expired'>;
  /** The changes of a page, in its order, a bounded number at a time; other work of the process runs in between. */
  readChanges(keys: readonly ChangedKey[]): AsyncGenerator<readonly ChatChange[]>;
  /** Like `readChanges`, without opening chats that have a full row. */
  readRows(keys: readonly ChangedKey[]): AsyncGenerator<ChangedRows>;
  /** Resolves when everything that is committed now can be delivered, or when `signal` ends the wait. */
  waitForWatermark(signal: AbortSignal): Promise<void>;
  /** Resolves after the next change in the project, by whatever process, or when `signal` ends the wait. Only a hint. */
  waitForChange(after: FeedPosition, signal: AbortSignal): Promise<void>;
}

export interface RemovalOfMany {
  readonly selection: RemovalSelection;
  readonly keep: Kept;
  readonly at: Instant;
  readonly actor: Actor;
  /** As `ProjectPrivacy` says. */
  readonly reason: string | null;
  readonly signal: AbortSignal;
}

/** What every removal notes in the audit log: who, when, and why where that was said. */
export interface ProjectPrivacy {
  /**
   * Leaves a tombstone and notes it in ledger and audit log; null when there is no such chat. `scrub` removes the
   * bytes.
   */
  eraseChat(
    chatId: ChatId,
    at: Instant,
    actor: Actor,
    reason?: string | null,
  ): Promise<{ readonly revision: number; readonly deletedAt: Instant } | null>;
  /** How many chats a removal of many would take now. */
  countRemovable(selection: RemovalSelection): Promise<number>;
  /**
   * Erases or empties every chat of the selection, a few to a commit, each noted as if it were removed alone. What was done
   * stays when `signal` ends it; then `isComplete` is false.
   */
  removeMany(removal: RemovalOfMany): Promise<{ readonly chats: number; readonly isComplete: boolean }>;
  /** Empties texts and attachments in stored events and documents; null when there is no such chat, message or contact. */
  redact(target: RedactionTarget, at: Instant, actor: Actor, reason?: string | null): Promise<RedactionResult | null>;
}

export interface RebuildRequest {
  /** Compare only: nothing is written. */
  readonly isCheckOnly: boolean;
  /** When a chat that comes out differently is said to have changed. */
  readonly at: Instant;
  /** Called between batches with the number of chats that are done. */
  readonly onProgress: (done: number) => void;
  /** Ends the work between two batches; what is done stays. */
  readonly signal: AbortSignal;
}

export interface Rebuilt {
  readonly chats: number;
  /** Chats whose document, facts or filter columns come out differently than they were stored. */
  readonly different: number;
  /** Chats that have no events to be made from; they are left as they are. */
  readonly withoutEvents: readonly ChatId[];
  /** Chats whose events are damaged or cannot be folded; they are left as they are. */
  readonly failed: readonly ChatId[];
  /** Damaged joined copies, which are dropped. */
  readonly droppedBlocks: number;
  readonly isComplete: boolean;
}

export interface ProjectUpkeep {
  /**
   * Makes the indexes again, folds every chat again, a batch to a commit, drops damaged blocks and recounts. Chats that
   * come out the same keep their revision and place in the feed. @throws StoreError `damaged` when tables are
   */
  rebuild(request: RebuildRequest): Promise<Rebuilt>;
  /** Ends the cursors and ETags of before. Chats are folded for the new zone one after another, by `refold` or `rebuild`. */
  setTimeZone(zone: Zone, deed: NotedDeed): Promise<void>;
}

/** A project, and whose chats whoever asks may see. */
export interface VisibleScope extends ProjectScope {
  /** Only chats that were in one of these queues at any time; absent or null is every chat. */
  readonly queueIds?: readonly QueueId[] | null;
}

/**
 * A project as it stood when it was asked for, and what can be done with it. Opened for certain queues, it holds no other chats,
 * whatever is read, and cannot be written to but for erasing and redacting what it holds.
 */
export interface ProjectStore extends Omit<Project, 'chatCount'> {
  /** null when only chats of certain queues may be seen, which are counted when somebody asks. */
  readonly chatCount: number | null;
  readonly queueIds: readonly QueueId[] | null;
  readonly chats: ProjectChats;
  readonly feed: ProjectFeed;
  readonly privacy: ProjectPrivacy;
  readonly upkeep: ProjectUpkeep;
  readonly desk: ProjectDesk;
  readonly attachments: ProjectAttachments;
}

export interface AuditLog {
  /** Removals of the tenant, newest first, at most `limit`; of every tenant when null. */
  list(tenantId: TenantId | null, limit: number): Promise<readonly AuditEntry[]>;
  /** Removals, deeds and reads, the newest first. Other work of the process runs between any two statements. */
  read(query: AuditQuery): Promise<readonly AuditLine[]>;
  /** Adds to what is counted of the same kind already, in one commit. */
  addReads(reads: readonly CountedReads[]): Promise<void>;
  /** Forgets reads of before, a bounded number at a time; true when there are more. */
  purgeReads(before: Instant): Promise<boolean>;
}

export type RefoldNews = ProjectScope &
  (
    | { readonly kind: 'begun' | 'done' }
    /** `failed`: it could not be folded again. `without-facts`: it cannot be read, so that nothing counts it. */
    | { readonly kind: 'failed' | 'without-facts'; readonly chatId: ChatId; readonly error: unknown }
  );

/** A chat whose words could not be read. */
export type UnindexedNews = ProjectScope & { readonly chatId: ChatId; readonly error: unknown };

/** A stored copy that was found not to be as it was stored. */
export interface Damage extends ProjectScope {
  /** `document`: of one chat. `block`: of several, from this chat on. `tombstone`: of an erased chat. */
  readonly kind: 'document' | 'events' | 'block' | 'tombstone';
  readonly chatId: ChatId;
  /** Whether nothing is left from which it can be made again: its readers get an error. */
  readonly isLost: boolean;
}

/** What a store is made of. */
export interface StoreDescription {
  /** `SQLite 3.53.4`, `PostgreSQL 18.1`. */
  readonly database: string;
  readonly tablesVersion: number;
  readonly storeBytes: number;
}

/** Chats to a block of facts, and how many of the newest, which change most, have none. */
export interface FactBlockSizes {
  readonly chats: number;
  readonly newest: number;
}

/** What a server does for its store in the background, whichever projects are in it. */
export interface StoreMaintenance {
  /** Chats of the whole store with an SLA target that fell due, oldest first, at most `limit`. */
  findOverdueChats(at: Instant, limit: number): Promise<readonly OverdueChat[]>;
  /**
   * Joins closed chats for cheaper reading, for about `milliseconds`; reads stay right. False when nothing is left to
   * do.
   */
  compact(milliseconds: number): Promise<boolean>;
  /**
   * Indexes the words of chats that came or changed, for about `milliseconds`. False when nothing is left to do. `tell` is
   * called for each that cannot be indexed.
   */
  indexWords(milliseconds: number, tell?: (news: UnindexedNews) => void): Promise<boolean>;
  /**
   * Folds chats again that an older version or another time zone made, and adds missing checksums and facts, for about `milliseconds`, dating what
   * changes `at`. False when nothing is left to do. `tell` is called after the commit.
   */
  refold(at: Instant, milliseconds: number, tell?: (news: RefoldNews) => void): Promise<boolean>;
  /** Marks runs of chats whose facts are to be kept by column too; a change of one of them takes the mark away. */
  markFactBlocks(sizes?: FactBlockSizes): Promise<void>;
  /**
   * Keeps the facts of marked runs by column, for about `milliseconds`. The longer ago they were marked, the less likely
   * that it was in vain. False when nothing is left to do.
   */
  fillFactBlocks(milliseconds: number): Promise<boolean>;
  /** Calls the listener, one for the store, whenever a reader has found damage. */
  watchDamage(listener: (damage: Damage) => void): void;
  /**
   * Drops or makes again the damaged copies that were found, where the events are sound. `at` dates a chat that these
   * now give otherwise than when it was stored.
   */
  mendFound(at: Instant): Promise<void>;
  /** The database with its version, the version of the tables, and the size of the store. */
  describe(): Promise<StoreDescription>;
  /** @throws StoreError `damaged` when the store could not be opened as it is on the disk now */
  checkFile(): Promise<void>;
  /** null where changes are never held back. */
  measureWatermark(): Promise<Watermark | null>;
  /** Forgets tombstones older than `before` (the ledger keeps refusing their ids); true when there are more. */
  purgeTombstones(before: Instant): Promise<boolean>;
  /** Gives the store another epoch: older cursors, ETags, sessions and sign-in links end. A store that is open keeps its old one until it is opened again. */
  beginHistory(epoch: string): Promise<void>;
  /** Since when removed bytes wait to be made unreadable in the store's files; null when none do. */
  findScrubDue(): Promise<Instant | null>;
  /** Makes removed bytes unreadable in every file of the store; false when readers or writers hold it up: ask again. */
  scrub(): Promise<boolean>;
  /** A command that the operator must run in the database before `scrub` can finish; null when none is needed. */
  findScrubCommand(): Promise<string | null>;
}

/** By what the cursors of a store are made and recognised. */
export interface StoreIdentity {
  /** Identity of this store's history; part of every ETag and cursor. */
  readonly epoch: string;
  /** 32 random bytes, made with the store, by which cursors are authenticated. */
  readonly cursorKey: Uint8Array;
}

export interface ChatStore extends StoreIdentity, AsyncDisposable {
  /** The project as it stands now; null when the tenant has none with that number. */
  project(scope: VisibleScope): Promise<ProjectStore | null>;
  createProject(project: NewProject, deed: NotedDeed): Promise<Project | { readonly refused: 'project-exists' }>;
  /** Projects of the tenant, by id; of every tenant when null, which only the operator's own commands may ask. */
  listProjects(tenantId: TenantId | null): Promise<readonly Project[]>;
  readonly keys: KeyStore;
  readonly live: LiveStore;
  readonly shelf: ShelfUpkeep;
  readonly users: UserStore;
  readonly views: ViewStore;
  readonly audit: AuditLog;
  readonly maintenance: StoreMaintenance;
}
