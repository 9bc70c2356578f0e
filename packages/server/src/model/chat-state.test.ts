import { EVENT_SCHEMAS, type EventType } from '@parley/contract';
import { describe, expect, test } from 'vitest';
import { toArray } from './chain.ts';
import { evolve, stateAfter } from './chat-state.ts';
import type { ChatEvent, EventBody } from './event.ts';
import { instant } from './instant.ts';
import { messagesOf } from './message.ts';

const START: EventBody = {
  type: 'chat.started',
  channel: 'webchat',
  sessionId: 's',
  queue: { queueId: 3, name: 'Chat' },
};
const JOHN = { agentId: 660, name: 'John' };
const JANE = { agentId: 661, name: 'Jane' };

/** A chat whose events follow each other by a second. */
function chatOf(...bodies: readonly EventBody[]): readonly ChatEvent[] {
  return bodies.map((body, index) => ({ seq: index + 1, at: instant(index * 1000), offsetMinutes: 0, body }));
}
const stateOf = (...bodies: readonly EventBody[]) => stateAfter(chatOf(START, ...bodies));
const agentSays = (senderId: number | undefined): EventBody => ({
  type: 'message.sent',
  sender: 'agent',
  ...(senderId === undefined ? {} : { senderId }),
  name: 'Somebody',
  messageId: `m${senderId}`,
  text: 'hi',
});

const SAMPLES: { readonly [T in EventType]: Extract<EventBody, { type: T }> } = {
  'chat.started': START as Extract<EventBody, { type: 'chat.started' }>,
  'message.sent': { type: 'message.sent', sender: 'visitor', name: 'V', messageId: 'm', text: '' },
  'message.edited': { type: 'message.edited', messageId: 'm', text: '' },
  'message.redacted': { type: 'message.redacted', messageId: 'm' },
  'note.added': { type: 'note.added', agentId: 1, name: 'A', text: '' },
  'page.viewed': { type: 'page.viewed', url: 'u' },
  'chat.queued': { type: 'chat.queued', queue: { queueId: 4, name: 'Q' } },
  'agent.offered': { type: 'agent.offered', agent: JOHN },
  'agent.declined': { type: 'agent.declined', agentId: 660 },
  'agent.accepted': { type: 'agent.accepted', agent: JOHN },
  'agent.disconnected': { type: 'agent.disconnected', agentId: 660 },
  'chat.transferred': { type: 'chat.transferred', toAgent: JANE },
  'chat.parked': { type: 'chat.parked' },
  'hours.ended': { type: 'hours.ended' },
  'hours.began': { type: 'hours.began' },
  'bot.handed_off': { type: 'bot.handed_off' },
  'contact.identified': { type: 'contact.identified' },
  'ticket.linked': {
    type: 'ticket.linked',
    ticket: {
      ticketId: 1,
      ticketNo: '1',
      ticketType: {
        fieldId: null,
        valueId: 1,
        label: '',
        exportValue: '',
        params: [],
        fgColor: '',
        bgColor: '',
        sort: null,
        status: null,
        system: 0,
        fieldValueId: null,
      },
    },
  },
  'spam.marked': { type: 'spam.marked' },
  'spam.unmarked': { type: 'spam.unmarked' },
  'sla.missed': { type: 'sla.missed', target: 'close' },
  'chat.closed': { type: 'chat.closed', reason: 'idle' },
  'chat.reopened': { type: 'chat.reopened' },
  'chat.finalized': { type: 'chat.finalized' },
};

test('every kind of event is taken at any point after the first', () => {
  expect(Object.keys(SAMPLES).sort()).toEqual(Object.keys(EVENT_SCHEMAS).sort());
  const { 'chat.started': _, ...others } = SAMPLES;
  for (const body of Object.values(others)) {
    expect(stateOf(body).startedAt, body.type).toBe(0);
    expect(stateOf(...Object.values(others), body).startedAt, body.type).toBe(0);
  }
});

