/** How the numbers of one chat came about, from what is stored of it. */
import type { ChatExplanation, ImportedChat } from '@parley/contract';
import { explainChat } from '../../chat-log/fold/explain-chat.ts';
import { explainImportedRow } from '../../chat-log/fold/explain-imported-row.ts';
import type { ChatEvent } from '../../model/event.ts';
import type { ChatId } from '../../model/ids.ts';
import type { Journal, Project } from '../../store/chat-store.ts';

/** null when there is no such chat. A row that was imported as a row explains that its numbers were copied. */
export async function explainStoredChat(
  journal: Journal,
  project: Project,
  chatId: ChatId,
): Promise<ChatExplanation | null> {
  const stored = await journal.readChat(project, chatId);
  if (stored === null) return null;
  const events = await journal.readEvents(project, chatId);
  const own = events.filter((event): event is ChatEvent => event.body.type !== 'chat.imported');
  if (own.length < events.length) return explainImportedRow(JSON.parse(stored.chatJson) as ImportedChat, project.zone);
  return explainChat(own, project.zone);
}
