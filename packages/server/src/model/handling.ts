/** Who held a chat when: queues, owners, transfers. Used by the chat's state. */
import type { Agent, Participant, Queue } from '@parley/contract';
import { append, type Chain } from './chain.ts';
import type { BodyOf } from './event-of.ts';
import type { Instant } from './instant.ts';

/** A counted change of ownership. A side without an agent is null. */
export interface OwnershipMove {
  readonly at: Instant;
  readonly kind: 'agent' | 'queue';
  readonly fromAgent: Agent | null;
  readonly toAgent: Agent | null;
  readonly fromQueue: Queue | null;
  readonly toQueue: Queue | null;
  readonly reason: string;
}

export interface Joined {
  readonly kind: Participant['kind'];
  /** 0 for a bot. */
  readonly id: number;
  readonly name: string;
  readonly at: Instant;
}

export interface Handling {
  /** The human who holds the chat now; null while it waits. */
  readonly owner: Agent | null;
  readonly firstAgent: Agent | null;
  /** Kept while the chat waits again. */
  readonly lastAgent: Agent | null;
  readonly firstAcceptedAt: Instant | null;
  readonly firstQueue: Queue | null;
  /** The current queue, or the last one before an agent took the chat. */
  readonly lastQueue: Queue | null;
  /** Since when it has been waiting for a human; null while one owns it or a bot holds it. */
  readonly waitingSince: Instant | null;
  readonly moves: Chain<OwnershipMove> | null;
  readonly participants: Chain<Joined> | null;
}

/** Who holds a chat when it starts: the agent who started it, a bot, or its queue. */
export function startHandling(at: Instant, body: BodyOf<'chat.started'>): Handling {
  const empty: Handling = {
    owner: null,
    firstAgent: null,
    lastAgent: null,
    firstAcceptedAt: null,
    firstQueue: null,
    lastQueue: null,
    waitingSince: body.heldByBot ? null : at,
    moves: null,
    participants: null,
  };
  const queued = body.queue ? inQueue(empty, body.queue, at) : empty;
  const held = body.heldByBot ? join(queued, { kind: 'bot', id: 0, name: '', at }) : queued;
  return body.startedBy ? giveTo(held, body.startedBy, at) : held;
}

/** The chat after a human took it. */
export function giveTo(handling: Handling, agent: Agent, at: Instant): Handling {
  return {
    ...join(handling, { kind: 'agent', id: agent.agentId, name: agent.name, at }),
    owner: agent,
    firstAgent: handling.firstAgent ?? agent,
    lastAgent: agent,
    firstAcceptedAt: handling.firstAcceptedAt ?? at,
    waitingSince: null,
  };
}

/** The chat in that queue, with whoever holds it unchanged. */
export function inQueue(handling: Handling, queue: Queue, at: Instant): Handling {
  return {
    ...join(handling, { kind: 'queue', id: queue.queueId, name: queue.name, at }),
    firstQueue: handling.firstQueue ?? queue,
    lastQueue: queue,
  };
}

/** The chat without an owner. One that was already waiting keeps the start of its wait. */
export function wait(handling: Handling, at: Instant): Handling {
  return { ...handling, owner: null, waitingSince: handling.waitingSince ?? at };
}

/**
 * The chat after an intended transfer. It counts once a human has accepted the chat and when it moves ownership; a transfer
 * to an agent makes that agent the owner immediately (docs/spec/metrics.md, transferCount).
 */
export function transfer(handling: Handling, at: Instant, body: BodyOf<'chat.transferred'>): Handling {
  const moved = move(handling, at, body);
  if (handling.firstAcceptedAt === null || isSameOwner(handling, moved)) return moved;
  const counted: OwnershipMove = {
    at,
    kind: body.toAgent ? 'agent' : 'queue',
    fromAgent: handling.owner,
    toAgent: moved.owner,
    fromQueue: handling.lastQueue,
    toQueue: moved.lastQueue,
    reason: body.reason ?? '',
  };
  return { ...moved, moves: append(moved.moves, counted) };
}

function move(handling: Handling, at: Instant, { toAgent, toQueue }: BodyOf<'chat.transferred'>): Handling {
  if (toAgent) return giveTo(handling, toAgent, at);
  return toQueue ? wait(inQueue(handling, toQueue, at), at) : handling;
}

function isSameOwner(before: Handling, after: Handling): boolean {
  return before.owner?.agentId === after.owner?.agentId && before.lastQueue?.queueId === after.lastQueue?.queueId;
}

/** The chat with one more participant, unless already present. */
export function join(handling: Handling, joined: Joined): Handling {
  for (let link = handling.participants; link !== null; link = link.before) {
    if (link.last.kind === joined.kind && link.last.id === joined.id) return handling;
  }
  return { ...handling, participants: append(handling.participants, joined) };
}
