/** The store before it was scoped by project; goes when `sql/` stands. */

import type { ChatChunk, StoredChat } from '../chat-log/codec/stored-chat.ts';
import type { ChatSelection, ChatWindow } from '../chat-log/query/chat-selection.ts';
import type { StoredEvent } from '../model/event.ts';
import type { ChatId, TenantId } from '../model/ids.ts';
import type { Instant } from '../model/instant.ts';
import type { NewApiKey, StoredApiKey } from './api-key.ts';
import type {
  Actor,
  AppendRequest,
  AppendResult,
  AuditEntry,
  ChangedKey,
  ChangePage,
  ChangeWindow,
  ChatChange,
  ChatDigest,
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
} from './chat-store.ts';

/**
 * Reads of the log. Chats come by id in the window's direction, `window.offset` of them skipped, at most `window.limit`.
 * Between any two statements the reader lets other work of the process run, however much there is to read.
 */
export interface ScopedLogReader extends Disposable {
  /** `mayJoin`: a segment may hold several neighbouring documents with commas between them. */
  readChunks(scope: ProjectScope, window: ChatWindow, mayJoin: boolean): AsyncGenerator<ChatChunk>;
  readChats(scope: ProjectScope, window: ChatWindow): AsyncGenerator<readonly StoredChat[]>;
  /** Id of the chat after `skip` chats of the window (its own offset and limit do not count); null beyond its end. */
  findIdAt(scope: ProjectScope, window: ChatWindow, skip: number): Promise<ChatId | null>;
  /** Exact number of chats in the selection, by counting them. */
  countChats(scope: ProjectScope, selection: ChatSelection): Promise<number>;
}

export interface Journal extends AsyncDisposable {
  /** Identity of this store's history; part of every ETag and cursor. */
  readonly epoch: string;
  /** 32 random bytes, made with the store, by which cursors are authenticated. */
  readonly cursorKey: Uint8Array;
  readMoment(scope: ProjectScope): Promise<FeedHead>;

  /**
   * A position behind which stands every change that was committed at or after `since` by the store's clock, even when that
   * clock went back in between; changes of a few seconds before may stand behind it too.
   */
  findFeedPosition(scope: ProjectScope, since: Instant): Promise<FeedPosition>;
  /** `expired`: tombstones behind that position are forgotten already, so that the page would not be complete. */
  readChangePage(scope: ProjectScope, window: ChangeWindow): Promise<ChangePage | 'expired'>;
  /** The changes of a page, in its order, a bounded number at a time; other work of the process runs in between. */
  readChanges(scope: ProjectScope, keys: readonly ChangedKey[]): AsyncGenerator<readonly ChatChange[]>;
  /** Resolves after the next change in the project, by whatever process, or when `signal` ends the wait. Only a hint. */
  waitForChange(scope: ProjectScope, after: FeedPosition, signal: AbortSignal): Promise<void>;
  /** null where changes are never held back. */
  measureWatermark(): Promise<Watermark | null>;
  /** Forgets tombstones older than `before` (the ledger keeps refusing their ids); true when there are more. */
  purgeTombstones(before: Instant): Promise<boolean>;
  /** The digests of the selection by chatId and the watermark before the first of them was read. */
  readDigests(
    scope: ProjectScope,
    selection: ChatSelection,
  ): Promise<{ readonly end: FeedPosition; readonly batches: AsyncGenerator<readonly ChatDigest[]> }>;

  createProject(project: NewProject): Promise<Project | { readonly refused: 'project-exists' }>;
  findProject(scope: ProjectScope): Promise<Project | null>;
  /** Projects of the tenant, by id; of every tenant when null, which only the operator's own commands may ask. */
  listProjects(tenantId: TenantId | null): Promise<readonly Project[]>;

  createKey(key: NewApiKey): Promise<void>;
  findKeyByPrefix(prefix: string): Promise<StoredApiKey | null>;
  listKeys(tenantId: TenantId): Promise<readonly StoredApiKey[]>;
  /** False when no key of the tenant has that prefix. */
  revokeKey(tenantId: TenantId, prefix: string, at: Instant): Promise<boolean>;
  touchKey(prefix: string, at: Instant): Promise<void>;

  /**
   * Resolves after the commit: what it answers is durable. Waits in line with other writes, up to 64 to a commit. An
   * `sla.missed` of a target that is marked already adds nothing.
   */
  append(scope: ProjectScope, request: AppendRequest): Promise<AppendResult>;
  /** One commit for the whole batch. */
  importChats(scope: ProjectScope, chats: readonly ImportChat[], at: Instant): Promise<ImportedBatch>;
  /**
   * Removes the chat, leaves a tombstone, and notes it in the ledger and the audit log; null when there is no such chat.
   * Its bytes leave the files with the next `scrub`.
   */
  eraseChat(
    scope: ProjectScope,
    chatId: ChatId,
    at: Instant,
    actor: Actor,
  ): Promise<{ readonly revision: number; readonly deletedAt: Instant } | null>;
  /** Empties texts and attachments in stored events and documents; null when there is no such chat, message or contact. */
  redact(scope: ProjectScope, target: RedactionTarget, at: Instant, actor: Actor): Promise<RedactionResult | null>;
  /** Since when removed bytes wait to be made unreadable in the store's files; null when none do. */
  findScrubDue(): Promise<Instant | null>;
  /** Makes removed bytes unreadable in every file of the store; false when readers or writers hold it up: ask again. */
  scrub(): Promise<boolean>;
  /** A command of the database that the operator must run before `scrub` can come to its end; null when none is needed. */
  findScrubCommand(): Promise<string | null>;
  /** The audit log of the tenant, newest first, at most `limit`; of every tenant when null. */
  listAudit(tenantId: TenantId | null, limit: number): Promise<readonly AuditEntry[]>;
  /** Chats of the whole store with an SLA target that fell due, oldest first, at most `limit`. */
  findDueChats(at: Instant, limit: number): Promise<readonly OverdueChat[]>;

  /**
   * Prepares closed chats for cheaper reading, for about `milliseconds`, beside all other work. False when nothing is left
   * to do. Reads are right before, while and after.
   */
  joinBlocks(milliseconds: number): Promise<boolean>;

  /** Every read sees the same moment of the store. @throws StoreError `busy` after waiting too long for a free connection. */
  openSnapshot(): Promise<ScopedLogReader>;
  /** Each statement sees the store as it is then. */
  openLiveReader(): ScopedLogReader;
  readChat(scope: ProjectScope, chatId: ChatId): Promise<StoredChat | null>;
  /** In order of `seq`; empty when there is no such chat. */
  readEvents(scope: ProjectScope, chatId: ChatId): Promise<readonly StoredEvent[]>;
  /** Exact number of chats in the selection, by counting them. */
  countChats(scope: ProjectScope, selection: ChatSelection): Promise<number>;
}
