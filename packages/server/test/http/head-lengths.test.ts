/** HEAD: the length that GET has, in every format, wherever GET has one. */
import { afterAll, expect, test } from 'vitest';
import { bootServer } from '../helpers/boot-server.ts';

const LOG = '/v2/projects/822/chats';

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
await server.importSample(await server.makeProject(822), 40);
const key = await server.makeKey();

const FORMATS = ['json', 'ndjson', 'csv', 'csv-messages', 'parquet', 'parquet-messages', 'xlsx', 'chatml'];
const PAGES = FORMATS.flatMap((format) => [`${LOG}?limit=7&format=${format}`, `${LOG}?limit=1000&format=${format}`]);
const OTHERS = [
  `${LOG}/1`,
  `${LOG}/1?include=ext`,
  `${LOG}?limit=5&fields=chatId`,
  `${LOG}/digest`,
  '/v2/projects',
  '/docs',
];
const STREAMS = FORMATS.map((format) => `${LOG}?format=${format}`);

const lengths = async (path: string, encoding: string) => {
  const ask = (method: string) => server.get(path, { key, method, headers: { 'accept-encoding': encoding } });
  const [get, head] = [await ask('GET'), await ask('HEAD')];
  expect([head.status, head.bytes.length]).toEqual([200, 0]);
  expect(head.headers['content-type']).toBe(get.headers['content-type']);
  expect(head.headers['content-encoding']).toBe(get.headers['content-encoding']);
  return { get: get.headers['content-length'], head: head.headers['content-length'], bytes: get.bytes.length };
};

test.each([...PAGES, ...OTHERS])('of %s', async (path) => {
  for (const encoding of ['identity', 'gzip']) {
    const { get, head, bytes } = await lengths(path, encoding);
    expect([get, head]).toEqual([String(bytes), String(bytes)]);
  }
});

test.each(STREAMS)('of %s, which is sent while it is read, is not known', async (path) => {
  const { get, head } = await lengths(path, 'identity');
  expect([get, head]).toEqual([undefined, undefined]);
});

test('holds no snapshot afterwards', async () => {
  for (let asked = 0; asked < 20; asked++) {
    expect((await server.get(`${LOG}?limit=7`, { key, method: 'HEAD' })).status).toBe(200);
  }
});
