/** That imported rows come back as they were given: no number rounded, no key lost, nothing invented. */
import type { ChatLogReply } from '@parley/contract';
import { afterAll, describe, expect, test } from 'vitest';
import { parseExact } from '../../src/chat-log/input/exact-json.ts';
import { instant } from '../../src/model/instant.ts';
import { bootServer, scopeOf } from '../helpers/boot-server.ts';
import { openProject } from '../helpers/open-project.ts';

const LONG = '{"chatId":9,"externalId":12345678901234567891,"price":1e400,"deep":{"list":[9007199254740993]}}';
const DOTTED = {
  chatId: 11,
  ticketType: { label: 'x', note: 'nested', 'a.b': 1, a: { b: 2 } },
  'ticketType.note': 'dotted',
  '["ticketType.note"]': 'in brackets',
  '': 'no name',
};

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
await server.makeProject(822);
const key = await server.makeKey();
const long = parseExact(LONG);

async function rowOf(chatId: number): Promise<ChatLogReply['response'][number]> {
  const { text } = await server.get(`/v2/projects/822/chats?include=ext&start=${chatId}&limit=1`, { key });
  const [row] = (JSON.parse(text) as ChatLogReply).response;
  if (row === undefined) throw new TypeError(`there is no chat ${chatId}`);
  return row;
}

async function rebuild(): Promise<number> {
  const { upkeep } = await openProject(server.store, scopeOf(822));
  const signal = new AbortController().signal;
  const at = instant(server.clock.nowMs());
  return (await upkeep.rebuild({ isCheckOnly: false, at, onProgress: () => undefined, signal })).different;
}

describe('numbers that a double cannot hold', () => {
  test('are kept digit for digit in ext.imported.extra, and the same file again changes nothing', async () => {
    await server.importChats(scopeOf(822), [long]);
    expect((await rowOf(9)).ext?.imported?.extra).toEqual({
      externalId: '12345678901234567891',
      price: '1e400',
      deep: { list: ['9007199254740993'] },
    });
    expect((await server.importChats(scopeOf(822), [parseExact(LONG.replace(',', ', '))])).outcomes).toEqual([
      'unchanged',
    ]);
    expect(await rebuild()).toBe(0);
  });

  test('another last digit is another row', async () => {
    const other = parseExact(LONG.replace('67891', '67892'));
    expect((await server.importChats(scopeOf(822), [other])).outcomes).toEqual(['replaced']);
    expect((await rowOf(9)).ext?.imported?.extra).toMatchObject({ externalId: '12345678901234567892' });
  });

  test.each([
    [
      'in a field of the log',
      '{"chatId":9,"ticketType":{"label":"x","params":[9007199254740993]}}',
      'ticketType.params[0]',
    ],
    ['as an id', '{"chatId":9,"contactId":1.0000000000000000001}', 'contactId'],
    ['as the id', '{"chatId":12345678901234567891}', 'chatId'],
  ])('are refused %s', async (_, text, field) => {
    await expect(server.importChats(scopeOf(822), [parseExact(text)])).rejects.toThrow(field);
  });
});

describe('zero with a sign', () => {
  test('is 0 in a field of the log, and text in ext.imported.extra', async () => {
    const zero = '{"chatId":-0,"duration":-0.0,"isSPAM":-0,"sla":-0,"deep":{"list":[-0,0]},"contactId":-0e2}';
    expect((await server.importChats(scopeOf(822), [parseExact(zero)])).outcomes).toEqual(['created']);
    const row = await rowOf(0);
    expect(row).toMatchObject({ chatId: 0, duration: 0, isSPAM: 0, contactId: 0 });
    expect(row.ext?.imported?.extra).toEqual({ sla: '-0', deep: { list: ['-0', 0] } });
    expect((await server.importChats(scopeOf(822), [parseExact(zero.replace(',', ', '))])).outcomes).toEqual([
      'unchanged',
    ]);
    expect(await rebuild()).toBe(0);
  });

  test.each([
    ['where anything may stand', '{"chatId":9,"ticketType":{"label":"x","params":[-0]}}', 'ticketType.params[0]'],
    ['in a transfer that is given back as it is', '{"chatId":9,"transfers":[{"seconds":-0}]}', 'transfers[0]'],
  ])('is refused %s', async (_, text, field) => {
    await expect(server.importChats(scopeOf(822), [parseExact(text)])).rejects.toThrow(field);
  });
});

