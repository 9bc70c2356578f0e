/** Offers the chats that wait to the agents of their queues. */
import type { Instant } from '../../model/instant.ts';
import { chooseAgent, type RoutingRequest, weightOf } from '../../model/routing.ts';
import type { ProjectStore } from '../../store/chat-store.ts';
import type { DeskAgent, DeskQueue, WaitingChat } from '../../store/desk-store.ts';
import { takesOffers } from './agent-room.ts';
import { changeLiveChat, type KnownChat } from './change-live-chat.ts';

const MOST_AT_ONCE = 500;
/** For so long a chat is not offered again to somebody who let it pass. */
const PASSED_FOR_MS = 60_000;

/** Returns how many chats were offered. Each is one commit, decided by what is true in it; any number of servers may route. */
export async function routeWaiting(project: ProjectStore, at: Instant): Promise<number> {
  const { desk } = project;
  const waiting = await desk.findWaiting(MOST_AT_ONCE);
  if (waiting.length === 0) return 0;
  const [queues, agents] = await Promise.all([desk.listQueues(), desk.listAgents()]);
  const takers = new Map(agents.filter((agent) => takesOffers(agent)).map((agent) => [agent.agentId, agent]));
  const room = new Map([...takers].map(([id, { capacity, taken }]) => [id, capacity - taken]));
  let offered = 0;
  for (const chat of waiting) {
    const queue = queues.find(({ settings }) => settings.queueId === chat.queueId);
    // Nobody is asked whom a chat before has filled: a look that spares a commit.
    const ids = queue?.memberIds.filter((id) => (room.get(id) ?? 0) >= chat.weight) ?? [];
    if (queue === undefined || ids.length === 0 || queue.settings.strategy === 'manual') continue;
    const agentId = await offer(project, chat, queue, ids, at);
    if (agentId === null) continue;
    room.set(agentId, (room.get(agentId) ?? 0) - chat.weight);
    offered++;
  }
  return offered;
}

/** Whom it was offered to; null when it was not. */
async function offer(
  project: ProjectStore,
  { chatId }: WaitingChat,
  queue: DeskQueue,
  agentIds: readonly number[],
  at: Instant,
): Promise<number | null> {
  let chosen: number | null = null;
  const changed = await changeLiveChat(project, {
    of: { chatId },
    at,
    agentIds,
    happening(view) {
      chosen = chooseAgent(requestFor(view, queue, agentIds, at));
      const agent = chosen === null ? undefined : view.agents.get(chosen);
      return agent === undefined ? null : { trigger: 'offered', agent: { agentId: agent.agentId, name: agent.name } };
    },
  });
  return 'refused' in changed ? null : chosen;
}

function requestFor(
  { chat, agents }: KnownChat,
  { settings, lastAgentId }: DeskQueue,
  agentIds: readonly number[],
  at: Instant,
): RoutingRequest {
  const candidates = agentIds.flatMap((id): DeskAgent[] => {
    const agent = agents.get(id);
    return agent !== undefined && takesOffers(agent) ? [agent] : [];
  });
  return {
    strategy: settings.strategy,
    candidates,
    weight: weightOf(chat.chat.start.channel),
    lastAgentId,
    preferredId: chat.chat.handling.lastAgent?.agentId ?? null,
    refusedBy: chat.passed.filter((one) => one.at + PASSED_FOR_MS > at).map((one) => one.agentId),
  };
}
