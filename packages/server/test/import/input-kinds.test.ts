/** Files of every shape that people have: read right, or refused with the reason, and never read as nothing. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ImportStore } from '../helpers/import-store.ts';

async function idsOf(store: ImportStore): Promise<readonly number[]> {
  return (await store.read()).chats.map(({ chatId }) => chatId);
}

describe('files of every shape', () => {
  test.each([
    ['rows with a key response of their own', '{"chatId":5,"response":[]}\n{"chatId":6,"response":[]}\n', [5, 6]],
    ['two keys response', '{"response":[{"chatId":7}],"response":[{"chatId":8}]}', [7, 8]],
    ['objects without line ends', '{"chatId":31}{"chatId":32}{"chatId":33}', [31, 32, 33]],
  ])('%s are all imported', async (_, text, ids) => {
    using store = await ImportStore.make();
    expect((await store.import(text)).rejects).toEqual([]);
    expect(await idsOf(store)).toEqual(ids);
  });

  test.each([
    [
      'a saved error reply',
      '{"response":[],"errors":[{"errorcode":403,"errormessage":"error.no_right"}]}',
      'error.no_right',
    ],
    ['an error without rows', '{"errors":[{"errorcode":403,"errormessage":"error.no_right"}]}', 'error.no_right'],
    ['a CSV file', 'chatId,type\n1,webchat\n2,webchat\n', 'CSV'],
    ['a page of HTML', '<html><body>Please log in</body></html>', 'HTML'],
  ])('%s is one reject that says so', async (_, text, word) => {
    using store = await ImportStore.make();
    const { rejects, totals } = await store.import(text);
    expect(rejects.map(({ reason }) => reason)).toEqual([expect.stringContaining(word)]);
    expect(totals).toMatchObject({ created: 0, rejected: 1 });
  });
});

describe('gzip', () => {
  const text = Array.from({ length: 3_000 }, (_, at) => `{"chatId":${at + 1},"visitorName":"V${Math.sin(at)}"}\n`).join(
    '',
  );

  test('is unpacked, in pieces of any size and of several members', async () => {
    using store = await ImportStore.make();
    const packed = Buffer.concat([gzipSync(text.slice(0, 10_000)), gzipSync(text.slice(10_000))]);
    expect((await store.import(packed, 777)).totals).toMatchObject({
      created: 3_000,
      rejected: 0,
      bytes: packed.length,
    });
    expect((await store.import(packed, 1)).totals).toMatchObject({ unchanged: 3_000, rejected: 0 });
  });

  test('that is cut gives what came before, and one reject that says so', async () => {
    using store = await ImportStore.make();
    const packed = gzipSync(text);
    const { totals, rejects } = await store.import(packed.subarray(0, packed.length - 5_000));
    expect(totals.created).toBeGreaterThan(100);
    expect(rejects.map(({ reason }) => reason).join('\n')).toMatch(/damaged or cut gzip/);
  });

  test('that is damaged is told', async () => {
    using store = await ImportStore.make();
    const packed = gzipSync(text);
    packed[packed.length - 6] = (packed[packed.length - 6] ?? 0) ^ 1;
    const { rejects } = await store.import(packed);
    expect(rejects.map(({ reason }) => reason)).toContainEqual(expect.stringMatching(/damaged or cut gzip/));
  });

  test('within gzip is refused', async () => {
    using store = await ImportStore.make();
    const { rejects } = await store.import(gzipSync(gzipSync(text)));
    expect(rejects.map(({ reason }) => reason)).toEqual([expect.stringMatching(/compressed twice/)]);
  });
});

test('a redacted message that was delivered twice is empty in every copy, in the events too', async () => {
  using store = await ImportStore.make();
  const at = '2026-03-02T09:15:01+01:00';
  const sent = { type: 'message.sent', at, sender: 'visitor', name: 'V', messageId: 'm1', text: 'card 4111' };
  const started = { type: 'chat.started', at, channel: 'webchat', sessionId: 's' };
  const events = [started, sent, sent, { type: 'message.redacted', at, messageId: 'm1' }, sent];
  await store.import(JSON.stringify({ format: 'parley-events/1', chatId: 1, events }));
  const content = await store.read();
  expect(content.chats).toHaveLength(1);
  expect(JSON.stringify(content)).not.toContain('4111');
});