describe('the latest instant that is proven', () => {
  test('is that of the latest event, even when it was not recorded last', () => {
    const [start, late, early] = chatOf(START, SAMPLES['page.viewed'], SAMPLES['page.viewed']);
    if (!start || !late || !early) throw new TypeError('three events');
    const state = stateAfter([start, { ...late, at: instant(9000) }, { ...early, at: instant(4000) }]);
    expect(state.latestAt).toBe(9000);
  });
  test('is not moved by a private note', () => {
    expect(stateOf(SAMPLES['note.added']).latestAt).toBe(0);
    expect(stateOf(SAMPLES['page.viewed']).latestAt).toBe(1000);
  });
});

describe('a close', () => {
  const soft: EventBody = { type: 'chat.closed', reason: 'agent', final: false };
  test('that is final is not taken back, moved or given another reason', () => {
    const close = { at: 1000, reason: 'idle', isFinal: true };
    expect(stateOf(SAMPLES['chat.closed'], SAMPLES['chat.reopened']).close).toEqual(close);
    expect(stateOf(SAMPLES['chat.closed'], soft).close).toEqual(close);
  });
  test('is not made out of nothing by chat.finalized', () => {
    expect(stateOf(SAMPLES['chat.finalized']).close).toBeNull();
    expect(stateOf(soft, SAMPLES['chat.reopened'], SAMPLES['chat.finalized']).close).toBeNull();
  });
});

describe('ownership', () => {
  test('ends only when the owner is lost, not when somebody else is', () => {
    expect(stateOf({ type: 'agent.accepted', agent: JANE }, SAMPLES['agent.disconnected']).handling.owner).toEqual(
      JANE,
    );
    expect(stateOf(SAMPLES['agent.accepted'], SAMPLES['agent.disconnected']).handling.owner).toBeNull();
  });
  test('waiting goes on from where it began when routing moves a waiting chat', () => {
    expect(stateOf(SAMPLES['chat.queued']).handling.waitingSince).toBe(0);
    expect(stateOf(SAMPLES['agent.accepted'], SAMPLES['chat.queued']).handling.waitingSince).toBe(2000);
  });
  test('an agent who writes takes part without owning the chat; one without an id takes no part', () => {
    const participants = (body: EventBody) => toArray(stateOf(body).handling.participants).map(({ id }) => id);
    expect(participants(agentSays(661))).toEqual([3, 661]);
    expect(participants(agentSays(undefined))).toEqual([3]);
    expect(stateOf(agentSays(661)).handling.owner).toBeNull();
  });
});

describe('the last address', () => {
  const lastUrl = (...bodies: readonly EventBody[]) => stateOf(SAMPLES['page.viewed'], ...bodies).lastUrl;
  test('is not that of an agent’s message, nor an empty one', () => {
    expect(lastUrl({ ...SAMPLES['message.sent'], pageUrl: 'v' })).toBe('v');
    expect(lastUrl({ ...SAMPLES['message.sent'], sender: 'agent', pageUrl: 'a' })).toBe('u');
    expect(lastUrl({ ...SAMPLES['message.sent'], pageUrl: '' }, { type: 'page.viewed', url: '' })).toBe('u');
  });
});

test('an edit or redaction of a message that is not there changes nothing', () => {
  const log = stateOf(SAMPLES['message.edited'], SAMPLES['message.redacted'], SAMPLES['message.sent']).messageLog;
  expect(messagesOf(log)).toMatchObject([{ id: 'm', editedAt: null, isRedacted: false }]);
});

test('an edit or redaction means every message of its id, and a redaction also those that come later', () => {
  const { 'message.sent': sent, 'message.edited': edited, 'message.redacted': redacted } = SAMPLES;
  const textsOf = (...bodies: readonly EventBody[]) =>
    messagesOf(stateOf(...bodies).messageLog).map(({ text }) => text);
  expect(textsOf(sent, sent, edited)).toEqual([edited.text, edited.text]);
  expect(textsOf(sent, sent, redacted)).toEqual(['', '']);
  expect(textsOf(sent, redacted, sent, edited)).toEqual(['', '']);
  expect(textsOf(sent, redacted, { ...sent, messageId: 'other' })).toEqual(['', sent.text]);
});

test('evolve leaves the state that it was given as it is', () => {
  const before = stateOf(SAMPLES['message.sent']);
  const copy = structuredClone(before);
  const [, , next] = chatOf(START, START, SAMPLES['agent.accepted']);
  if (!next) throw new TypeError('three events');
  expect(evolve(before, next)).not.toEqual(before);
  expect(before).toEqual(copy);
});
