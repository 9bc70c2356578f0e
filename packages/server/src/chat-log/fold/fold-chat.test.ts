import { CHAT_KEYS, Chat, ChatExt, MessageExt } from '@parley/contract';
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { arbitraryChat } from '../../../test/helpers/arbitrary-chat.ts';
import { CompiledCalendars } from '../../model/calendar.ts';
import { type ChatState, evolve, stateAfter } from '../../model/chat-state.ts';
import type { ChatEvent, EventBody } from '../../model/event.ts';
import { chatId, projectId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import { messagesOf } from '../../model/message.ts';
import { turnsOf } from '../../model/response-times.ts';
import { Zone } from '../../model/zone.ts';
import { documentOf, foldChat } from './fold-chat.ts';
import type { FoldedChat } from './folded-chat.ts';

const KEY = { projectId: projectId(822), chatId: chatId(7) };
const BUDAPEST = new Zone('Europe/Budapest');
const RUNS = { seed: 20230120, numRuns: 300 };
const NOON_MS = Date.UTC(2023, 2, 6, 12, 0, 0);

function chatOf(...bodies: readonly [number, EventBody][]): readonly ChatEvent[] {
  return bodies.map(([second, body], index) => ({
    seq: index + 1,
    at: instant(NOON_MS + second * 1000),
    offsetMinutes: 60,
    body,
  }));
}

const START: EventBody = {
  type: 'chat.started',
  channel: 'webchat',
  sessionId: 's',
  queue: { queueId: 3, name: 'Chat' },
  slaPolicy: { policyId: 'p', firstResponseSeconds: 60, nextResponseSeconds: 30, waitingSeconds: 45 },
};
const visitorSays = (messageId: string): EventBody => ({
  type: 'message.sent',
  sender: 'visitor',
  name: 'Visitor',
  messageId,
  text: 'hello',
});
const agentSays = (messageId: string): EventBody => ({
  type: 'message.sent',
  sender: 'agent',
  senderId: 660,
  name: 'John',
  messageId,
  text: 'hi',
});
const ACCEPTED: EventBody = { type: 'agent.accepted', agent: { agentId: 660, name: 'John' } };

describe('foldChat refuses what is no chat', () => {
  test('without events', () => {
    expect(() => foldChat(KEY, [], BUDAPEST)).toThrow(TypeError);
  });
  test('when the first event is not chat.started', () => {
    expect(() => foldChat(KEY, chatOf([0, visitorSays('v1')]), BUDAPEST)).toThrow('chat.started: message.sent');
  });
  test('when chat.started comes again', () => {
    expect(() => foldChat(KEY, chatOf([0, START], [1, START]), BUDAPEST)).toThrow(TypeError);
  });
});

describe('the index', () => {
  const index = (...bodies: readonly [number, EventBody][]) => foldChat(KEY, chatOf(...bodies), BUDAPEST).index;

  test('is due next at the earliest running target', () => {
    expect(index([0, START], [0, visitorSays('v1')]).nextDueAt).toBe(NOON_MS + 45_000);
    expect(index([0, START], [0, visitorSays('v1')], [5, ACCEPTED]).nextDueAt).toBe(NOON_MS + 60_000);
  });
  test('is not due when every target is met, the chat is spam, softly closed or closed', () => {
    const answered: [number, EventBody][] = [
      [0, START],
      [0, visitorSays('v1')],
      [5, ACCEPTED],
      [9, agentSays('a1')],
    ];
    expect(index(...answered).nextDueAt).toBeNull();
    const waiting: [number, EventBody][] = [
      [0, START],
      [0, visitorSays('v1')],
    ];
    expect(index(...waiting, [1, { type: 'spam.marked' }]).nextDueAt).toBeNull();
    expect(index(...waiting, [1, { type: 'chat.closed', reason: 'agent', final: false }]).nextDueAt).toBeNull();
    expect(index(...waiting, [1, { type: 'chat.closed', reason: 'agent' }]).nextDueAt).toBeNull();
  });
  test('names every agent and queue once, without those who only were offered the chat', () => {
    const other = { agentId: 661, name: 'Jane' };
    const { agents, queues, lastAgent } = index(
      [0, START],
      [1, { type: 'agent.offered', agent: { agentId: 999, name: 'Nobody' } }],
      [2, ACCEPTED],
      [3, { type: 'chat.transferred', toAgent: other }],
      [4, { type: 'chat.transferred', toQueue: { queueId: 4, name: 'Billing' } }],
      [5, ACCEPTED],
    );
    expect({ agents, queues, lastAgent }).toEqual({ agents: [660, 661], queues: [3, 4], lastAgent: 660 });
  });
  test('is open until the close is final', () => {
    const close = (final: boolean): EventBody => ({ type: 'chat.closed', reason: 'agent', final });
    expect(index([0, START]).isOpen).toBe(true);
    expect(index([0, START], [1, close(false)]).isOpen).toBe(true);
    expect(index([0, START], [1, close(true)]).isOpen).toBe(false);
    expect(index([0, START], [1, close(false)], [2, { type: 'chat.finalized' }]).isOpen).toBe(false);
  });
  test('leaves out an agent or queue without an id', () => {
    const nobody: EventBody = { type: 'agent.accepted', agent: { agentId: 0, name: '' } };
    expect(index([0, { ...START, queue: { queueId: 0, name: '' } }], [1, nobody])).toMatchObject({
      agents: [],
      queues: [],
    });
  });
  test('says what the row says', () => {
    const folded = foldChat(KEY, chatOf([0, START], [70, { type: 'chat.closed', reason: 'idle' }]), BUDAPEST);
    expect(folded.index).toMatchObject({
      isOpen: false,
      startedAt: NOON_MS,
      type: 'webchat',
      disposition: folded.chat.disposition,
      slaStatus: folded.chat.slaStatus,
      isSpam: false,
    });
    expect(folded.chat).toMatchObject({ disposition: 'Missed', slaStatus: 'Out of SLA' });
  });
});

/** What a reader of the row makes of the numbers, from nothing but the row and its additional facts. */
function recompute({ chat, ext }: FoldedChat<Chat>) {
  const second = (text: string) => Math.floor(Date.parse(text) / 1000);
  const rows = chat.transcript.map(({ date }, i) => ({ at: second(date), sender: ext.messages[i]?.sender }));
  const handedOff = ext.chat.times.handedOff === null ? Number.POSITIVE_INFINITY : second(ext.chat.times.handedOff);
  const responses: number[] = [];
  let question: number | null = null;
  let lastQuestion: number | null = null;
  let lastAnswer: number | null = null;
  for (const { at, sender } of rows) {
    if (sender === 'visitor') {
      question ??= at;
      lastQuestion = at;
      lastAnswer = null;
    }
    if (sender !== 'agent') continue;
    if (lastQuestion !== null) lastAnswer ??= at - lastQuestion;
    if (question !== null) responses.push(at - (handedOff <= at ? Math.max(question, handedOff) : question));
    question = null;
  }
  const sum = responses.reduce((total, seconds) => total + seconds, 0);
  const count = responses.length;
  const isAgentFirst = rows.find(({ sender }) => sender !== 'bot')?.sender === 'agent';
  const { sessionStart, sessionClose } = ext.chat.times;
  const gaps = rows.slice(1).map(({ at }, i) => Math.min(at - (rows[i]?.at ?? at), 240));
  const measures = {
    firstResponseTime: isAgentFirst ? null : (responses[0] ?? null),
    responseCount: count,
    sumResponseTime: sum,
    averageResponseTime: count === 0 ? null : Math.round(sum / count),
    lastVisitorMessageAgentResponseTime: lastAnswer,
  };
  const none = { ...measures, ...Object.fromEntries(Object.keys(measures).map((name) => [name, null])) };
  return {
    ...(chat.isSPAM === 1 ? none : measures),
    duration: sessionClose === null ? null : second(sessionClose) - second(sessionStart ?? ''),
    maxResponseTime: chat.isSPAM === 1 || count === 0 ? null : Math.max(...responses),
    activeDuration: rows.length === 0 ? null : gaps.reduce((total, gap) => total + gap, 0),
    transferCount: chat.transfers.length,
    slaStatus: slaOf(chat, ext),
  };
}

function slaOf(chat: FoldedChat['chat'], { chat: ext }: FoldedChat['ext']): string {
  const statuses = chat.isSPAM === 1 ? [] : (ext.sla?.targets.map(({ status }) => status) ?? []);
  if (statuses.includes('missed')) return 'Out of SLA';
  return chat.disposition !== 'In progress' && statuses.includes('met') ? 'Within SLA' : '';
}

describe('for any chat', () => {
  test('folding all at once gives what folding step by step gives, and no state ever changes', () => {
    fc.assert(
      fc.property(arbitraryChat, (events) => {
        const calendars = new CompiledCalendars();
        let state: ChatState | null = null;
        for (const [index, event] of events.entries()) {
          state = deepFreeze(evolve(state, event));
          const step = documentOf(KEY, state, BUDAPEST, calendars);
          expect(step).toEqual(foldChat(KEY, events.slice(0, index + 1), BUDAPEST));
        }
      }),
      { ...RUNS, numRuns: 100 },
    );
  });

  test('every number can be recomputed from the row with its additional facts', () => {
    fc.assert(
      fc.property(arbitraryChat, (events) => {
        const folded = foldChat(KEY, events, BUDAPEST, new CompiledCalendars());
        const { maxResponseTime, activeDuration } = folded.ext.chat;
        expect({ ...folded.chat, maxResponseTime, activeDuration }).toMatchObject(recompute(folded));
      }),
      RUNS,
    );
  });

  test('no response is negative, and business seconds are never more than seconds', () => {
    fc.assert(
      fc.property(arbitraryChat, (events) => {
        const { chat, ext } = foldChat(KEY, events, BUDAPEST);
        const { firstResponseTime, sumResponseTime, averageResponseTime, duration } = chat;
        for (const seconds of [firstResponseTime, sumResponseTime, averageResponseTime]) {
          expect(seconds ?? 0).toBeGreaterThanOrEqual(0);
        }
        expect(ext.chat.businessFirstResponseTime ?? 0).toBeLessThanOrEqual(firstResponseTime ?? 0);
        expect(ext.chat.businessSumResponseTime ?? 0).toBeLessThanOrEqual(sumResponseTime ?? 0);
        expect(ext.chat.businessDuration ?? 0).toBeLessThanOrEqual(duration ?? 0);
      }),
      RUNS,
    );
  });

  test('every turn counts once: each visitor message lies in exactly one turn, each answer closes one', () => {
    fc.assert(
      fc.property(arbitraryChat, (events) => {
        const state = stateAfter(events);
        const messages = messagesOf(state.messageLog);
        const turns = turnsOf(messages, state.handedOffAt);
        const spans = turns.map(({ openedBy, closedBy }) => [
          messages.indexOf(openedBy),
          closedBy === null ? messages.length : messages.indexOf(closedBy),
        ]);
        for (const [index, { sender }] of messages.entries()) {
          const within = spans.filter(([from = 0, to = 0]) => from <= index && index < to).length;
          if (sender === 'visitor') expect(within).toBe(1);
          else expect(within).toBeLessThanOrEqual(1);
        }
        const closers = turns.flatMap(({ closedBy }) => closedBy ?? []);
        expect(new Set(closers).size).toBe(closers.length);
      }),
      RUNS,
    );
  });

  test('a private note changes nothing, wherever and whenever it is written', () => {
    fc.assert(
      fc.property(arbitraryChat, fc.nat(), fc.integer({ min: 0, max: 10_000_000 }), (events, place, laterMs) => {
        const index = 1 + (place % events.length);
        const at = instant((events[index - 1]?.at ?? 0) + laterMs);
        const note: EventBody = { type: 'note.added', agentId: 999, name: 'Boss', text: 'a note' };
        const noted: readonly ChatEvent[] = [
          ...events.slice(0, index),
          { seq: index + 0.5, at, offsetMinutes: 0, body: note },
          ...events.slice(index),
        ];
        expect(foldChat(KEY, noted, BUDAPEST)).toEqual(foldChat(KEY, events, BUDAPEST));
      }),
      RUNS,
    );
  });

  test('the row and its facts fit the contract, in its order', () => {
    const ext = { revision: 1, updatedAt: '2023-01-20T11:50:43.000Z' };
    fc.assert(
      fc.property(arbitraryChat, (events) => {
        const folded = foldChat(KEY, events, BUDAPEST);
        expect(Object.keys(folded.chat)).toEqual([...CHAT_KEYS]);
        expect([...Value.Errors(Chat, folded.chat)]).toEqual([]);
        expect(Object.keys({ ...ext, ...folded.ext.chat })).toEqual(Object.keys(ChatExt.properties));
        expect([...Value.Errors(ChatExt, { ...ext, ...folded.ext.chat })]).toEqual([]);
        for (const message of folded.ext.messages) expect(Value.Check(MessageExt, message)).toBe(true);
      }),
      RUNS,
    );
  });
});

test('the recomputation finds a wrong number', () => {
  const folded = foldChat(KEY, chatOf([0, START], [0, visitorSays('v1')], [7, agentSays('a1')]), BUDAPEST);
  const wrong = { ...folded, chat: { ...folded.chat, sumResponseTime: 8 } };
  expect(folded.chat).toMatchObject({ sumResponseTime: recompute(folded).sumResponseTime });
  expect(wrong.chat.sumResponseTime).not.toBe(recompute(wrong).sumResponseTime);
});

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
