/**
 * The store as everything above it sees it: events, chat documents, positions, projects and keys. SQLite is the default
 * implementation; one conformance suite runs over every implementation. Each call on chats takes a project scope, so a
 * query that crosses a tenant does not compile.
 */

import type { ChatSelection, ChatWindow } from '../log/chat-selection.ts';
import type { FoldedChat } from '../log/folded-chat.ts';
import type { SealedChat } from '../log/seal-chat.ts';
import type { ChatChunk, StoredChat } from '../log/stored-chat.ts';
import type { EventBody, StoredEvent } from '../model/event.ts';
import type { ChatId, ProjectId, TenantId } from '../model/ids.ts';
import type { Instant } from '../model/instant.ts';
import type { Zone } from '../model/zone.ts';
import type { NewApiKey, StoredApiKey } from './api-key.ts';

/** Whose chats: no call on chats goes without it. */
export interface ProjectScope {
  readonly tenantId: TenantId;
  readonly projectId: ProjectId;
}

export interface Project extends ProjectScope {
  readonly name: string;
  readonly zone: Zone;
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

/** A chat whose next SLA target falls due at `dueAt`. */
export interface DueChat extends ProjectScope {
  readonly chatId: ChatId;
  readonly dueAt: Instant;
}

/** An event to append; the store numbers it. */
export interface NewEvent {
  readonly at: Instant;
  readonly offsetMinutes: number;
  readonly body: EventBody;
}

export interface AppendRequest {
  /** null starts a chat under the next id; its first event must be `chat.started`. */
  readonly chatId: ChatId | null;
  readonly events: readonly NewEvent[];
}

export type AppendResult =
  | { readonly chatId: ChatId; readonly revision: number; readonly lastSeq: number }
  | { readonly refused: 'chat-not-found' | 'chat-is-imported' | 'project-not-found' };

/** A chat ready to be stored: already checked, folded and sealed, so that the commit does no other work. */
export interface ImportChat {
  readonly chatId: ChatId;
  readonly events: readonly StoredEvent[];
  readonly folded: FoldedChat;
  readonly sealed: SealedChat;
  /** SHA-256 of the bytes that the chat was read from: the same bytes need no closer look. */
  readonly contentHash: Uint8Array;
}

/**
 * `unchanged`: the same id with the same content stands there. `replaced`: an imported chat had other content.
 * `collision`: the id belongs to a captured chat. `erased`: the id belonged to a chat that was erased.
 */
export type ImportOutcome = 'created' | 'replaced' | 'unchanged' | 'collision' | 'erased';

export interface ImportedBatch {
  /** One for each chat, in the order given. */
  readonly outcomes: readonly ImportOutcome[];
  /** How many were created under an id below the project's highest: page-by-id readers will not see those. */
  readonly createdBelowHighest: number;
}

/**
 * Reads of the log. Chats come by id in the window's direction, `window.offset` of them skipped, at most `window.limit`.
 * Between any two statements the reader lets other work of the process run, however much there is to read.
 */
export interface LogReader extends Disposable {
  /** `mayJoin`: a segment may hold several neighbouring documents with commas between them. */
  readChunks(scope: ProjectScope, window: ChatWindow, mayJoin: boolean): AsyncGenerator<ChatChunk>;
  readChats(scope: ProjectScope, window: ChatWindow): AsyncGenerator<readonly StoredChat[]>;
  /** Id of the chat after `skip` chats of the window (its own offset and limit do not count); null beyond its end. */
  findIdAt(scope: ProjectScope, window: ChatWindow, skip: number): Promise<ChatId | null>;
  /** Exact number of chats in the selection, by counting them. */
  countChats(scope: ProjectScope, selection: ChatSelection): Promise<number>;
}

export interface Journal extends AsyncDisposable {
  /** Identity of this store's history; part of every ETag. */
  readonly epoch: string;
  /** Position of the newest change in the project, 0 before the first. */
  readPosition(scope: ProjectScope): Promise<number>;

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

  /** Resolves after the commit: what it answers is durable. Waits in line with other writes, up to 64 to a commit. */
  append(scope: ProjectScope, request: AppendRequest): Promise<AppendResult>;
  /** One commit for the whole batch. */
  importChats(scope: ProjectScope, chats: readonly ImportChat[], at: Instant): Promise<ImportedBatch>;
  /** Removes the chat and leaves a tombstone; false when there is no such chat. */
  eraseChat(scope: ProjectScope, chatId: ChatId, at: Instant): Promise<boolean>;
  /** Chats of the whole store with an SLA target that fell due, oldest first, at most `limit`. */
  findDueChats(at: Instant, limit: number): Promise<readonly DueChat[]>;

  /**
   * Prepares closed chats for cheaper reading, for about `milliseconds`, beside all other work. False when nothing is left
   * to do. Reads are right before, while and after.
   */
  joinBlocks(milliseconds: number): Promise<boolean>;

  /** Every read sees the same moment of the store. @throws StoreError `busy` after waiting too long for a free connection. */
  openSnapshot(): Promise<LogReader>;
  /** Each statement sees the store as it is then. */
  openLiveReader(): LogReader;
  readChat(scope: ProjectScope, chatId: ChatId): Promise<StoredChat | null>;
  /** In order of `seq`; empty when there is no such chat. */
  readEvents(scope: ProjectScope, chatId: ChatId): Promise<readonly StoredEvent[]>;
  /** Exact number of chats in the selection, by counting them. */
  countChats(scope: ProjectScope, selection: ChatSelection): Promise<number>;
}
