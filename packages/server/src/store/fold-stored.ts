/** What is stored of a chat, made from its events. Used by every store's writers and by rebuilding; does no I/O. */
import { foldChat } from '../chat-log/fold/fold-chat.ts';
import type { FoldedChat } from '../chat-log/fold/folded-chat.ts';
import { foldImportedRow } from '../chat-log/input/imported-row.ts';
import type { CompiledCalendars } from '../model/calendar.ts';
import type { ChatEvent, ImportedEvent, StoredEvent } from '../model/event.ts';
import type { ChatId } from '../model/ids.ts';
import type { Project } from './chat-store.ts';
import { filterColumns } from './filter-columns.ts';

/** The columns that a chat is found and summed by, as its fold gives them. */
export function foundBy(folded: FoldedChat) {
  const { chat, index } = folded;
  return {
    ...filterColumns(folded),
    next_due_at: index.nextDueAt,
    sum_response_time: chat.sumResponseTime ?? 0,
    transfer_count: chat.transfers.length,
  };
}

/** The chat's transfers as JSON objects joined by commas; null when there are none. */
export function transfersJson({ chat }: FoldedChat): string | null {
  return chat.transfers.length === 0 ? null : JSON.stringify(chat.transfers).slice(1, -1);
}

/** The document that these events give: the one fold behind every write and every rebuild. */
export function foldStored(
  project: Pick<Project, 'projectId' | 'zone'>,
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
