/** Records every SLA target when it is missed, so that the log does not depend on the time of reading. */
import type { StoredExt } from '../../chat-log/fold/folded-chat.ts';
import type { NewEvent } from '../../model/event.ts';
import { type Instant, instant } from '../../model/instant.ts';
import type { ChatStore, OverdueChat } from '../../store/chat-store.ts';

const MOST_AT_ONCE = 100;

/** Records the targets missed up to `now`, and returns the number of chats affected. Commits. */
export async function markMissedTargets(
  store: Pick<ChatStore, 'project' | 'maintenance'>,
  now: Instant,
): Promise<number> {
  // A reply within the due second is in time, so nothing is missed before that second is over.
  const lastMissed = instant(Math.floor(now / 1000) * 1000 - 1);
  const due = await store.maintenance.findOverdueChats(lastMissed, MOST_AT_ONCE);
  await Promise.all(due.map((chat) => markChat(store, chat, lastMissed)));
  return due.length;
}

async function markChat(store: Pick<ChatStore, 'project'>, due: OverdueChat, lastMissed: Instant): Promise<void> {
  const project = await store.project(due);
  const stored = project === null ? null : await project.chats.read(due.chatId);
  if (project === null || stored === null) return;
  const { chat } = JSON.parse(stored.extJson) as StoredExt;
  const events: NewEvent[] = [];
  for (const { target, turn, dueAt, status } of chat.sla?.targets ?? []) {
    if (status !== 'running' || dueAt === null || Date.parse(dueAt) > lastMissed) continue;
    const body = { type: 'sla.missed', target, ...(turn === null ? {} : { turn }) } as const;
    events.push({ at: instant(Date.parse(dueAt)), offsetMinutes: 0, body });
  }
  if (events.length > 0) await project.chats.append({ chatId: due.chatId, events });
}
