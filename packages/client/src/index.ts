/** `@parley/client`: reads a Parley chat log, keeps exact copies of it and verifies them. */
export type { ChangedChat, ChatChange, ChatErased, ChatLeft, ChatUpserted } from './chat-change.ts';
export { Checksum, chatChecksum, wireText } from './chat-digest.ts';
export { isImported } from './chat-origin.ts';
export type { ChatsOptions } from './chats-options.ts';
export type * from './contract-types.ts';
export { CHAT_KEYS } from './contract-types.ts';
export { CursorExpiredError, IncompleteReplyError, ParleyError } from './errors.ts';
export type { LogFacts } from './log-facts.ts';
export {
  type CallSignal,
  type ChatOptions,
  type DigestOptions,
  type DownloadSink,
  type EraseOptions,
  ParleyClient,
  type ParleyClientOptions,
  type StatisticsOptions,
  type SyncOptions,
} from './parley-client.ts';
export type { ChatKey, PrintOptions, QueryValues } from './query.ts';
export type { AuditOptions } from './read-audit.ts';
export type { ChangesOptions, ChangesPage } from './read-changes.ts';
export type { RetryPolicy } from './retry-policy.ts';
export type { SyncPage, SyncPagesOptions } from './sync-pages.ts';
