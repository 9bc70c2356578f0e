/**
 * What may happen to a chat in each phase, and where it stands afterwards. The page docs/spec/chat-lifecycle.md is made from this
 * table.
 */
import type { Phase } from './phase.ts';

/** What can happen to a live chat, with the sentence of the docs. */
export const TRIGGERS = {
  visitorWrote: 'the visitor writes',
  agentWrote: 'its agent writes',
  botWrote: 'a bot writes: an answer, a greeting, a reminder',
  handedOff: 'the bot gives it to people',
  botResolved: 'the bot has answered it',
  offered: 'routing finds an agent for it',
  accepted: 'an agent takes it',
  declined: 'the agent who is asked says no',
  offerExpired: 'the agent who is asked does not answer in time',
  agentLost: 'its agent, or the one who is asked, has been gone for too long or signs out',
  agentSilent: 'its agent has not answered for too long',
  transferredToAgent: 'it is given to another agent',
  transferredToQueue: 'it is given to a queue',
  parked: 'its agent parks it, or has waited for the visitor for long enough',
  hoursEnded: 'the opening hours of its queue end',
  hoursBegan: 'the opening hours of its queue begin',
  waitedTooLong: 'it has waited for as long as its queue lets it',
  visitorLeft: 'the visitor has been gone for too long',
  visitorEnded: 'the visitor ends it',
  wentQuiet: 'nobody has written for too long',
  grewTooOld: 'it has been open for too long',
  agentClosed: 'its agent or a supervisor closes it',
  markedSpam: 'it is marked as spam',
  unmarkedSpam: 'the mark is taken back',
  graceEnded: 'the visitor has not taken the close back in time',
} as const satisfies Readonly<Record<string, string>>;
export type Trigger = keyof typeof TRIGGERS;

/** Why a person's wish is refused, with the words of the docs. */
export const REFUSALS = {
  'held-by-bot': 'a bot has it',
  'not-yours': 'take it first',
  'already-taken': 'somebody has it',
  'offer-gone': 'it is not offered any more',
  'chat-closed': 'it is closed',
} as const satisfies Readonly<Record<string, string>>;
export type Refusal = keyof typeof REFUSALS;

/**
 * `phases`: where the chat may stand afterwards. `late`: nothing happens, because what happened belongs to a phase that is over. `newChat`:
 * a chat of its own begins.
 */
export type Outcome =
  | { readonly phases: readonly [Phase, ...Phase[]] }
  | { readonly refused: Refusal }
  | 'late'
  | 'newChat';

const to = (...phases: [Phase, ...Phase[]]): Outcome => ({ phases });
const no = (refused: Refusal): Outcome => ({ refused });
const late: Outcome = 'late';

const WAITING = {
  agentWrote: no('not-yours'),
  handedOff: late,
  botResolved: late,
  accepted: to('active'),
  declined: no('offer-gone'),
  offerExpired: late,
  agentLost: late,
  agentSilent: late,
  transferredToAgent: to('offered'),
  parked: no('not-yours'),
  visitorEnded: to('closing'),
  wentQuiet: late,
  grewTooOld: to('closing'),
  agentClosed: to('closing'),
  markedSpam: to('closed'),
  unmarkedSpam: late,
  graceEnded: late,
} as const satisfies Partial<Record<Trigger, Outcome>>;

const ENDED = {
  agentWrote: no('chat-closed'),
  botWrote: late,
  handedOff: late,
  botResolved: late,
  offered: late,
  accepted: no('chat-closed'),
  declined: no('offer-gone'),
  offerExpired: late,
  agentLost: late,
  agentSilent: late,
  transferredToAgent: no('chat-closed'),
  transferredToQueue: no('chat-closed'),
  parked: no('chat-closed'),
  hoursEnded: late,
  hoursBegan: late,
  waitedTooLong: late,
  visitorLeft: late,
  visitorEnded: late,
  wentQuiet: late,
  grewTooOld: late,
  agentClosed: no('chat-closed'),
  markedSpam: to('closed'),
} as const satisfies Partial<Record<Trigger, Outcome>>;

export type TransitionTable = Readonly<Record<Phase, Readonly<Record<Trigger, Outcome>>>>;

/** A missing cell does not compile. */
export const TRANSITIONS: TransitionTable = {
  bot: {
    ...WAITING,
    botWrote: to('bot'),
    visitorWrote: to('bot'),
    agentWrote: no('held-by-bot'),
    handedOff: to('queued'),
    botResolved: to('closing'),
    offered: late,
    accepted: no('held-by-bot'),
    transferredToAgent: no('held-by-bot'),
    transferredToQueue: no('held-by-bot'),
    parked: no('held-by-bot'),
    hoursEnded: late,
    hoursBegan: late,
    waitedTooLong: late,
    visitorLeft: to('closing'),
  },
  queued: {
    ...WAITING,
    botWrote: to('queued'),
    visitorWrote: to('queued'),
    offered: to('offered'),
    transferredToQueue: to('queued'),
    hoursEnded: to('offline'),
    hoursBegan: late,
    waitedTooLong: to('closing'),
    visitorLeft: to('closing'),
  },
  offline: {
    ...WAITING,
    botWrote: to('offline'),
    visitorWrote: to('offline'),
    offered: late,
    transferredToQueue: to('queued'),
    hoursEnded: late,
    hoursBegan: to('queued'),
    waitedTooLong: late,
    visitorLeft: late,
  },
  offered: {
    ...WAITING,
    botWrote: to('offered'),
    visitorWrote: to('offered'),
    offered: late,
    declined: to('queued', 'active'),
    offerExpired: to('queued', 'active'),
    agentLost: to('queued', 'active'),
    transferredToQueue: to('queued'),
    hoursEnded: late,
    hoursBegan: late,
    waitedTooLong: to('closing'),
    visitorLeft: to('closing'),
  },
  active: {
    ...WAITING,
    botWrote: to('active'),
    visitorWrote: to('active'),
    agentWrote: to('active'),
    offered: late,
    accepted: no('already-taken'),
    agentLost: to('queued'),
    agentSilent: to('queued'),
    transferredToQueue: to('queued'),
    parked: to('parked'),
    hoursEnded: late,
    hoursBegan: late,
    waitedTooLong: late,
    visitorLeft: to('closing'),
    wentQuiet: to('closing'),
  },
  parked: {
    ...WAITING,
    botWrote: to('parked'),
    visitorWrote: to('offered', 'queued'),
    agentWrote: to('active'),
    offered: late,
    transferredToQueue: to('queued'),
    parked: late,
    hoursEnded: late,
    hoursBegan: late,
    waitedTooLong: late,
    visitorLeft: to('closing'),
    wentQuiet: to('closing'),
  },
  closing: {
    ...ENDED,
    visitorWrote: to('active', 'queued'),
    unmarkedSpam: late,
    graceEnded: to('closed'),
  },
  closed: {
    ...ENDED,
    visitorWrote: 'newChat',
    unmarkedSpam: to('closed'),
    graceEnded: late,
  },
};
