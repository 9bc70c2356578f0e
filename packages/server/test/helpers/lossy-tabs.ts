/** The tabs of a visitor and of agents in `LossyDesk`, and what they ask for. Never used outside tests. */
import type { Happening } from '../../src/model/lifecycle/happening.ts';
import type { SeededRandom } from '../../src/services/sample/seeded-random.ts';

export const QUEUE = { queueId: 7, name: 'Queue' };

export interface Command {
  readonly id: string;
  readonly cseq: number;
  readonly isMessage: boolean;
  readonly happening: Happening;
}

/** `outbox`: not answered yet, in their order. */
export interface Tab {
  readonly sender: string;
  readonly name: string;
  next: number;
  outbox: Command[];
  readonly make: (random: SeededRandom, id: string) => Happening;
}

export function agentOf(agentId: number) {
  return { agentId, name: `Agent ${agentId}` };
}

export function visitorTab(name: string): Tab {
  const make = (random: SeededRandom, id: string): Happening => {
    if (random.chance(0.06)) return { trigger: 'visitorEnded' };
    const message = { type: 'message.sent', sender: 'visitor', name: 'Visitor', messageId: id, text: id } as const;
    return { trigger: 'visitorWrote', message, isAgentFree: random.chance(0.7) };
  };
  return { sender: 'visitor p', name, next: 1, outbox: [], make };
}

export function agentTab(agentId: number): Tab {
  const agent = agentOf(agentId);
  const other = agentOf(3 - agentId);
  const make = (random: SeededRandom, id: string): Happening => {
    const draw = random.integer(0, 99);
    if (draw < 35) return { trigger: 'accepted', agent };
    if (draw < 40) return { trigger: 'declined', agentId, isGiverThere: random.chance(0.8) };
    if (draw < 46) return { trigger: 'transferredToAgent', agent: other, by: agentId, reason: '' };
    if (draw < 50) return { trigger: 'transferredToQueue', queue: QUEUE, by: agentId, reason: '' };
    if (draw < 54) return { trigger: 'parked', by: agentId };
    if (draw < 58) return { trigger: 'agentClosed', by: random.chance(0.2) ? null : agentId };
    if (draw < 59) return { trigger: 'markedSpam' };
    const message = { type: 'message.sent', sender: 'agent', senderId: agentId, name: agent.name } as const;
    return { trigger: 'agentWrote', agentId, message: { ...message, messageId: id, text: id } };
  };
  return { sender: `agent ${agentId}`, name: 'a', next: 1, outbox: [], make };
}
