/** Chats that have left an agent who was away: the agent still gets them up to there. */
import type { ChatEvent } from '../../model/event.ts';
import type { ChatId } from '../../model/ids.ts';
import { lifecycleAfter } from '../../model/lifecycle/lifecycle.ts';
import type { ProjectStore } from '../../store/chat-store.ts';
import type { StreamPosition } from './live-frame.ts';

/** More than anybody has at once. */
const MOST_LEFT = 50;

/** Those of the position that the agent had, or was asked about, at that event, and that are erased. `own`: those that they have. */
export async function leftChats(
  { desk }: Pick<ProjectStore, 'desk'>,
  agentId: number,
  position: StreamPosition,
  own: ReadonlySet<ChatId>,
): Promise<readonly ChatId[]> {
  const left: ChatId[] = [];
  for (const [chatId, seq] of [...position].filter(([id]) => !own.has(id)).slice(0, MOST_LEFT)) {
    const events = await desk.readEventsAfter(chatId, 0, Math.max(1, seq));
    if (events === null || wasTheirs(events as readonly ChatEvent[], agentId)) left.push(chatId);
  }
  return left;
}

function wasTheirs(events: readonly ChatEvent[], agentId: number): boolean {
  if (events[0]?.body.type !== 'chat.started') return false;
  const { chat, offer } = lifecycleAfter(events);
  return chat.handling.owner?.agentId === agentId || offer?.agent.agentId === agentId;
}
