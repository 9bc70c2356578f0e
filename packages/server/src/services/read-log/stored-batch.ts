/** Neighbouring chats as the store gives them, before a view is applied and before anything joined is decompressed. */
import { totalDocumentBytes } from '../../chat-log/codec/segment.ts';
import type { ChatChunk, StoredChat } from '../../chat-log/codec/stored-chat.ts';
import type { LogBatch } from '../../chat-log/formats/log-format.ts';
import { type ChatView, viewChat } from '../../chat-log/view/chat-view.ts';
import type { ChatId } from '../../model/ids.ts';

export type StoredBatch =
  | { readonly kind: 'stored'; readonly chunk: ChatChunk }
  | { readonly kind: 'opened'; readonly chats: readonly StoredChat[] };

export function rowsOf(batch: StoredBatch): number {
  return batch.kind === 'stored' ? batch.chunk.count : batch.chats.length;
}

/** Id of the last chat; null when there is none. */
export function lastOf(batch: StoredBatch): ChatId | null {
  return batch.kind === 'stored' ? batch.chunk.lastChatId : (batch.chats.at(-1)?.chatId ?? null);
}

/** About how many bytes the chats have, uncompressed. */
export function bytesOf(batch: StoredBatch): number {
  if (batch.kind === 'stored') return totalDocumentBytes(batch.chunk.marks);
  return batch.chats.reduce((sum, { chatJson, extJson }) => sum + chatJson.length + extJson.length, 0);
}

/** Decodes opened chats and applies the view. */
export async function* viewAll(batches: AsyncIterable<StoredBatch>, view: ChatView): AsyncGenerator<LogBatch> {
  for await (const batch of batches) {
    yield batch.kind === 'stored' ? batch : { kind: 'viewed', chats: batch.chats.map((chat) => viewChat(chat, view)) };
  }
}
