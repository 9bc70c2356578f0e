/**
 * Decides what something that happens to a chat becomes: events to append, a refusal, or nothing. Pure: what the chat's state cannot
 * know comes along with the happening.
 */
import type { Agent } from '@parley/contract';
import type { EventBody } from '../event.ts';
import { closeReasonOf, type Ending } from './close-reason.ts';
import type { Happening, HappeningOf } from './happening.ts';
import { type Lifecycle, queueOf } from './lifecycle.ts';
import { type Refusal, TRANSITIONS, type TransitionTable, type Trigger } from './transitions.ts';

export type Decision =
  | { readonly kind: 'events'; readonly events: readonly EventBody[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly holder: Agent | null }
  /** What happened belongs to a phase that is over. */
  | { readonly kind: 'late' }
  | { readonly kind: 'newChat' };

export function decide(chat: Lifecycle, happening: Happening, table: TransitionTable = TRANSITIONS): Decision {
  const outcome = table[chat.phase][happening.trigger];
  if (outcome === 'late' || outcome === 'newChat') return { kind: outcome };
  if ('refused' in outcome) return refuse(chat, outcome.refused);
  const wrong = misfit(chat, happening);
  if (wrong === 'late') return { kind: 'late' };
  if (wrong !== null) return refuse(chat, wrong);
  const effect = EFFECTS[happening.trigger] as Effect<Trigger>;
  const events = effect(chat, happening);
  return events.length === 0 ? { kind: 'late' } : { kind: 'events', events };
}

function refuse({ chat, offer }: Lifecycle, refusal: Refusal): Decision {
  return { kind: 'refused', refusal, holder: offer?.agent ?? chat.handling.owner };
}

/** Why it is not for this agent, or not about the agent who has the chat now; null when nothing is wrong. */
function misfit({ phase, chat, offer }: Lifecycle, happening: Happening): Refusal | 'late' | null {
  const ownerId = chat.handling.owner?.agentId ?? null;
  switch (happening.trigger) {
    case 'accepted':
      if (phase === 'offered') return offer?.agent.agentId === happening.agent.agentId ? null : 'offer-gone';
      // Parked, it is still its agent's.
      return ownerId === null || ownerId === happening.agent.agentId ? null : 'already-taken';
    case 'declined':
      return offer?.agent.agentId === happening.agentId ? null : 'offer-gone';
    case 'agentWrote':
      return ownerId === happening.agentId ? null : 'not-yours';
    case 'transferredToAgent':
    case 'transferredToQueue':
    case 'parked':
    case 'agentClosed':
      return happening.by === null || happening.by === ownerId ? null : 'not-yours';
    case 'agentLost':
      return (offer?.agent.agentId ?? ownerId) === happening.agentId ? null : 'late';
    case 'waitedTooLong':
      // Offered by an agent who still has it: nobody waits.
      return ownerId === null ? null : 'late';
    default:
      return null;
  }
}

type Effect<T extends Trigger> = (chat: Lifecycle, happening: HappeningOf<T>) => readonly EventBody[];

/** The events of each trigger where the table lets it happen. */
const EFFECTS: { readonly [T in Trigger]: Effect<T> } = {
  visitorWrote: (chat, { message, isAgentFree }) => [
    ...(chat.phase === 'closing' ? reopen(chat, isAgentFree) : []),
    message,
    ...(chat.phase === 'parked' ? resume(chat, isAgentFree) : []),
  ],
  agentWrote: (_, { message }) => [message],
  botWrote: (_, { message }) => [message],
  handedOff: (_, { queue }) => [{ type: 'bot.handed_off', ...(queue === null ? {} : { queue }) }],
  botResolved: close('botResolved'),
  offered: (_, { agent }) => [{ type: 'agent.offered', agent }],
  accepted: ({ phase, offer }, { agent }) =>
    phase === 'offered' && offer?.giver != null && offer.giver.agentId !== agent.agentId
      ? [{ type: 'chat.transferred', toAgent: agent, ...reasonOf(offer.reason) }]
      : [{ type: 'agent.accepted', agent }],
  declined: (chat, { isGiverThere }) => giveBack(chat, isGiverThere, false),
  offerExpired: (chat, { isGiverThere }) => giveBack(chat, isGiverThere, true),
  agentLost: (chat, { agentId, isGiverThere }) =>
    chat.phase === 'offered' ? giveBack(chat, isGiverThere, false) : [{ type: 'agent.disconnected', agentId }],
  agentSilent: ({ chat }) => [{ type: 'agent.disconnected', agentId: chat.handling.owner?.agentId ?? 0 }],
  transferredToAgent: (_, { agent, reason }) => [{ type: 'agent.offered', agent, ...reasonOf(reason) }],
  transferredToQueue: (_, { queue, reason }) => [{ type: 'chat.transferred', toQueue: queue, ...reasonOf(reason) }],
  parked: () => [{ type: 'chat.parked' }],
  hoursEnded: () => [{ type: 'hours.ended' }],
  hoursBegan: () => [{ type: 'hours.began' }],
  waitedTooLong: close('waitedTooLong'),
  visitorLeft: close('visitorLeft'),
  visitorEnded: close('visitorEnded'),
  wentQuiet: close('wentQuiet'),
  grewTooOld: close('grewTooOld'),
  agentClosed: close('agentClosed'),
  markedSpam: (chat) => [
    { type: 'spam.marked' },
    ...(chat.phase === 'closed'
      ? []
      : chat.phase === 'closing'
        ? [{ type: 'chat.finalized' } as const]
        : [{ type: 'chat.closed', reason: closeReasonOf('markedSpam', chat) } as const]),
  ],
  unmarkedSpam: ({ chat }) => (chat.isSpam ? [{ type: 'spam.unmarked' }] : []),
  graceEnded: () => [{ type: 'chat.finalized' }],
};

function close(ending: Ending): (chat: Lifecycle) => readonly EventBody[] {
  return (chat) => [{ type: 'chat.closed', reason: closeReasonOf(ending, chat), final: false }];
}

function reasonOf(reason: string): { reason?: string } {
  return reason === '' ? {} : { reason };
}

/** Back to whoever has it while that agent is there, else to the queue, where it keeps its place. */
function giveBack(chat: Lifecycle, isGiverThere: boolean, isUnanswered: boolean): readonly EventBody[] {
  const { offer } = chat;
  if (offer === null) return [];
  const { agent, giver } = offer;
  const declined: EventBody = {
    type: 'agent.declined',
    agentId: agent.agentId,
    ...(isUnanswered ? { unanswered: true } : {}),
  };
  const staysWithGiver = giver === null || (isGiverThere && giver.agentId !== agent.agentId);
  return staysWithGiver ? [declined] : [declined, ...requeue(chat, giver.agentId)];
}

/** A close taken back: to the same agent, or waiting again. */
function reopen(chat: Lifecycle, isAgentFree: boolean): readonly EventBody[] {
  const { owner } = chat.chat.handling;
  const reopened: EventBody = { type: 'chat.reopened' };
  return owner === null || isAgentFree ? [reopened] : [reopened, ...requeue(chat, owner.agentId)];
}

/** A parked chat whose visitor writes: offered to the agent who parked it, else waiting. */
function resume(chat: Lifecycle, isAgentFree: boolean): readonly EventBody[] {
  const { owner } = chat.chat.handling;
  if (owner === null) return [];
  return isAgentFree ? [{ type: 'agent.offered', agent: owner }] : requeue(chat, owner.agentId);
}

function requeue(chat: Lifecycle, agentId: number): readonly EventBody[] {
  const queue = queueOf(chat);
  return queue === null ? [{ type: 'agent.disconnected', agentId }] : [{ type: 'chat.queued', queue }];
}
