/** How large a chat may be, however it comes in. Imports and mirrors may be given others by their options. */

export interface ChatLimits {
  /** Largest number of messages in a chat. */
  readonly maxMessages: number;
  /** Largest size of a chat's document in bytes, and of what is kept beside it. */
  readonly maxDocumentBytes: number;
}

export const DEFAULT_CHAT_LIMITS: ChatLimits = { maxMessages: 100_000, maxDocumentBytes: 32 * 1024 * 1024 };
