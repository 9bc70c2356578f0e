/** Parquet of known length in parts, as readers that jump in a file ask for it. */
import { asyncBufferFromUrl, parquetReadObjects } from 'hyparquet';
import { afterAll, describe, expect, test } from 'vitest';
import { basic, bootServer } from '../helpers/boot-server.ts';
import { readParquet } from '../helpers/read-parquet.ts';

const LOG = '/v2/projects/822/chats';
const PAGE = `${LOG}.parquet?limit=40`;

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
const scope = await server.makeProject(822);
await server.importSample(scope, 60);
const key = await server.makeKey();

const ask = (headers: Readonly<Record<string, string>>, { target = PAGE, method = 'GET' } = {}) =>
  server.get(target, { key, method, headers });
const whole = await ask({});
const tag = whole.headers.etag ?? '';
const length = whole.bytes.length;

test('a page has its length, a strong tag and takes ranges, with HEAD too', async () => {
  expect([whole.status, tag]).toEqual([200, expect.stringMatching(/^"[^"]+"$/)]);
  const head = await ask({ range: 'bytes=0-3' }, { method: 'HEAD' });
  for (const { headers } of [whole, head]) {
    expect(headers).toMatchObject({ 'accept-ranges': 'bytes', 'content-length': String(length), etag: tag });
  }
  expect([head.status, head.bytes.length]).toEqual([200, 0]);
});

describe('a single range is that part of the whole', () => {
  test.each([
    ['bytes=0-3', 0, 4],
    ['bytes=4-4', 4, 5],
    ['bytes=100-', 100, length],
    ['bytes=-8', length - 8, length],
    ['bytes=-999999999', 0, length],
    [`bytes=1000-${length + 50}`, 1000, length],
    ['Bytes=0-3', 0, 4],
  ])('%s', async (range, from, to) => {
    for (const headers of [{ range }, { range, 'if-range': tag }]) {
      const part = await ask(headers);
      expect([part.status, part.headers['content-range']]).toEqual([206, `bytes ${from}-${to - 1}/${length}`]);
      expect(part.headers).toMatchObject({ 'content-length': String(to - from), etag: tag });
      expect(Buffer.from(part.bytes).equals(Buffer.from(whole.bytes).subarray(from, to))).toBe(true);
    }
  });
});

test.each([`bytes=${length}-`, `bytes=${length}-${length + 5}`, 'bytes=-0'])(
  'a range beyond the end is refused with the length: %s',
  async (range) => {
    const { status, headers, text } = await ask({ range });
    expect([status, headers['content-range']]).toEqual([416, `bytes */${length}`]);
    expect(text).toContain('error.range_not_satisfiable');
  },
);

describe('the whole is sent', () => {
  test.each([
    ['for several ranges', { range: 'bytes=0-3,8-11' }],
    ['for another unit', { range: 'rows=0-3' }],
    ['for a range that ends before it begins', { range: 'bytes=9-3' }],
    ['for no range at all', { range: 'bytes=-' }],
    ['for another tag', { range: 'bytes=0-3', 'if-range': '"another"' }],
    ['for a weak tag', { range: 'bytes=0-3', 'if-range': `W/${tag}` }],
    ['for a date, of which a reply has none', { range: 'bytes=0-3', 'if-range': 'Wed, 21 Oct 2026 07:28:00 GMT' }],
  ])('%s', async (_, headers) => {
    const reply = await ask(headers);
    expect([reply.status, reply.headers['content-range'], reply.bytes.length]).toEqual([200, undefined, length]);
  });
});

test.each([`${LOG}.parquet`, `${LOG}.csv?limit=5`, `${LOG}?limit=5`, `${LOG}?limit=5&format=ndjson`])(
  'ranges are not offered where the length is not known, nor by other formats: %s',
  async (target) => {
    const { status, headers, bytes } = await ask({ range: 'bytes=0-3' }, { target });
    expect([status, headers['accept-ranges'], headers.etag?.startsWith('W/')]).toEqual([200, undefined, true]);
    expect(bytes.length).toBeGreaterThan(4);
  },
);

test('the same at the address of the log with format=parquet', async () => {
  const { status, bytes } = await ask({ range: 'bytes=0-3' }, { target: `${LOG}?limit=40&format=parquet` });
  expect([status, Buffer.from(bytes).toString()]).toEqual([206, 'PAR1']);
});

test('the tag is good for If-None-Match, alone and among others, before a range', async () => {
  for (const match of [tag, `"other", ${tag}`, `W/${tag}`]) {
    const { status, headers } = await ask({ 'if-none-match': match, range: 'bytes=0-3' });
    expect([status, headers.etag]).toEqual([304, tag]);
  }
});

test('a reader that jumps reads the rows of the whole', async () => {
  const requestInit = { headers: { authorization: basic(key.tenant, key.key) } };
  const file = await asyncBufferFromUrl({ url: `${server.url}${PAGE}`, requestInit });
  expect(file.byteLength).toBe(length);
  const rows = await parquetReadObjects({ file, columns: ['chatId'] });
  const { rows: expected } = await readParquet(whole.bytes);
  expect(rows.map(({ chatId }) => Number(chatId))).toEqual(expected.map((row) => Number(row.chatId)));
});

test('parts of a log that changed since are not taken for parts of the file', async () => {
  await server.importChats(scope, [{ chatId: 3, duration: 7 }]);
  const changed = await ask({ range: 'bytes=0-3', 'if-range': tag });
  expect([changed.status, changed.headers.etag === tag]).toEqual([200, false]);
  const part = await ask({ range: 'bytes=0-3', 'if-range': changed.headers.etag ?? '' });
  expect(part.status).toBe(206);
});
