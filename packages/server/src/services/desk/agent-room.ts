/** Whether an agent can be given a chat. */
import type { Instant } from '../../model/instant.ts';
import { hasRoom, type Weight } from '../../model/routing.ts';
import type { DeskAgent } from '../../store/desk-store.ts';

/** Offers in a row that an agent may let pass before no more come. */
const MOST_UNANSWERED = 2;

/** Whether the agent takes offers now, room or not. */
export function takesOffers({ presence, goneSince, wrapUpUntil, unanswered }: DeskAgent, at: Instant): boolean {
  const isWrappingUp = wrapUpUntil !== null && wrapUpUntil > at;
  return presence === 'online' && goneSince === null && !isWrappingUp && unanswered < MOST_UNANSWERED;
}

/** Whether the agent takes offers now and has room. */
export function isFree(agent: DeskAgent | undefined, weight: Weight, at: Instant): boolean {
  return agent !== undefined && takesOffers(agent, at) && hasRoom(agent, weight);
}

/** Whether the agent is connected. */
export function isThere(agent: DeskAgent | undefined): boolean {
  return agent !== undefined && agent.goneSince === null;
}
