/** What is stored for a chat, computed from its events. */
import type { CompiledCalendars } from '../../model/calendar.ts';
import type { ChatEvent, ImportedEvent, StoredEvent } from '../../model/event.ts';
import type { ChatId, ProjectId } from '../../model/ids.ts';
import type { Zone } from '../../model/zone.ts';
import { foldImportedRow } from '../input/imported-row.ts';
import { foldChat } from './fold-chat.ts';
import type { FoldedChat, FoldedFacts } from './folded-chat.ts';

/** The chat's transfers as JSON objects joined by commas; null when there are none. */
export function transfersJson({ chat }: FoldedFacts): string | null {
  return chat.transfers === null || chat.transfers.length === 0 ? null : JSON.stringify(chat.transfers).slice(1, -1);
}

/** What a chat adds to the totals of a reply; seconds are 0 where there are none. */
export function shareOf(folded: FoldedFacts) {
  const { sumResponseTime, transfers } = folded.chat;
  return {
    sumResponseTime: sumResponseTime ?? 0,
    transfers: transfersJson(folded),
    transferCount: transfers?.length ?? 0,
  };
}

/** The document of these events: the fold of every write and every rebuild. */
export function foldStored(
  project: { readonly projectId: ProjectId; readonly zone: Zone },
  chatId: ChatId,
  events: readonly StoredEvent[],
  calendars?: CompiledCalendars,
): FoldedChat {
  const key = { projectId: project.projectId, chatId };
  const first = events[0];
  if (first !== undefined && isImported(first)) {
    return foldImportedRow(first.body.row, key, project.zone, first.body.redacted);
  }
  return foldChat(key, events.filter(isChatEvent), project.zone, calendars);
}

function isImported(event: StoredEvent): event is ImportedEvent {
  return event.body.type === 'chat.imported';
}

function isChatEvent(event: StoredEvent): event is ChatEvent {
  return event.body.type !== 'chat.imported';
}
