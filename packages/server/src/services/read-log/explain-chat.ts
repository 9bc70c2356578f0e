/** How the numbers of one chat were computed, from its stored events. */
import type { ChatExplanation } from '@parley/contract';
import { explainStored } from '../../chat-log/fold/explain-stored.ts';
import type { ChatId } from '../../model/ids.ts';
import type { ProjectStore } from '../../store/chat-store.ts';

/** null when there is no such chat; the explanation of a long chat comes as JSON. `isMetadataOnly`: see `ChatView`. */
export async function explainStoredChat(
  { chats, zone }: Pick<ProjectStore, 'chats' | 'zone'>,
  chatId: ChatId,
  isMetadataOnly: boolean,
): Promise<ChatExplanation | Uint8Array | null> {
  const long = await chats.explainLong(chatId, isMetadataOnly);
  if (long !== null) return long;
  const stored = await chats.read(chatId);
  if (stored === null) return null;
  const events = await chats.readEvents(chatId);
  return explainStored(events, () => stored.chatJson, { zone, isMetadataOnly });
}
