/**
 * The store as everything above it sees it: events, chat documents, positions, projects and keys. SQLite is the default
 * implementation; one conformance suite runs over every implementation. Each call on chats takes a project scope, so a
 * query that crosses a tenant does not compile.
 */

import type { ChatSelection, ChatWindow } from '../log/chat-selection.ts';
import type { FoldedChat } from '../log/folded-chat.ts';
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

/** A chat ready to be stored: already checked and folded, so that the write does no other work. */
export interface ImportChat {
  readonly chatId: ChatId;
  readonly events: readonly StoredEvent[];
  readonly folded: FoldedChat;
  /** SHA-256 of the content, the same for the same content whatever the order of its keys. */
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

/** Neighbouring chats of a selection as stored bytes, see `log/segment.ts`. */
export interface ChatChunk {
  readonly count: number;
  /** Id of the last chat in the chunk; null when it is empty. */
  readonly lastChatId: ChatId | null;
  /** Σ of the chats' sumResponseTime, null as 0. */
  readonly sumResponseTimeSeconds: number;
  /** The chats' transfers as JSON objects joined by commas, "" when there are none. */
  readonly transfersJson: string;
  /** Segments one after another. */
  readonly segments: Uint8Array;
  /** One mark of `MARK_BYTES` for each segment. */
  readonly marks: Uint8Array;
}

/** A chat with everything that is stored of it. */
export interface StoredChat {
  readonly chatId: ChatId;
  readonly revision: number;
  readonly updatedAt: Instant;
  readonly isImported: boolean;
  /** JSON of the 46 keys. */
  readonly chatJson: string;
  /** JSON of `StoredExt`. */
  readonly extJson: string;
}

/** Reads that all see the same moment of the store; release it before sending. */
export interface Snapshot extends Disposable {
  readChunk(scope: ProjectScope, window: ChatWindow): ChatChunk;
  readChats(scope: ProjectScope, window: ChatWindow): readonly StoredChat[];
}

export interface Journal extends AsyncDisposable {
  /** Identity of this store's history; part of every ETag. */
  readonly epoch: string;
  /** Position of the newest change in the whole store. */
  readPosition(): Promise<number>;

  createProject(
    project: ProjectScope & { readonly name: string; readonly zone: Zone; readonly createdAt: Instant },
  ): Promise<Project | { readonly refused: 'project-exists' }>;
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

  /** A snapshot on a pooled read connection. Rejects with `BUSY` after waiting too long for a free one. */
  openSnapshot(): Promise<Snapshot>;
  readChat(scope: ProjectScope, chatId: ChatId): Promise<StoredChat | null>;
  /** In order of `seq`; empty when there is no such chat. */
  readEvents(scope: ProjectScope, chatId: ChatId): Promise<readonly StoredEvent[]>;
  /** Exact number of chats in the selection, by counting them. */
  countChats(scope: ProjectScope, selection: ChatSelection): Promise<number>;
  /** Highest id of the project at this moment in the given direction's end: where a long stream stops. */
  lastChatId(scope: ProjectScope, direction: 'ASC' | 'DESC'): Promise<ChatId | null>;
}
