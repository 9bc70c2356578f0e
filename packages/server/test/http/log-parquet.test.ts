/** The log as Parquet: the same chats and cells as the JSON of the same query, streamed, cut when it fails. */
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { CHAT_KEYS, type ChatLogReply } from '@parley/contract';
import { afterAll, describe, expect, test } from 'vitest';
import pageExample from '../../src/services/sample/page-example.json' with { type: 'json' };
import { basic, bootServer, TENANT, type TestServer } from '../helpers/boot-server.ts';
import { parseCsv } from '../helpers/parse-csv.ts';
import { asJsonRows, readParquet } from '../helpers/read-parquet.ts';
import { isOnPostgres } from '../helpers/test-store.ts';
import { type WrapReads, wrapReaders } from '../helpers/wrap-readers.ts';

const LOG = '/v2/projects/822/chats';
const MIME = 'application/vnd.apache.parquet';
const CHATS = 400;
const LONG = 'Why? '.repeat(2_000_000);

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
const scope = await server.makeProject(822);
await server.importSample(scope, CHATS);
await server.importChats(scope, awkwardRows());
const key = await server.makeKey();
const metadataKey = await server.makeKey({ scopes: ['chats:metadata'] });

/** Imported rows: the page's example, one of nulls, unreadable times, texts that tables stumble over. */
function awkwardRows(): readonly unknown[] {
  const [example] = pageExample.response;
  const nulls = Object.fromEntries(CHAT_KEYS.map((name) => [name, null]));
  return [
    { ...example, chatId: 900 },
    { ...nulls, transcript: [], transfers: [], chatId: 901 },
    { ...example, chatId: 902, sessionStartTime: '2023-02-30 10:00:00', lastAgentMessageTime: 'n/a' },
    {
      ...example,
      chatId: 903,
      visitorName: 'a\0b',
      pageName: '=cmd|x',
      firstURL: '日本語 🙂 \u2028',
      duration: 2 ** 53 - 1,
    },
    { chatId: 904, duration: -5 },
  ];
}

interface Query {
  readonly query: string;
  readonly as?: typeof key;
}

async function readTable({ query, as = key }: Query, from: TestServer = server) {
  const reply = await from.get(`${LOG}?${query}&format=parquet`, { key: as });
  if (reply.status !== 200) throw new TypeError(`${query}: ${reply.text}`);
  return readParquet(reply.bytes);
}

async function readJson({ query, as = key }: Query): Promise<ChatLogReply> {
  const reply = await server.get(`${LOG}?${query}`, { key: as });
  if (reply.status !== 200) throw new TypeError(`${query}: ${reply.text}`);
  return JSON.parse(reply.text) as ChatLogReply;
}

const QUERIES: readonly string[] = [
  '',
  'limit=30&direction=DESC',
  'limit=1',
  'limit=1&start=901',
  'start=902&limit=2',
  'startDate=1970-01-01&endDate=1970-01-01&limit=10',
  'userId=777',
  'disposition=Missed',
  'disposition=Lost',
  'disposition=In%20progress',
  'type=webchat&limit=2000',
  'fields=chatId',
  'fields=transcript,visitorName,sessionStartTime',
  'include=ext&limit=50',
  'include=ext,end&fields=chatId,transcript&start=380',
  'tz=Asia/Tokyo',
  'timestamps=normalized&start=895',
  'offset=395',
];

describe('cells', () => {
  test.each(QUERIES)('are those of the JSON: %s', async (query) => {
    const { response } = await readJson({ query });
    const rows = asJsonRows(await readTable({ query }));
    expect(rows.length).toBe(response.length);
    for (const [at, row] of response.entries()) {
      expect(rows[at], `row ${at}`).toEqual(row);
      expect(Object.keys(rows[at] ?? {}).sort()).toEqual(Object.keys(row).sort());
    }
  });

  test('are those of the JSON for a key without access to content, and hold none', async () => {
    const wanted = { query: 'limit=100', as: metadataKey };
    const rows = asJsonRows(await readTable(wanted));
    expect(rows).toEqual((await readJson(wanted)).response);
    expect(rows.every(({ visitorName, transcript }) => visitorName === '' && String(transcript) === '')).toBe(true);
    const refused = await server.get(`${LOG}?contactId=1&format=parquet`, { key: metadataKey });
    expect(refused.status).toBe(403);
  });

  test('of ten megabytes are those of the JSON', async () => {
    await server.importChats(await server.makeProject(824), [{ chatId: 1, visitorTranscript: LONG }, { chatId: 2 }]);
    const reply = await server.get('/v2/projects/824/chats?format=parquet', { key });
    const rows = asJsonRows(await readParquet(reply.bytes));
    expect(rows).toEqual(JSON.parse((await server.get('/v2/projects/824/chats', { key })).text).response);
    expect(String(rows[0]?.visitorTranscript)).toHaveLength(LONG.length);
  });

  test('of the sample show every outcome and transfers, so that those were compared', async () => {
    const { response, transferCount } = await readJson({ query: '' });
    const outcomes = new Set(response.map(({ disposition }) => disposition));
    for (const outcome of ['In progress', 'Completed', 'Missed', 'Lost']) expect(outcomes.has(outcome)).toBe(true);
    expect(transferCount).toBeGreaterThan(5);
    expect(response.filter(({ chatId }) => chatId >= 900)).toHaveLength(5);
  });
});

