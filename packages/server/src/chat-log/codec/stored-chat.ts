/** Chats as the store returns them: many as joined bytes, or one at a time. */
import type { ChatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { ChatBrief } from './chat-brief.ts';
import type { LongChat } from './long-chat.ts';

/** Neighbouring chats of a selection as stored bytes, see `segment.ts`. */
export interface ChatChunk {
  readonly count: number;
  /** Id of the last chat in the chunk; null when it is empty. */
  readonly lastChatId: ChatId | null;
  /** Σ of the chats' sumResponseTime, null as 0. */
  readonly sumResponseTimeSeconds: number;
  /** The chats' transfers as JSON objects joined by commas, "" when there are none. */
  readonly transfersJson: string;
  readonly transferCount: number;
  /** Concatenated segments. */
  readonly segments: Uint8Array;
  /** One mark of `MARK_BYTES` for each segment; a segment holds one document, or several where joining was allowed. */
  readonly marks: Uint8Array;
  /** Length of each document, see `lengthsIn`; null when each segment holds one document, whose mark has the length. */
  readonly documentLengths: Uint8Array | null;
}

/** Neighbouring chats before a view is applied and before anything joined is decompressed. */
export type StoredBatch =
  | { readonly kind: 'stored'; readonly chunk: ChatChunk }
  | { readonly kind: 'opened'; readonly chats: readonly ListedChat[] };

/** A chat as a list shows it, or everything of one that has no brief. */
export type ListedChat = BriefChat | StoredChat;

export interface BriefChat {
  readonly chatId: ChatId;
  readonly brief: ChatBrief;
}

/** A chat with everything that is stored for it. */
export interface StoredChat {
  readonly chatId: ChatId;
  readonly revision: number;
  readonly updatedAt: Instant;
  readonly isImported: boolean;
  /** JSON of the keys of a chat in contract order. */
  readonly chatJson: string;
  /** JSON of `StoredExt`. */
  readonly extJson: string;
  /** How a long chat is printed without opening it here; the two texts are made when they are read. null for all others. */
  readonly long: LongChat | null;
}
