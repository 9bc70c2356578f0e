import { describe, expect, test } from 'vitest';
import type { ImportWarning } from './import-warning.ts';
import { loosenEventLine, loosenRow } from './lenient-row.ts';

function loosened(
  loosen: typeof loosenRow,
  row: unknown,
): { readonly row: unknown; readonly found: readonly string[] } {
  const found = new Set<ImportWarning>();
  return { row: loosen(row, found), found: [...found] };
}

describe('a lenient row', () => {
  test('has numbers that were written as text, at every depth', () => {
    const row = {
      chatId: '31',
      isSPAM: '1',
      duration: '198',
      ticketNo: '15',
      own: '7',
      transfers: [{ toAgent: '5', reason: '9' }],
    };
    expect(loosened(loosenRow, row)).toEqual({
      row: { chatId: 31, isSPAM: 1, duration: 198, ticketNo: '15', own: '7', transfers: [{ toAgent: 5, reason: '9' }] },
      found: ['number written as text'],
    });
  });

  test.each(['', ' 1', '1.5', '0x1', '1e3', '12345678901234567', 'x'])('leaves %j as it is', (duration) => {
    const row = { chatId: 1, duration };
    expect(loosened(loosenRow, row).row).toBe(row);
  });

  test("has no PHP's [] for {} and no null in lists", () => {
    const row = { chatId: 1, ticketType: [], transcript: [null, { attachments: [{ payload: [] }] }], transfers: [] };
    expect(loosened(loosenRow, row)).toEqual({
      row: { chatId: 1, ticketType: null, transcript: [{ attachments: [{ payload: {} }] }], transfers: [] },
      found: ['[] in place of an object', 'null in place of nothing'],
    });
  });

  test('with nothing to correct is the same, nulls included', () => {
    const row = { chatId: 1, type: null, transcript: null, ticketType: { params: [null, '5', []] } };
    expect(loosened(loosenRow, row)).toEqual({ row, found: [] });
    expect(loosened(loosenRow, row).row).toBe(row);
  });
});

test('a lenient line of events has its numbers, and lacks what is null', () => {
  const at = '2026-03-02T09:15:00+01:00';
  const line = {
    format: 'parley-events/1',
    chatId: '2',
    projectId: null,
    events: [
      {
        type: 'chat.started',
        at,
        channel: 'webchat',
        sessionId: 's',
        contactId: '5',
        ticket: null,
        queue: { queueId: '7', name: 'Q' },
      },
      { type: 'message.sent', at, sender: 'visitor', name: 'V', messageId: '1', text: '5', sentAt: null },
    ],
  };
  expect(loosened(loosenEventLine, line)).toEqual({
    row: {
      format: 'parley-events/1',
      chatId: 2,
      events: [
        {
          type: 'chat.started',
          at,
          channel: 'webchat',
          sessionId: 's',
          contactId: 5,
          queue: { queueId: 7, name: 'Q' },
        },
        { type: 'message.sent', at, sender: 'visitor', name: 'V', messageId: '1', text: '5' },
      ],
    },
    found: ['number written as text', 'null in place of nothing'],
  });
});
