/** Where a chat of the log came from. Used by programs that treat imported rows differently from captured chats. */
import type { ChatInReply, ImportedChatInReply } from './contract-types.ts';

/**
 * Whether the chat was imported as a row of another system's log: then its members may be null, and its outcome is any text.
 * @throws TypeError for a chat that was read without `include: ['ext']`, which does not say.
 */
export function isImported(chat: ChatInReply): chat is ImportedChatInReply {
  if (chat.ext === undefined)
    throw new TypeError(`chat ${chat.chatId} was read without ext, which says where it came from`);
  return chat.ext.imported !== null;
}
