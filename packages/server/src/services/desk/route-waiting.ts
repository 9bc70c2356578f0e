/** Offers the chats that wait to the agents of their queues. */
import { queueId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import { chooseAgent, type RoutingRequest, type Weight, weightOf } from '../../model/routing.ts';
import type { ProjectStore } from '../../store/chat-store.ts';
import type { DeskAgent, DeskQueue, WaitingChat } from '../../store/desk-store.ts';
import { takesOffers } from './agent-room.ts';
import { changeLiveChat, type KnownChat, type Place } from './change-live-chat.ts';

/** Of one queue in one turn. */
const MOST_AT_ONCE = 500;
/** For so long a chat is not offered again to somebody who let it pass. */
const PASSED_FOR_MS = 60_000;
/** For so long after their last chat a visitor is led to the same agent. */
const SAME_AGENT_FOR_MS = 24 * 3_600_000;

/** Room of each agent who takes offers. */
type Room = Map<number, Weight>;

/** Returns how many chats were offered. Each is one commit, decided by what is true in it; any number of servers may route. */
export async function routeWaiting(project: Place & ProjectStore, at: Instant): Promise<number> {
  const { desk } = project;
  const [queues, agents] = await Promise.all([desk.listQueues(), desk.listAgents()]);
  const room: Room = new Map();
  for (const agent of agents) if (takesOffers(agent)) room.set(agent.agentId, agent.capacity - agent.taken);
  let offered = 0;
  for (const queue of queues) {
    if (queue.settings.strategy !== 'manual' && hasTaker(queue, room, 1)) {
      offered += await routeQueue(project, queue, room, at);
    }
  }
  return offered;
}

async function routeQueue(project: Place, queue: DeskQueue, room: Room, at: Instant): Promise<number> {
  let offered = 0;
  for (const chat of await project.desk.findWaiting(queueId(queue.settings.queueId), MOST_AT_ONCE)) {
    // Nobody is asked whom a chat before has filled: a look that spares a commit.
    const ids = queue.memberIds.filter((id) => (room.get(id) ?? 0) >= chat.weight);
    if (ids.length === 0) {
      if (!hasTaker(queue, room, 1)) break;
      continue;
    }
    const agentId = await offer(project, chat, queue, ids, at);
    if (agentId === null) continue;
    room.set(agentId, (room.get(agentId) ?? 0) - chat.weight);
    offered++;
  }
  return offered;
}

function hasTaker({ memberIds }: DeskQueue, room: Room, weight: Weight): boolean {
  return memberIds.some((id) => (room.get(id) ?? 0) >= weight);
}

/** Whom it was offered to; null when it was not. */
async function offer(
  project: Place,
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
  // Another server may have been faster: then nothing happened.
  const isOffered = !('refused' in changed) && chosen !== null && changed.touched.agentIds.includes(chosen);
  return isOffered ? chosen : null;
}

function requestFor(
  view: KnownChat,
  { settings, lastAgentId }: DeskQueue,
  agentIds: readonly number[],
  at: Instant,
): RoutingRequest {
  const { chat, agents } = view;
  const candidates = agentIds.flatMap((id): DeskAgent[] => {
    const agent = agents.get(id);
    return agent !== undefined && takesOffers(agent) ? [agent] : [];
  });
  return {
    strategy: settings.strategy,
    candidates,
    weight: weightOf(chat.chat.start.channel),
    lastAgentId,
    preferredId: chat.chat.handling.lastAgent?.agentId ?? agentBefore(view, at),
    refusedBy: chat.passed.filter((one) => one.at + PASSED_FOR_MS > at).map((one) => one.agentId),
  };
}

/** Who had the visitor's last chat, if that was not long ago. */
function agentBefore({ previous }: KnownChat, at: Instant): number | null {
  return previous !== null && previous.closedAt + SAME_AGENT_FOR_MS > at ? previous.agentId : null;
}
