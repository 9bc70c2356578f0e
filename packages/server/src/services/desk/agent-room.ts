/** Whether an agent can be given a chat. */
import { hasRoom, type Weight } from '../../model/routing.ts';
import type { DeskAgent } from '../../store/desk-store.ts';

/** Offers in a row that an agent may let pass before no more come. */
const MOST_UNANSWERED = 2;

/** Whether the agent takes offers now, room or not. */
export function takesOffers({ presence, goneSince, unanswered }: DeskAgent): boolean {
  return presence === 'online' && goneSince === null && unanswered < MOST_UNANSWERED;
}

/** Whether the agent takes offers now and has room. */
export function isFree(agent: DeskAgent | undefined, weight: Weight): boolean {
  return agent !== undefined && takesOffers(agent) && hasRoom(agent, weight);
}

/** Whether the agent is connected. */
export function isThere(agent: DeskAgent | undefined): boolean {
  return agent !== undefined && agent.goneSince === null;
}
