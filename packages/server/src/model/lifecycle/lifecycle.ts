/** Where a live chat stands after its events so far, as far as deciding about it needs. */
import type { Agent, EventType, Queue } from '@parley/contract';
import { type ChatState, evolve } from '../chat-state.ts';
import type { ChatEvent, EventBody, EventHeader } from '../event.ts';
import type { BodyOf } from '../event-of.ts';
import type { Instant } from '../instant.ts';
import type { Phase } from './phase.ts';

/** A moment of the chat that clocks run from. */
export interface Mark {
  readonly seq: number;
  readonly at: Instant;
}

export interface Offer extends Mark {
  readonly agent: Agent;
  /** Who has the chat meanwhile, and keeps it when the agent does not take it; null when it waits. */
  readonly giver: Agent | null;
  /** Why it is given; "" when nothing was said. */
  readonly reason: string;
}

/** An offer that was let pass. */
export interface PassedOffer {
  readonly agentId: number;
  readonly at: Instant;
}

export interface LastWord extends Mark {
  readonly by: 'visitor' | 'agent';
}

export interface Lifecycle {
  /** For numbers, owners and queues. */
  readonly chat: ChatState;
  readonly phase: Phase;
  /** Since when it is in this phase. */
  readonly entered: Mark;
  /** When it began. */
  readonly begun: Mark;
  /** Of its last event. */
  readonly lastSeq: number;
  /** null in any phase but `offered`. */
  readonly offer: Offer | null;
  /** The last of them, since somebody had the chat. */
  readonly passed: readonly PassedOffer[];
  /** When the opening hours began that it had waited for; null when it never did. */
  readonly hoursBegan: Instant | null;
  /** Before chats of the same queue that nobody has had yet. */
  readonly isReturned: boolean;
  /** Of a visitor or an agent; null while only bots have written. */
  readonly lastWord: LastWord | null;
  /** Whether a bot wrote after the last word. */
  readonly isReminded: boolean;
  readonly hasVisitorMessage: boolean;
  readonly hasAgentMessage: boolean;
}

type Change = Partial<Omit<Lifecycle, 'chat' | 'entered' | 'begun' | 'lastSeq'>>;
type Step<B> = (before: Lifecycle, body: B, header: EventHeader) => Change;

const MOST_PASSED = 50;

const nothing = () => ({});

/** What each kind of event changes, beside what it changes in `ChatState`. */
const STEPS: { readonly [T in EventType]: Step<BodyOf<T>> } = {
  'chat.started': nothing,
  'message.sent': addMessage,
  'message.edited': nothing,
  'message.redacted': nothing,
  'note.added': nothing,
  'page.viewed': nothing,
  'chat.queued': ({ phase, isReturned, chat }) => ({
    phase: 'queued',
    offer: null,
    isReturned: isReturned || (phase !== 'bot' && chat.handling.firstAgent !== null),
  }),
  'agent.offered': ({ chat }, { agent, reason }, { seq, at }) => ({
    phase: 'offered',
    offer: { agent, giver: chat.handling.owner, reason: reason ?? '', seq, at },
  }),
  'agent.declined': ({ phase, chat, passed }, { agentId }, { at }) => ({
    passed: [...passed.slice(-MOST_PASSED), { agentId, at }],
    ...(phase === 'offered' ? { phase: chat.handling.owner === null ? 'queued' : 'active', offer: null } : {}),
  }),
  'agent.accepted': () => ({ phase: 'active', offer: null, isReturned: false, passed: [] }),
  'agent.disconnected': ({ chat }, { agentId }) =>
    chat.handling.owner?.agentId === agentId ? { phase: 'queued', offer: null, isReturned: true } : {},
  'chat.transferred': ({ chat, isReturned }, { toAgent }) =>
    toAgent === undefined
      ? { phase: 'queued', offer: null, isReturned: isReturned || chat.handling.owner !== null }
      : { phase: 'active', offer: null, isReturned: false, passed: [] },
  'chat.parked': ({ phase }) => (phase === 'active' ? { phase: 'parked' } : {}),
  'hours.ended': ({ phase }) => (phase === 'queued' ? { phase: 'offline' } : {}),
  'hours.began': ({ phase }, _, { at }) => (phase === 'offline' ? { phase: 'queued', hoursBegan: at } : {}),
  'bot.handed_off': ({ phase }) => (phase === 'bot' ? { phase: 'queued' } : {}),
  'contact.identified': nothing,
  'ticket.linked': nothing,
  'spam.marked': nothing,
  'spam.unmarked': nothing,
  'sla.missed': nothing,
  'chat.closed': (_, { final }) => ({ phase: final === false ? 'closing' : 'closed', offer: null }),
  'chat.reopened': ({ chat }) => ({ phase: chat.handling.owner === null ? 'queued' : 'active' }),
  'chat.finalized': ({ phase }) => (phase === 'closing' ? { phase: 'closed' } : {}),
};

/** Where the chat stands after one more event; null is before the first. @throws TypeError like `evolve` */
export function evolveLifecycle(before: Lifecycle | null, event: ChatEvent): Lifecycle {
  const { body, seq, at } = event;
  const chat = evolve(before?.chat ?? null, event);
  if (before === null) return begin(chat, { seq, at });
  // A closed chat may be amended, never moved.
  const step = STEPS[body.type] as Step<EventBody>;
  const change = before.phase === 'closed' ? {} : step(before, body, event);
  const isMoved = change.phase !== undefined && change.phase !== before.phase;
  return { ...before, ...change, chat, lastSeq: seq, entered: isMoved ? { seq, at } : before.entered };
}

/** @throws TypeError without events, or when the first is not `chat.started` */
export function lifecycleAfter(events: readonly ChatEvent[]): Lifecycle {
  let lifecycle: Lifecycle | null = null;
  for (const event of events) lifecycle = evolveLifecycle(lifecycle, event);
  if (lifecycle === null) throw new TypeError('a chat has at least one event');
  return lifecycle;
}

/** Whose places the chat takes: of whoever has it, and of whoever is asked. A parked chat takes none. */
export function occupantsOf({ phase, chat, offer }: Lifecycle): readonly number[] {
  const ownerId = chat.handling.owner?.agentId;
  const askedId = offer?.agent.agentId;
  if (phase === 'active') return ownerId === undefined ? [] : [ownerId];
  if (phase !== 'offered') return [];
  return [ownerId, askedId].filter((id, at, ids) => id !== undefined && ids.indexOf(id) === at) as number[];
}

/** The queue it is in, or came from; null when it was in none. */
export function queueOf({ chat }: Lifecycle): Queue | null {
  return chat.handling.lastQueue;
}

function begin(chat: ChatState, mark: Mark): Lifecycle {
  const phase = chat.handling.owner !== null ? 'active' : chat.start.heldByBot === true ? 'bot' : 'queued';
  return {
    chat,
    phase,
    entered: mark,
    begun: mark,
    lastSeq: mark.seq,
    offer: null,
    passed: [],
    hoursBegan: null,
    isReturned: false,
    lastWord: null,
    isReminded: false,
    hasVisitorMessage: false,
    hasAgentMessage: false,
  };
}

function addMessage(before: Lifecycle, { sender }: BodyOf<'message.sent'>, { seq, at }: EventHeader): Change {
  if (sender === 'bot') return { isReminded: before.lastWord !== null };
  const lastWord: LastWord = { by: sender, seq, at };
  if (sender === 'visitor') return { lastWord, isReminded: false, hasVisitorMessage: true };
  const change: Change = { lastWord, isReminded: false, hasAgentMessage: true };
  return before.phase === 'parked' ? { ...change, phase: 'active' } : change;
}
