import { describe, expect, test } from 'vitest';
import type { Message } from '../api/chats.ts';
import { answerSeconds, conversationDays, sideOf } from './conversation.ts';

function said(name: string | null, date: string | null, sender: 'visitor' | 'agent' | 'bot' | null = null): Message {
  const ext = { sender, senderId: 0, seq: 1, editedAt: null, redacted: false };
  return { id: date, date, message: 'Hi', name, pageUrl: '', pageTitle: '', attachments: null, ext };
}
const NAMES = { visitorName: 'Vera', firstAgentName: 'Adam', lastAgentName: 'Eve' };

describe('a conversation', () => {
  test('has a line for each day, and a turn for each change of writer', () => {
    const transcript = [
      said('Vera', '2025-10-28T23:59:58+01:00', 'visitor'),
      said('Vera', '2025-10-28T23:59:59+01:00', 'visitor'),
      said('Vera', '2025-10-29T00:00:01+01:00', 'visitor'),
      said('Adam', '2025-10-29T00:00:02+01:00', 'agent'),
    ];
    const days = conversationDays({ ...NAMES, transcript });
    expect(days.map(({ day, turns }) => [day, turns.map(({ side, messages }) => [side, messages.length])])).toEqual([
      ['2025-10-28', [['visitor', 2]]],
      [
        '2025-10-29',
        [
          ['visitor', 1],
          ['agent', 1],
        ],
      ],
    ]);
  });

  test('keeps messages without a time, and is empty without messages', () => {
    expect(conversationDays({ ...NAMES, transcript: [said('Vera', null)] }).map(({ day }) => day)).toEqual(['']);
    expect(conversationDays({ ...NAMES, transcript: null })).toEqual([]);
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
    expect(sideOf(said(name, null), NAMES)).toBe(side);
  });
});

test('answers are known by the message that closed the turn', () => {
  const turns = [
    { closedBy: 'a', seconds: 12 },
    { closedBy: null, seconds: null },
  ];
  expect([...answerSeconds(turns)]).toEqual([['a', 12]]);
});
