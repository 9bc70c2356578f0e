import type { ExplainedTarget, ExplainedTurn } from '@parley/contract';
import { describe, expect, test } from 'vitest';
import type { Message, WholeChat } from '../api/chats.ts';
import { type ConversationRow, conversationRows, sideOf } from './conversation-rows.ts';

function said(
  id: string,
  name: string | null,
  date: string | null,
  sender: 'visitor' | 'agent' | null = null,
): Message {
  const ext = { sender, senderId: 0, seq: 1, editedAt: null, redacted: false };
  return { id, date, message: 'Hi', name, pageUrl: '', pageTitle: '', attachments: null, ext };
}

function chatOf(transcript: readonly Message[], more: Partial<WholeChat> = {}): WholeChat {
  const names = { visitorName: 'Vera', firstAgentName: 'Adam', lastAgentName: 'Eve' };
  return { ...names, transcript, transfers: [], ...more } as WholeChat;
}

const VERA = [
  said('v1', 'Vera', '2025-10-28T23:59:58+01:00', 'visitor'),
  said('v2', 'Vera', '2025-10-28T23:59:59+01:00', 'visitor'),
  said('v3', 'Vera', '2025-10-29T00:00:01+01:00', 'visitor'),
  said('a1', 'Adam', '2025-10-29T00:00:09+01:00', 'agent'),
  said('a2', 'Adam', '2025-10-29T00:00:12+01:00', 'agent'),
];

const turn = (more: Partial<ExplainedTurn> = {}): ExplainedTurn => ({
  turn: 1,
  openedBy: 'v1',
  startedAt: '2025-10-28T22:59:58.000Z',
  startedFrom: 'message',
  closedBy: 'a1',
  closedAt: '2025-10-28T23:00:09.000Z',
  seconds: 11,
  outsideHours: [],
  ...more,
});
const target = (more: Partial<ExplainedTarget> = {}): ExplainedTarget => ({
  target: 'firstResponse',
  turn: 1,
  seconds: 5,
  startedAt: '2025-10-28T22:59:58.000Z',
  dueAt: '2025-10-28T23:00:03.000Z',
  metAt: null,
  status: 'missed',
  rule: '',
  ...more,
});

/** A row in a few words. */
function wordsOf(row: ConversationRow): string {
  const rail = row.rail === null ? '' : ` |${row.rail.part} ${row.rail.turn.state}`;
  if (row.kind === 'day') return `day ${row.day}${rail}`;
  if (row.kind === 'message') return `${row.message.id}${row.isFirst ? '*' : ''}${rail}`;
  return row.kind === 'moment' ? `${row.moment.kind} ${row.moment.time}${rail}` : `${row.kind}${rail}`;
}
const inWords = (...words: Parameters<typeof conversationRows>) => conversationRows(...words).map(wordsOf);

describe('a conversation', () => {
  test('has a line for each day, and names a writer once in a row', () => {
    expect(inWords(chatOf(VERA), null, 'Europe/Budapest')).toEqual([
      'day 2025-10-28',
      'v1*',
      'v2',
      'day 2025-10-29',
      'v3*',
      'a1*',
      'a2',
    ]);
  });

  test('draws each turn from the first unanswered message to its answer, and the missed due time where it fell', () => {
    const explained = { turns: [turn()], slaTargets: [target()] };
    expect(inWords(chatOf(VERA), explained, 'Europe/Budapest')).toEqual([
      'day 2025-10-28',
      'v1* |start late',
      'v2 |middle late',
      'day 2025-10-29 |middle late',
      'v3* |middle late',
      'due 00:00:03 |middle late',
      'a1* |end late',
      'a2',
    ]);
  });

  test('says that nobody answered, and shows no due time that was met or void', () => {
    const open = turn({ closedBy: null, closedAt: null, seconds: null });
    const explained = { turns: [open], slaTargets: [target({ status: 'void' })] };
    expect(inWords(chatOf(VERA.slice(0, 1)), explained, 'UTC').slice(-2)).toEqual([
      'v1* |start waiting',
      'unanswered |end waiting',
    ]);
    const met = { turns: [turn()], slaTargets: [target({ status: 'met' })] };
    expect(inWords(chatOf(VERA), met, 'UTC').filter((row) => /due|answered/.test(row))).toEqual([
      'v1* |start answered',
      'v2 |middle answered',
      'day 2025-10-29 |middle answered',
      'v3* |middle answered',
      'a1* |end answered',
    ]);
  });

  test('gives the part of an answer within opening hours where it differs', () => {
    const stretch = { from: '2025-10-28T22:59:59.000Z', to: '2025-10-28T23:00:03.000Z', seconds: 4 };
    const answerOf = (outsideHours: (typeof stretch)[]) =>
      conversationRows(chatOf(VERA), { turns: [turn({ outsideHours })], slaTargets: [] }, 'UTC').find(
        (row) => row.kind === 'message' && row.answer !== null,
      );
    expect(answerOf([stretch])).toMatchObject({ answer: { seconds: 11, openSeconds: 7 } });
    expect(answerOf([])).toMatchObject({ answer: { seconds: 11, openSeconds: null } });
  });

  test('tells what happened between messages, in the zone of the printed times', () => {
    const transfers = [{ time: '2025-10-29 00:00:05', toAgent: 8, toQueueId: 2, toAgentName: 'Eve' }];
    const participants = [
      { kind: 'queue', id: 1, name: 'Support', joinedAt: '2025-10-28T22:59:58.000Z' },
      { kind: 'agent', id: 7, name: 'Adam', joinedAt: '2025-10-28T23:00:00.500Z' },
      // Came by the transfer, which says so.
      { kind: 'agent', id: 8, name: 'Eve', joinedAt: '2025-10-28T23:00:05.000Z' },
    ];
    const times = { sessionClose: '2025-10-28T23:00:12.000Z', handedOff: null };
    const ext = { participants, times, closeReason: 'agent' } as unknown as NonNullable<WholeChat['ext']>;
    expect(inWords(chatOf(VERA, { transfers, ext }), null, 'Europe/Budapest')).toEqual([
      'day 2025-10-28',
      'queue 23:59:58',
      'v1*',
      'v2',
      'day 2025-10-29',
      'agent 00:00:00',
      'v3*',
      'transfer 00:00:05',
      'a1*',
      'a2',
      'closed 00:00:12',
    ]);
  });

  test('names each page once, where the visitor came to it', () => {
    const on = (message: Message | undefined, pageUrl: string) => ({ ...(message as Message), pageUrl });
    const rows = inWords(chatOf([on(VERA[0], 'a'), on(VERA[1], 'a'), on(VERA[2], 'b')]), null, 'UTC');
    expect(rows.filter((row) => row.startsWith('page'))).toEqual(['page 23:59:58', 'page 00:00:01']);
  });

  test('keeps messages without a time, and is empty without messages', () => {
    expect(inWords(chatOf([said('x', 'Vera', null)]), null, 'UTC')).toEqual(['day ', 'x*']);
    expect(conversationRows(chatOf([]), null, 'UTC')).toEqual([]);
  });
});

describe('the side of an imported message', () => {
  test.each([
    ['Vera', 'visitor'],
    ['Adam', 'agent'],
    ['Eve', 'agent'],
    ['Somebody', 'unknown'],
    [null, 'unknown'],
  ] as const)('of %s is %s', (name, side) => {
    expect(sideOf(said('x', name, null), chatOf([]))).toBe(side);
  });
});
