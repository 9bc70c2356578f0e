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

  const whole = Buffer.concat([gzipSync(text.slice(0, 10_000)), gzipSync(text.slice(10_000))]);
  const second = gzipSync('{"chatId":9001,"visitorName":"second"}\n'.repeat(50));
  const header = (flags: number, rest: string) =>
    Buffer.from(`\x1f\x8b\x08${String.fromCharCode(flags)}\0\0\0\0\0\x03${rest}`, 'latin1');

  test.each<[string, Uint8Array, string]>([
    ['text', Buffer.from('-- end of dump\n'), '"-- end of dump\\n"'],
    ['one byte', Buffer.from([7]), '07'],
    ['half a mark of gzip', Buffer.from([0x1f]), '1f'],
    ['zeros and text', Buffer.from('\0\0rest'), '"rest"'],
  ])('that is followed by %s gives every row and one refusal that shows it', async (_, rest, shown) => {
    for (const pieceBytes of [1_000_000, 777]) {
      using store = await ImportStore.make();
      const { totals, rejects } = await store.import(Buffer.concat([whole, rest]), pieceBytes);
      expect(totals).toMatchObject({ created: 3_000, rejected: 1 });
      const offset = whole.length + rest.findIndex((byte) => byte !== 0);
      expect(rejects.map(({ reason }) => reason)).toEqual([
        `the file has something else after its gzip data, from byte ${offset} on: ${shown}`,
      ]);
    }
  });

  test.each<[string, Uint8Array, RegExp]>([
    ['a second member that is cut', second.subarray(0, -9), /damaged or cut gzip: unexpected end of file$/],
    ['a second member without its last byte', second.subarray(0, -1), /damaged or cut gzip: unexpected end of file$/],
    ['a second member that is no deflate', header(0, 'hello'), /damaged or cut gzip: invalid/],
    ['a member whose name does not end', header(8, 'name'), /damaged or cut gzip: unexpected end of file$/],
    ['a member of another method', Buffer.from('1f8b0700', 'hex'), /damaged or cut gzip: unexpected end of file$/],
  ])('that is followed by %s gives every row of the first', async (_, rest, reason) => {
    using store = await ImportStore.make();
    const { totals, rejects } = await store.import(Buffer.concat([whole, rest]), 1_000_000);
    expect(totals.created).toBeGreaterThanOrEqual(3_000);
    expect(rejects[0]?.reason).toMatch(reason);
  });

  test('that is cut gives every row that is whole in what is left', async () => {
    using store = await ImportStore.make();
    const cut = gzipSync(text, { level: 0 });
    const { totals } = await store.import(cut.subarray(0, Math.floor(cut.length / 2)), 1_000_000);
    expect(Math.abs(totals.created - text.slice(0, cut.length / 2 - 20).split('\n').length)).toBeLessThan(3);
  });

  test.each([1, 1_000, 100_000])(
    'that is followed by %i zeros, as tapes leave them, is whole, with a warning',
    async (zeros) => {
      using store = await ImportStore.make();
      const padded = Buffer.concat([whole, Buffer.alloc(zeros)]);
      const { totals } = await store.import(padded, 10_000);
      expect(totals).toMatchObject({ created: 3_000, rejected: 0, bytes: padded.length });
      expect(totals.warnings.get('zeros after the gzip data')).toBe(1);
    },
  );

  test('with an extra field, a name, a comment and a sum of the header is unpacked', async () => {
    using store = await ImportStore.make();
    const plain = gzipSync('{"chatId":1}\n').subarray(10);
    const { totals, rejects } = await store.import(Buffer.concat([header(30, '\x03\0abcname\0comment\0..'), plain]), 3);
    expect([totals.created, rejects]).toEqual([1, []]);
  });

  test('within gzip is refused', async () => {
    using store = await ImportStore.make();
    const { rejects } = await store.import(gzipSync(gzipSync(text)));
    expect(rejects.map(({ reason }) => reason)).toEqual([expect.stringMatching(/compressed twice/)]);
  });
});

