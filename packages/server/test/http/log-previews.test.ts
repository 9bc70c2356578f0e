/** Lists: `fields` without transcripts, which open no document, and `include=preview`, in every format and for every key. */
import { CHAT_KEYS, type ChatInReply, type ChatLogReply } from '@parley/contract';
import { afterAll, expect, test } from 'vitest';
import { previewOf } from '../../src/chat-log/codec/chat-brief.ts';
import type { StoredExt } from '../../src/chat-log/fold/folded-chat.ts';
import pageExample from '../../src/services/sample/page-example.json' with { type: 'json' };
import { sql } from '../../src/store/sql/sql.ts';
import { bootServer } from '../helpers/boot-server.ts';
import { runInStore } from '../helpers/run-in-store.ts';

const LOG = '/v2/projects/822/chats';
const TRANSCRIPTS: readonly string[] = ['transcript', 'visitorTranscript', 'agentTranscript'];
const BRIEF_KEYS = CHAT_KEYS.filter((key) => !TRANSCRIPTS.includes(key));

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
const project = await server.makeProject(822);
await server.importSample(project, 60);
await server.importChats(project, [
  { ...pageExample.response[0], chatId: 1_000 },
  { chatId: 1_001, sessionStartTime: '2024-05-05 23:30:00', sessionCloseTime: 'soon' },
]);
const [key, metadataKey] = [await server.makeKey(), await server.makeKey({ scopes: ['chats:metadata'] })];

async function read(query: string, by = key): Promise<readonly ChatInReply[]> {
  const reply = await server.get(`${LOG}?${query}`, { key: by });
  expect(reply.status, reply.text).toBe(200);
  return (JSON.parse(reply.text) as ChatLogReply).response;
}

function pick(row: ChatInReply, keys: readonly string[]) {
  return Object.fromEntries(keys.map((name) => [name, Reflect.get(row, name)]));
}

test.each([
  ['a key that reads everything', key],
  ['a key that sees numbers only', metadataKey],
])('fields without transcripts are those of the whole chats, to the byte, for %s', async (_, by) => {
  const whole = await read('', by);
  for (const keys of [BRIEF_KEYS, ['chatId', 'disposition'], ['visitorName', 'transfers']]) {
    const fields = `fields=${keys.join(',')}`;
    const expected = whole.map((row) =>
      JSON.stringify(
        pick(
          row,
          CHAT_KEYS.filter((name) => keys.includes(name)),
        ),
      ),
    );
    expect((await read(fields, by)).map((row) => JSON.stringify(row))).toEqual(expected);
    const lines = (await server.get(`${LOG}.ndjson?${fields}`, { key: by })).text.trimEnd().split('\n');
    expect(lines).toEqual(expected);
    const sums = ({ responseCount, sumResponseTime, transferCount }: ChatLogReply) => [
      responseCount,
      sumResponseTime,
      transferCount,
    ];
    const totals = async (query: string) => sums(JSON.parse((await server.get(`${LOG}?${query}`, { key: by })).text));
    expect(await totals(fields)).toEqual(await totals(''));
  }
});

test.each(['tz=Asia/Tokyo', 'timestamps=normalized', 'tz=America/New_York&timestamps=raw', 'timestamps=raw'])(
  'with %s fields without transcripts are those of the whole chats, to the byte',
  async (printing) => {
    const expected = (await read(printing)).map((row) => JSON.stringify(pick(row, BRIEF_KEYS)));
    const listed = await read(`${printing}&fields=${BRIEF_KEYS.join(',')}`);
    expect(listed.map((row) => JSON.stringify(row))).toEqual(expected);
  },
);

test('no document is opened for them in any zone', async () => {
  const damaged = await server.makeProject(823);
  await server.importSample(damaged, 4, 5);
  await runInStore(
    server.place,
    sql`UPDATE chat SET segment = ${new Uint8Array(9)} WHERE project_row =
    (SELECT project_row FROM project WHERE project_id = 823)`,
  );
  await runInStore(
    server.place,
    sql`UPDATE chat_event SET body = 'gone' WHERE project_row =
    (SELECT project_row FROM project WHERE project_id = 823)`,
  );
  const get = (query: string) => server.get(`/v2/projects/823/chats?limit=4&${query}`, { key });
  const list = 'fields=chatId,sessionStartTime,transfers&include=preview&tz=Asia/Tokyo&timestamps=normalized';
  expect([(await get(list)).status, (await get('tz=Asia/Tokyo')).status]).toEqual([200, 500]);
});

test('previews show how the visitor began, from briefs and from documents alike', async () => {
  const whole = await read('include=ext');
  const expected = whole.map((row) => {
    const senders = (row.transcript ?? []).map(({ ext }) => ext);
    return { ...previewOf(row as never, { messages: senders } as unknown as StoredExt), hits: [] };
  });
  expect(expected.filter(({ text }) => text !== '').length).toBeGreaterThan(40);
  for (const query of ['include=preview', 'include=preview&fields=chatId', 'include=ext,preview&fields=chatId']) {
    expect((await read(query)).map((row) => row.preview)).toEqual(expected);
  }
  expect(Object.keys((await read('include=preview&fields=chatId,type&limit=1'))[0] ?? {})).toEqual([
    'chatId',
    'type',
    'preview',
  ]);
  const one = JSON.parse((await server.get(`${LOG}/1000?include=preview`, { key })).text).response;
  expect(one.preview).toEqual({ text: 'Hi there', messageCount: 3, hits: [] });
});

test('a key that sees numbers only gets the number of messages and no text', async () => {
  for (const query of ['include=preview', 'include=preview&fields=chatId']) {
    const mine = (await read(query, metadataKey)).map(({ preview }) => preview);
    const all = (await read(query)).map(({ preview }) => preview);
    expect(mine).toEqual(all.map((preview) => ({ ...preview, text: '' })));
  }
});

test('with q the preview is where it was found', async () => {
  const rows = await read('q=how+can+i&include=preview&fields=chatId');
  const imported = rows.find(({ chatId }) => chatId === 1_000)?.preview;
  expect(imported).toEqual({
    text: 'How can I help you?',
    messageCount: 3,
    hits: [
      { start: 0, end: 3 },
      { start: 4, end: 7 },
      { start: 8, end: 9 },
    ],
  });
  for (const { preview } of rows) expect(preview?.hits.length).toBeGreaterThan(0);
});

test('tables have a column of previews', async () => {
  const csv = await server.get(`${LOG}.csv?include=preview&fields=chatId&start=1000&limit=1`, { key });
  expect(csv.text).toBe('chatId,preview\r\n1000,"{""text"":""Hi there"",""messageCount"":3,""hits"":[]}"\r\n');
  for (const format of ['parquet', 'parquet-messages', 'xlsx', 'csv-messages', 'chatml']) {
    expect((await server.get(`${LOG}?format=${format}&include=preview&limit=3`, { key })).status, format).toBe(200);
  }
});
