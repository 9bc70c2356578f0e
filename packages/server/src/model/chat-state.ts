/** The state of a chat after its events so far. `evolve` applies the next event; documents are made from the state. */
import type { CloseReason, EventType, SlaTargetName, Ticket } from '@parley/contract';
import { append, type Chain } from './chain.ts';
import type { ChatEvent, EventBody, EventHeader } from './event.ts';
import type { BodyOf } from './event-of.ts';
import { giveTo, type Handling, inQueue, join, startHandling, transfer, wait } from './handling.ts';
import type { Instant } from './instant.ts';

type MessageKind = 'message.sent' | 'message.edited' | 'message.redacted';

/** An event on a message, as recorded. */
export interface MessageEntry {
  readonly header: EventHeader;
  readonly body: BodyOf<MessageKind>;
}

export interface Close {
  readonly at: Instant;
  readonly reason: CloseReason;
  /** false: it may still be undone. */
  readonly isFinal: boolean;
}

/** A miss that a timer recorded. */
export interface RecordedMiss {
  readonly target: SlaTargetName;
  /** null means the latest turn that had begun by then. */
  readonly turn: number | null;
  readonly at: Instant;
}

export interface ChatState {
  readonly startedAt: Instant;
  readonly start: BodyOf<'chat.started'>;
  /** The latest instant that an event proves to have passed; private notes and redactions prove nothing. */
  readonly latestAt: Instant;
  readonly visitorName: string;
  readonly contactId: number;
  readonly entityId: number;
  readonly lastUrl: string;
  readonly ticket: Ticket | null;
  readonly handling: Handling;
  /** The bot's first hand-off. */
  readonly handedOffAt: Instant | null;
  readonly messageLog: Chain<MessageEntry> | null;
  readonly misses: Chain<RecordedMiss> | null;
  readonly isSpam: boolean;
  readonly close: Close | null;
}

type Step<B> = (state: ChatState, body: B, header: EventHeader) => ChatState;

/** One step per kind of event: a missing one does not compile. */
const STEPS: { readonly [T in EventType]: Step<BodyOf<T>> } = {
  'chat.started': () => {
    throw new TypeError('chat.started can only be the first event of a chat');
  },
  'message.sent': addMessage,
  'message.edited': logMessage,
  'message.redacted': logMessage,
  'note.added': (state) => state,
  'page.viewed': (state, { url }) => (url === '' ? state : { ...state, lastUrl: url }),
  'chat.queued': (state, { queue }, { at }) => ({
    ...state,
    handling: wait(inQueue(state.handling, queue, at), at),
  }),
  'agent.offered': (state) => state,
  'agent.declined': (state) => state,
  'agent.accepted': (state, { agent }, { at }) => ({ ...state, handling: giveTo(state.handling, agent, at) }),
  'agent.disconnected': (state, { agentId }, { at }) =>
    state.handling.owner?.agentId === agentId ? { ...state, handling: wait(state.handling, at) } : state,
  'chat.transferred': (state, body, { at }) => ({ ...state, handling: transfer(state.handling, at, body) }),
  'chat.parked': (state) => state,
  'hours.ended': (state) => state,
  'hours.began': (state) => state,
  'bot.handed_off': handOff,
  'contact.identified': (state, body) => ({
    ...state,
    visitorName: body.visitorName ?? state.visitorName,
    contactId: body.contactId ?? state.contactId,
    entityId: body.entityId ?? state.entityId,
  }),
  'ticket.linked': (state, { ticket }) => ({ ...state, ticket }),
  'spam.marked': (state) => ({ ...state, isSpam: true }),
  'spam.unmarked': (state) => ({ ...state, isSpam: false }),
  'sla.missed': (state, { target, turn }, { at }) => ({
    ...state,
    misses: append(state.misses, { target, turn: turn ?? null, at }),
  }),
  'chat.closed': (state, { reason, final }, { at }) =>
    state.close?.isFinal ? state : { ...state, close: { at, reason, isFinal: final !== false } },
  'chat.reopened': (state) => (state.close?.isFinal ? state : { ...state, close: null }),
  'chat.finalized': (state) => (state.close ? { ...state, close: { ...state.close, isFinal: true } } : state),
};

/**
 * The state after one more event; null is the state before the first. Does not modify the given state.
 * @throws TypeError when `chat.started` is not the first event, or is repeated.
 */
export function evolve(state: ChatState | null, event: ChatEvent): ChatState {
  const { body } = event;
  if (state === null) {
    if (body.type !== 'chat.started')
      throw new TypeError(`the first event of a chat must be chat.started: ${body.type}`);
    return startChat(body, event);
  }
  const step = STEPS[body.type] as Step<EventBody>;
  const next = step(state, body, event);
  const isSilent = body.type === 'note.added' || body.type === 'message.redacted';
  if (isSilent || event.at <= state.latestAt) return next;
  return { ...next, latestAt: event.at };
}

/** The state after all of a chat's events in the order of `seq`. @throws TypeError like `evolve`, and without events. */
export function stateAfter(events: readonly ChatEvent[]): ChatState {
  let state: ChatState | null = null;
  for (const event of events) state = evolve(state, event);
  if (state === null) throw new TypeError('a chat has at least one event');
  return state;
}

function startChat(body: BodyOf<'chat.started'>, { at }: EventHeader): ChatState {
  return {
    startedAt: at,
    start: body,
    latestAt: at,
    visitorName: body.visitorName ?? '',
    contactId: body.contactId ?? 0,
    entityId: body.entityId ?? 0,
    lastUrl: body.firstUrl ?? '',
    ticket: body.ticket ?? null,
    handling: startHandling(at, body),
    handedOffAt: null,
    messageLog: null,
    misses: null,
    isSpam: false,
    close: null,
  };
}

function addMessage(state: ChatState, body: BodyOf<'message.sent'>, header: EventHeader): ChatState {
  const { at } = header;
  const id = body.sender === 'agent' ? (body.senderId ?? 0) : 0;
  const takesPart = body.sender === 'bot' || id !== 0;
  const handling = takesPart
    ? join(state.handling, { kind: body.sender === 'bot' ? 'bot' : 'agent', id, name: body.name, at })
    : state.handling;
  const url = body.sender === 'visitor' ? body.pageUrl : undefined;
  return { ...logMessage(state, body, header), handling, lastUrl: url || state.lastUrl };
}

function logMessage(state: ChatState, body: BodyOf<MessageKind>, { seq, at, offsetMinutes }: EventHeader): ChatState {
  return { ...state, messageLog: append(state.messageLog, { header: { seq, at, offsetMinutes }, body }) };
}

function handOff(state: ChatState, { queue }: BodyOf<'bot.handed_off'>, { at }: EventHeader): ChatState {
  const placed = queue ? inQueue(state.handling, queue, at) : state.handling;
  return {
    ...state,
    handedOffAt: state.handedOffAt ?? at,
    handling: placed.owner === null ? wait(placed, at) : placed,
  };
}
