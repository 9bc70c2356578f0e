/** Which agent a waiting chat is offered to. Source: docs/spec/desk.md. */
import type { Strategy } from '@parley/contract';
import type { Instant } from './instant.ts';

/** Tenths of a chat on which the visitor waits for each answer. */
export type Weight = number;

const LIVE_WEIGHT: Weight = 10;
const MAIL_WEIGHT: Weight = 5;

/** How much of an agent's capacity a chat of that channel takes. */
export function weightOf(channel: string): Weight {
  return channel === 'webchat' ? LIVE_WEIGHT : MAIL_WEIGHT;
}

/** A member of the queue who takes offers at the moment. */
export interface Candidate {
  readonly agentId: number;
  readonly taken: Weight;
  readonly capacity: Weight;
  /** When the agent last got a chat; null before the first. */
  readonly lastGivenAt: Instant | null;
}

export interface RoutingRequest {
  readonly strategy: Strategy;
  readonly candidates: readonly Candidate[];
  readonly weight: Weight;
  /** Whom the queue gave its last chat; null before the first. */
  readonly lastAgentId: number | null;
  /** Who had the visitor before, and is asked first; null for anybody. */
  readonly preferredId: number | null;
  /** Who has just refused this chat. */
  readonly refusedBy: readonly number[];
}

export function hasRoom({ taken, capacity }: Pick<Candidate, 'taken' | 'capacity'>, weight: Weight): boolean {
  return taken + weight <= capacity;
}

/** null when the chat has to wait. */
export function chooseAgent(request: RoutingRequest): number | null {
  const { strategy, weight, refusedBy, preferredId } = request;
  if (strategy === 'manual') return null;
  const free = request.candidates.filter((one) => hasRoom(one, weight) && !refusedBy.includes(one.agentId));
  if (preferredId !== null && free.some(({ agentId }) => agentId === preferredId)) return preferredId;
  return [...free].sort((a, b) => ORDERS[strategy](a, b, request) || a.agentId - b.agentId)[0]?.agentId ?? null;
}

type Order = (a: Candidate, b: Candidate, request: RoutingRequest) => number;

const byIdleness: Order = (a, b) => (a.lastGivenAt ?? 0) - (b.lastGivenAt ?? 0);

const ORDERS: Readonly<Record<Exclude<Strategy, 'manual'>, Order>> = {
  'least-busy': (a, b, request) => a.taken - b.taken || byIdleness(a, b, request),
  'longest-idle': byIdleness,
  // Those after the last one, then from the first on.
  'round-robin': (a, b, { lastAgentId }) => Number(isDone(a, lastAgentId)) - Number(isDone(b, lastAgentId)),
};

function isDone({ agentId }: Candidate, lastAgentId: number | null): boolean {
  return lastAgentId !== null && agentId <= lastAgentId;
}
