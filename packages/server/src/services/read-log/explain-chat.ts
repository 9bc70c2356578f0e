/** How the numbers of one chat were computed, from its stored events. */
import type { ChatExplanation, ImportedChat } from '@parley/contract';
import { explainChat } from '../../chat-log/fold/explain-chat.ts';
import { explainImportedRow } from '../../chat-log/fold/explain-imported-row.ts';
import { readable } from '../../chat-log/fold/readable-text.ts';
import type { ChatEvent } from '../../model/event.ts';
import type { ChatId } from '../../model/ids.ts';
import type { ProjectStore } from '../../store/chat-store.ts';

/** null when there is no such chat. A row that was imported as a row explains that its numbers were copied. */
export async function explainStoredChat(
  { chats, zone }: Pick<ProjectStore, 'chats' | 'zone'>,
  chatId: ChatId,
): Promise<ChatExplanation | null> {
  const stored = await chats.read(chatId);
  if (stored === null) return null;
  const events = await chats.readEvents(chatId);
  const own = events.filter((event): event is ChatEvent => event.body.type !== 'chat.imported');
  if (own.length < events.length) return explainImportedRow(JSON.parse(stored.chatJson) as ImportedChat, zone);
  return readable(explainChat(own, zone));
}
