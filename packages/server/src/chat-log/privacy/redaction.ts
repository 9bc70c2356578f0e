/** What a redaction is asked for, and what it did. */
import type { ChatId } from '../../model/ids.ts';

/** What is made unreadable while chat, counts and times stay: one message by its `seq`, everything in a chat, or everything that a contact left. */
export type RedactionTarget =
  | { readonly kind: 'message'; readonly chatId: ChatId; readonly seq: number }
  | { readonly kind: 'chat'; readonly chatId: ChatId }
  | { readonly kind: 'contact'; readonly contactId: number };

export interface RedactionResult {
  readonly chats: number;
  /** Messages whose text and attachments are gone now and were not before. */
  readonly messages: number;
}