describe('totals', () => {
  interface Totals {
    readonly chats: number;
    readonly sumResponseTime: number;
    readonly responseCount: number;
    readonly transfers: number;
    readonly messages: number;
  }
  type Row = Readonly<Record<string, unknown>>;
  const lengthOf = (value: unknown) => (Array.isArray(value) ? value.length : 0);
  const totalsOf = (rows: readonly Row[]): Totals => ({
    chats: rows.length,
    sumResponseTime: rows.reduce((sum, row) => sum + Number(row.sumResponseTime ?? 0), 0),
    responseCount: rows.reduce((sum, row) => sum + Number(row.responseCount ?? 0), 0),
    transfers: rows.reduce((sum, row) => sum + lengthOf(row.transfers), 0),
    messages: rows.reduce((sum, row) => sum + lengthOf(row.transcript), 0),
  });
  const rowsOfCsv = (text: string): readonly Row[] => {
    const [header = [], ...lines] = parseCsv(text);
    return lines.map((cells) => Object.fromEntries(cells.map((cell, at) => [header[at], cell])));
  };
  const parseLists = (row: Row): Row => ({
    ...row,
    transfers: JSON.parse(String(row.transfers)),
    transcript: JSON.parse(String(row.transcript)),
  });

  const FORMATS: Readonly<Record<string, (bytes: Buffer) => Promise<Totals>>> = {
    ndjson: async (bytes) =>
      totalsOf(
        bytes
          .toString()
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ),
    csv: async (bytes) => totalsOf(rowsOfCsv(bytes.toString()).map(parseLists)),
    parquet: async (bytes) => totalsOf(asJsonRows(await readParquet(bytes))),
  };

  test.each(['', 'disposition=Completed', 'startDate=2025-01-01&endDate=2026-12-31', 'limit=77&direction=DESC'])(
    'agree in every format: %s',
    async (query) => {
      const json = await readJson({ query });
      const expected = totalsOf(json.response as unknown as readonly Row[]);
      expect(json).toMatchObject({ responseCount: expected.chats, sumResponseTime: expected.sumResponseTime });
      expect(json.transferCount).toBe(expected.transfers);
      for (const [format, read] of Object.entries(FORMATS)) {
        const { bytes } = await server.get(`${LOG}?${query}&format=${format}`, { key });
        expect(await read(bytes), format).toEqual(expected);
      }
      const { text } = await server.get(`${LOG}?${query}&format=csv-messages`, { key });
      expect(rowsOfCsv(text)).toHaveLength(expected.messages);
    },
  );
});

describe('the table of messages', () => {
  const rowsOf = async (query: string, as = key) => {
    const reply = await server.get(`/v2/projects/822/messages.parquet?${query}`, { key: as });
    if (reply.status !== 200) throw new TypeError(`${query}: ${reply.text}`);
    return (await readParquet(reply.bytes)).rows;
  };

  test.each(['', 'limit=50&direction=DESC', 'tz=Asia/Tokyo&utc=1', 'include=ext&disposition=Completed', 'start=900'])(
    'has the messages of the JSON: %s',
    async (query) => {
      const own = query.replace('&utc=1', '');
      const { response } = await readJson({ query: own });
      const expected = response.flatMap(({ chatId, transcript }) =>
        (transcript ?? []).map(({ id, date, name, message }, at) => ({ chatId, no: at + 1, id, date, name, message })),
      );
      const rows = await rowsOf(query);
      expect(expected.length).toBeGreaterThan(0);
      expect(
        rows.map(({ chatId, messageNo, id, date, name, message }) => ({
          chatId: Number(chatId),
          no: Number(messageNo),
          id,
          date,
          name,
          message,
        })),
      ).toEqual(expected);
      for (const { date, sentTimeUtc } of rows) {
        if (query.includes('utc=1') && sentTimeUtc instanceof Date)
          expect(sentTimeUtc.getTime()).toBe(Date.parse(String(date)));
      }
      expect(rows.some(({ sender }) => sender === 'visitor')).toBe(!query.startsWith('start'));
    },
  );

  test('has no rows for a key without access to content', async () => {
    expect(await rowsOf('', metadataKey)).toEqual([]);
  });

  test('has no typed transcripts and no chosen keys', async () => {
    for (const name of ['nested=1', 'fields=chatId']) {
      const reply = await server.get(`/v2/projects/822/messages.parquet?${name}`, { key });
      expect([name, reply.status]).toEqual([name, 400]);
    }
  });

  test('of a page is served by ranges', async () => {
    const path = '/v2/projects/822/messages.parquet?limit=20';
    const whole = await server.get(path, { key });
    expect(whole.headers['accept-ranges']).toBe('bytes');
    const part = await server.get(path, { key, headers: { range: 'bytes=-8' } });
    expect([part.status, part.bytes]).toEqual([206, whole.bytes.subarray(-8)]);
  });
});

