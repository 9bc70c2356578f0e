/** That one row, however large, is one reject and never ends the import of the others. */
import { describe, expect, test } from 'vitest';
import { DEFAULT_ROW_RULES, type RowRules } from '../../src/services/import/row-rules.ts';
import { ImportStore } from '../helpers/import-store.ts';
import { runCli } from '../helpers/run-cli.ts';

const AT = '2026-03-02T09:15:00+01:00';
const STARTED = { type: 'chat.started', at: AT, channel: 'webchat', sessionId: 's' };

function messages(count: number): string {
  return Array.from({ length: count }, () => '{}').join(',');
}

async function importBetween(row: string, changes: Partial<RowRules> = {}) {
  using store = await ImportStore.make();
  const { rejects } = await store.import(`{"chatId":1}\n${row}\n{"chatId":3}\n`, 1_000_000, {
    ...DEFAULT_ROW_RULES,
    ...changes,
  });
  const { chats } = await store.read();
  return {
    ids: chats.map(({ chatId }) => chatId),
    reasons: rejects.map(({ field, reason }) => `${field} ${reason}`.trim()),
  };
}

describe('a row beyond the limits is one reject with the reason', () => {
  test('of 4 million messages', async () => {
    const { ids, reasons } = await importBetween(`{"chatId":2,"transcript":[${messages(4_000_000)}]}`);
    expect(ids).toEqual([1, 3]);
    expect(reasons).toEqual([expect.stringMatching(/^holds more than \d+ values/)]);
  });

  test('of one message too many, as a row and as events', async () => {
    const rules = { maxMessages: 3, maxDocumentBytes: 1_000_000 };
    const sent = { type: 'message.sent', at: AT, sender: 'visitor', name: 'V', text: 'x' };
    const chat = (count: number) =>
      JSON.stringify({
        format: 'parley-events/1',
        chatId: 2,
        events: [STARTED, ...Array.from({ length: count }, (_, at) => ({ ...sent, messageId: `m${at}` }))],
      });
    for (const row of [`{"chatId":2,"transcript":[${messages(4)}]}`, chat(4)]) {
      expect(await importBetween(row, rules)).toEqual({
        ids: [1, 3],
        reasons: [expect.stringMatching(/^(transcript|events) holds 4 messages, more than --max-messages allows: 3$/)],
      });
    }
    for (const row of [`{"chatId":2,"transcript":[${messages(3)}]}`, chat(3)]) {
      expect(await importBetween(row, rules)).toEqual({ ids: [1, 2, 3], reasons: [] });
    }
  });

  test('of one key too many that the log does not have, at any depth', async () => {
    const rules = { maxMessages: 3 };
    const keys = (count: number) => Array.from({ length: count }, (_, at) => `"k${at}":[${at},0]`).join(',');
    for (const row of [`{"chatId":2,${keys(7)}}`, `{"chatId":2,"a":{"b":[{${keys(5)}}]}}`]) {
      expect(await importBetween(row, rules)).toEqual({
        ids: [1, 3],
        reasons: ['holds 7 keys that are none of the log, more than twice what --max-messages allows: 6'],
      });
    }
    for (const row of [`{"chatId":2,${keys(6)}}`, `{"chatId":2,"a":{"b":[{${keys(4)}}]}}`]) {
      expect(await importBetween(row, rules)).toEqual({ ids: [1, 2, 3], reasons: [] });
    }
  });

  test('of more beside the document than a document may have', async () => {
    const { ids, reasons } = await importBetween(`{"chatId":2,"other":"${'x'.repeat(10_000)}"}`, {
      maxDocumentBytes: 10_000,
    });
    expect(ids).toEqual([1, 3]);
    expect(reasons).toEqual([expect.stringMatching(/^is \d+ bytes as a document, more than --max-document-bytes/)]);
  });

  test('of a document that is too large', async () => {
    const rules = { maxMessages: 100, maxDocumentBytes: 10_000 };
    const { ids, reasons } = await importBetween(`{"chatId":2,"pageName":"${'x'.repeat(10_000)}"}`, rules);
    expect(ids).toEqual([1, 3]);
    expect(reasons).toEqual([expect.stringMatching(/^is \d+ bytes as a document, more than --max-document-bytes/)]);
  });
});

test('--lenient takes what programs without types write, counts each kind, and a rebuild gives the same', async () => {
  using store = await ImportStore.make();
  const rows = '{"chatId":"31","isSPAM":"0","ticketType":[]}\n{"chatId":32,"transcript":[null]}\n';
  expect((await store.import(rows)).totals).toMatchObject({ created: 0, rejected: 2 });
  const { totals, rejects } = await store.import(rows, 100_000, { ...DEFAULT_ROW_RULES, isLenient: true });
  expect([totals.created, rejects]).toEqual([2, []]);
  expect(Object.fromEntries(totals.warnings)).toMatchObject({
    'number written as text': 1,
    '[] in place of an object': 1,
    'null in place of nothing': 1,
  });
  const scope = ['--data', store.directory, '--tenant', 'acme', '--project', '822'];
  expect(await runCli(['rebuild', ...scope, '--check'])).toMatchObject({ exitCode: 0 });
});