describe('keys that stand twice', () => {
  test.each([
    ['in the row', '{"chatId":1,"visitorName":"a","visitorName":"b"}', 'visitorName'],
    ['in a message', '{"chatId":1,"transcript":[{},{"message":"a","id":"x","message":"b"}]}', 'transcript[1].message'],
    ['in an object of the row', '{"chatId":1,"ticketType":{"label":"a","label":"b"}}', 'ticketType.label'],
    ['in a transfer', '{"chatId":1,"transfers":[{"toAgent":1,"toAgent":2}]}', 'transfers[0].toAgent'],
    [
      'deep in a key that is not one of the log',
      '{"chatId":1,"a.b":[[{"x":{"y":1,"z":0,"y":2}}]]}',
      '["a.b"][0][0].x.y',
    ],
    ['once with escapes', '{"chatId":1,"\\u0061":1,"a":2}', 'a'],
    ['as the id', '{"chatId":1,"chatId":2}', 'chatId'],
    ['as objects that differ', '{"chatId":1,"a":{"b":[1]},"a":{"b":[2]}}', 'a'],
    ['with text that only looks alike', '{"chatId":1,"a":"\\"a","b":"\\\\","a":"\\\\\\"a"}', 'a'],
    [
      'in a chat of events',
      '{"format":"parley-events/1","chatId":1,"events":[{"type":"x","type":"chat.started"}]}',
      'events[0].type',
    ],
  ])('with different values %s are one reject that names the place', async (_, row, path) => {
    using store = await ImportStore.make();
    const { totals, rejects } = await store.import(`${row}\n{"chatId":3}\n`);
    expect(totals).toMatchObject({ created: 1, rejected: 1 });
    expect(rejects.map(({ field, reason }) => `${field} ${reason}`)).toEqual([
      `${path} stands twice with different values; keep one`,
    ]);
  });

  test.each([
    '{"chatId":1,"visitorName":"a","visitorName" : "a"}',
    '{"chatId":1,"visitorName":"a","visitor\\u004eame":"\\u0061"}',
    '{"chatId":1,"a":{"b":1,"c":[]},"a":{"c":[ ],"b":1.0}}',
    '{"chatId":1,"a":{"b":1,"b":1}}',
    '{"chatId":1,"__proto__":1,"__proto__":1,"":2,"":2}',
  ])('with the same value are taken, with a warning: %s', async (row) => {
    using store = await ImportStore.make();
    for (const text of [row, `[${row}]`, `{"response":[${row}],"errors":[]}`, gzipSync(row)]) {
      const { totals, rejects } = await store.import(text);
      expect([rejects, totals.warnings.get('key that stands twice with the same value')]).toEqual([[], 1]);
    }
  });

  test('in a saved reply before its rows are one reject, so that no error is hidden', async () => {
    using store = await ImportStore.make();
    const reply = '{"errors":[{"errormessage":"error.quota"}],"errors":[],"response":[{"chatId":1}]}';
    const { totals, rejects } = await store.import(reply);
    expect(totals).toMatchObject({ created: 1, rejected: 1 });
    expect(rejects.map(({ reason }) => reason)).toEqual([
      'in the saved reply, errors stands twice with different values',
    ]);
  });

  test('in different objects are no warning, whatever texts hold', async () => {
    using store = await ImportStore.make();
    const row = { chatId: 1, a: [{ a: ':{"a":1,"a":2}' }, { a: '\\"' }], b: { a: 1e3, b: {} }, ':': 12345678901 };
    const { totals } = await store.import(JSON.stringify(row));
    expect(totals.warnings.has('key that stands twice with the same value')).toBe(false);
  });
});

test('a key of the log in other capitals is another key, and is told', async () => {
  using store = await ImportStore.make();
  const rows = [
    { chatId: 1, VisitorName: 'a' },
    { chatId: 2, transcript: [{ Message: 'x' }] },
    { chatId: 3, visitorName: 'a', VISITORNAME: 'b' },
    { ChatID: 4 },
  ];
  const { totals, rejects } = await store.import(rows.map((row) => JSON.stringify(row)).join('\n'));
  expect(totals.warnings.get('key that is one of the log but for its case, kept as another')).toBe(2);
  expect(rejects.map(({ field, reason }) => `${field} ${reason}`)).toEqual([
    'chatId is missing; write it so, and not ChatID',
  ]);
  const [first] = (await store.read()).chats;
  expect(JSON.parse(first?.extJson ?? '')).toMatchObject({ chat: { imported: { extra: { VisitorName: 'a' } } } });
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