describe('the reply', () => {
  test('comes by Accept or by format=, is named as a file and not compressed again', async () => {
    for (const [query, headers] of [
      ['limit=3', { accept: MIME, 'accept-encoding': 'gzip' }],
      ['limit=3&format=parquet', { accept: 'application/json', 'accept-encoding': 'gzip' }],
    ] as const) {
      const reply = await server.get(`${LOG}?${query}`, { key, headers });
      expect(reply.headers).toMatchObject({
        'content-type': MIME,
        'content-disposition': 'attachment; filename="chats-822.parquet"',
        'content-length': String(reply.bytes.length),
      });
      expect(reply.headers['content-encoding']).toBeUndefined();
      expect((await readParquet(reply.bytes)).rows).toHaveLength(3);
    }
  });

  test('to HEAD has the headers and no rows; a page says where it goes on; the same page again is 304', async () => {
    const head = await server.get(`${LOG}?limit=3&format=parquet`, { key, method: 'HEAD' });
    expect([head.status, head.headers['content-type'], head.bytes.length]).toEqual([200, MIME, 0]);
    const page = await server.get(`${LOG}?limit=3&format=parquet`, { key });
    expect(page.headers.link).toBe(`<${server.url}${LOG}?limit=3&format=parquet&after=3>; rel="next"`);
    const again = { key, headers: { 'if-none-match': String(page.headers.etag) } };
    expect((await server.get(`${LOG}?limit=3&format=parquet`, again)).status).toBe(304);
    expect((await server.get(`${LOG}?limit=3&format=csv`, again)).status).toBe(200);
  });

  test('says the zone of its times', async () => {
    const zoneOf = async (query: string) => (await readTable({ query })).metadata.key_value_metadata;
    expect(await zoneOf('limit=1')).toEqual([{ key: 'parley.timeZone', value: 'Europe/Budapest' }]);
    expect(await zoneOf('limit=1&tz=Asia/Tokyo')).toEqual([{ key: 'parley.timeZone', value: 'Asia/Tokyo' }]);
  });
});

/** Text that Snappy can do nothing with, long enough for several row groups in forty chats. No words: an index of them takes long. */
const NOISE = Array.from({ length: 650_000 }, (_, at) => ((at * 104_729) % 99_991).toString(36)).join('');

/** Fails after `count` lists of chats. */
const failAfter = (count: number): WrapReads =>
  async function* failing(source) {
    let left = count;
    for await (const result of source) {
      if (left-- === 0) throw new RangeError('the store broke');
      yield result;
    }
  };

test('a failure in the middle breaks the connection, and what came is no Parquet file', async () => {
  await using broken = await bootServer({
    wrapStore: (store) => wrapReaders(store, failAfter(isOnPostgres() ? 0 : 1)),
  });
  await broken.importSample(await broken.makeProject(822), CHATS);
  const brokenKey = await broken.makeKey();
  await expect(broken.get(`${LOG}?format=parquet`, { key: brokenKey })).rejects.toThrow();
  const page = await broken.get(`${LOG}?format=parquet&limit=1000`, { key: brokenKey });
  expect(page.status).toBe(500);
  expect(JSON.parse(page.text).errors[0].errorcode).toBe(500);
});

test('a client that stops reading is waited for: the store is not read on', async () => {
  let reads = 0;
  const counting: WrapReads = async function* counting(source) {
    for await (const result of source) {
      reads += 1;
      yield result;
    }
  };
  await using slow = await bootServer({ wrapStore: (store) => wrapReaders(store, counting) });
  const slowScope = await slow.makeProject(822);
  // One by one: PostgreSQL ends a transaction that waits ten seconds for its next statement, and all at once is 80 MB.
  for (let chatId = 1; chatId <= 40; chatId++) {
    await slow.importChats(slowScope, [{ chatId, visitorTranscript: NOISE }]);
  }
  const slowKey = await slow.makeKey();
  const response = await startReply(slow, `${LOG}?format=parquet`, basic(TENANT, slowKey.key));
  await once(response, 'readable');
  let before = -1;
  while (before !== reads) {
    before = reads;
    // A turn of the event loop for each read that could have followed.
    for (let turn = 0; turn < 2_000; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
  const pausedAt = reads;
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece as Buffer);
  const { metadata } = await readParquet(Buffer.concat(pieces), ['chatId']);
  expect([metadata.num_rows, metadata.row_groups.length > 1]).toEqual([40n, true]);
  expect(pausedAt).toBeLessThan(reads);
});

async function startReply(of: TestServer, path: string, authorization: string): Promise<IncomingMessage> {
  const { hostname: host, port } = new URL(of.url);
  const sent = httpRequest({ host, port, path, headers: { authorization } });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
}