test('dotted and nested keys do not collide', async () => {
  await server.importChats(scopeOf(822), [DOTTED]);
  expect((await rowOf(11)).ext?.imported?.extra).toEqual({
    'ticketType.note': 'nested',
    'ticketType["a.b"]': 1,
    'ticketType.a': { b: 2 },
    '["ticketType.note"]': 'dotted',
    '["[\\"ticketType.note\\"]"]': 'in brackets',
    '[""]': 'no name',
  });
});

describe('rows of another shape', () => {
  const FOREIGN = {
    chatId: 20,
    transfers: [
      { from: 'Ann', to: 'Bob', at: '2023-01-20' },
      { kind: 'bot', toAgent: 5, time: 7 },
    ],
    transferCount: 2,
    transcript: [
      {
        attachments: [{ type: 'image' }, { type: 'file', name: 'a.pdf' }, { payload: { url: 5 } }],
        date: '2023-01-20T12:50:43+01:00',
        id: 'm1',
        message: 'x',
        name: 'V',
        pageUrl: '',
        pageTitle: '',
      },
    ],
  };
  const NULLS = { chatId: 21, transcript: null, transfers: null, transferCount: null };

  test('transfers and attachments come back as they were given, and nothing is invented', async () => {
    await server.importChats(scopeOf(822), [FOREIGN]);
    const { transfers, transcript, ext } = await rowOf(20);
    expect(transfers).toEqual(FOREIGN.transfers);
    expect(transcript?.[0]?.attachments).toEqual(FOREIGN.transcript[0]?.attachments);
    expect(ext?.imported?.extra).toEqual({});
    expect(ext?.imported?.missing.filter((path) => /transfers|transcript/.test(path))).not.toContain(
      'transfers[0].kind',
    );
    expect(ext?.participants).toEqual([{ kind: 'agent', id: 5, name: '', joinedAt: null }]);
  });

  test('lists that are null stay null, in every format and view', async () => {
    await server.importChats(scopeOf(822), [NULLS]);
    expect(await rowOf(21)).toMatchObject(NULLS);
    for (const query of ['tz=UTC', 'timestamps=normalized', 'fields=transcript,transfers', 'format=ndjson']) {
      const { status, text } = await server.get(`/v2/projects/822/chats?start=21&${query}`, { key });
      expect([query, status]).toEqual([query, 200]);
      expect(text).toContain('"transcript":null');
    }
    for (const query of [
      'format=csv',
      'format=csv-messages&include=ext',
      'format=parquet',
      'format=parquet-messages',
      'include=ext',
    ]) {
      expect((await server.get(`/v2/projects/822/chats?start=21&${query}`, { key })).status).toBe(200);
    }
    expect(await rebuild()).toBe(0);
  });

  test('a key with chats:metadata sees no text of theirs', async () => {
    const metadata = await server.makeKey({ scopes: ['chats:metadata'] });
    const { status, text } = await server.get('/v2/projects/822/chats?start=20&include=ext', { key: metadata });
    expect(status).toBe(200);
    expect(text).not.toMatch(/Ann|Bob|a\.pdf/);
    expect((JSON.parse(text) as ChatLogReply).response.map(({ transcript }) => transcript)).toEqual([[], []]);
  });

  test('their content is gone after a redaction of the contact', async () => {
    await server.importChats(scopeOf(822), [{ ...FOREIGN, chatId: 22, contactId: 5 }]);
    const writer = await server.makeKey({ scopes: ['chats:read', 'chats:write'] });
    const body = JSON.stringify({ contactId: 5 });
    const headers = { 'content-type': 'application/json' };
    const reply = await server.get('/v2/projects/822/redactions', { key: writer, method: 'POST', body, headers });
    expect(reply.status).toBe(200);
    const { text } = await server.get('/v2/projects/822/chats?start=22', { key });
    expect(text).not.toMatch(/Ann|Bob|a\.pdf|image/);
  });
});
