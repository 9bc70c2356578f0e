/** The `Link` to the next page: whoever follows it gets every chat, with every limit, in the log and in the feed. */
import type { ChatChangesReply, ChatLogReply } from '@parley/contract';
import { afterAll, describe, expect, test } from 'vitest';
import type { LogReader } from '../../src/store/chat-store.ts';
import { bootServer, type TestReply, type TestServer } from '../helpers/boot-server.ts';
import { rawExchange } from '../helpers/raw-exchange.ts';
import { override } from '../helpers/wrap-readers.ts';

const LOG = '/v2/projects/822/chats';
const CHATS = 2_100;

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
const scope = await server.makeProject(822);
await server.importSample(scope, CHATS);
const key = await server.makeKey();

function nextOf({ headers }: TestReply): string | null {
  return /^<([^>]*)>; rel="next"$/.exec(String(headers.link))?.[1] ?? null;
}

/** The ids of all pages, as a client that knows nothing but links gets them. */
async function follow(path: string, from: TestServer = server): Promise<readonly number[]> {
  const ids: number[] = [];
  let url: URL | null = new URL(path, from.url);
  while (url !== null) {
    const reply = await from.get(url.pathname + url.search, { key });
    expect(reply.status).toBe(200);
    ids.push(...(JSON.parse(reply.text) as ChatLogReply | ChatChangesReply).response.map(({ chatId }) => chatId));
    const next = nextOf(reply);
    url = next === null ? null : new URL(next);
  }
  return ids;
}

describe('of the log', () => {
  test.each([
    'limit=1001',
    'limit=1500&direction=DESC',
    'num=1200&type=webchat',
    'limit=2100',
    'limit=1000',
    'limit=999999',
  ])('followed from %s gives every chat once', async (query) => {
    const whole = await follow(`${LOG}?${query.replace(/(limit|num)=\d+/, '')}`);
    expect(await follow(`${LOG}?${query}`)).toEqual(whole);
    expect(new Set(whole).size).toBe(whole.length);
  });

  test('is the same for HEAD', async () => {
    for (const query of ['limit=1001', 'limit=10', 'limit=2100', '']) {
      const path = `${LOG}?${query}`;
      expect(nextOf(await server.get(path, { key, method: 'HEAD' }))).toBe(nextOf(await server.get(path, { key })));
    }
  });

  test('names the host of the request', async () => {
    const { port } = new URL(server.url);
    const ask = (host: string) =>
      rawExchange(
        Number(port),
        `GET ${LOG}?limit=1 HTTP/1.0\r\n${host}Authorization: Bearer ${key.key}\r\nAccept-Encoding: identity\r\n\r\n`,
      );
    expect(await ask('Host: logs.example:81\r\n')).toContain(
      `link: <http://logs.example:81${LOG}?limit=1&after=1>; rel="next"`,
    );
  });

  test('is absolute where the request names no host: the address of the connection', async () => {
    const { port } = new URL(server.url);
    const auth = `Authorization: Bearer ${key.key}\r\nConnection: close\r\n\r\n`;
    const whole = `link: <http://127.0.0.1:${port}${LOG}?limit=1&after=1>; rel="next"`;
    for (const line of ['HTTP/1.0\r\n', 'HTTP/1.0\r\nHost:\r\n', 'HTTP/1.1\r\nHost:\r\n', 'HTTP/1.1\r\nHost: \r\n']) {
      expect(await rawExchange(Number(port), `GET ${LOG}?limit=1 ${line}${auth}`), line).toContain(whole);
    }
    expect(await rawExchange(Number(port), `GET ${LOG}/changes?limit=1 HTTP/1.0\r\n${auth}`)).toContain(
      `link: <http://127.0.0.1:${port}${LOG}/changes?limit=1&cursor=`,
    );
  });

  test.each([
    ['chats.ndjson', 'ndjson'],
    ['chats.csv', 'csv'],
    ['messages.csv', 'csv-messages'],
    ['chats.parquet', 'parquet'],
    ['messages.parquet', 'parquet-messages'],
    ['chats.xlsx', 'xlsx'],
    ['conversations.jsonl', 'chatml'],
    ['chats/', 'csv'],
    ['chats', 'json'],
  ])('is the address as it was asked for, with another `after`: %s', async (name, format) => {
    const asked = `${server.url}/v2/projects/822/${name}`;
    for (const query of ['limit=1', `limit=1&format=${format}`, `FORMAT=${format}&limit=1`]) {
      const { pathname, search } = new URL(`${asked}?${query}`);
      const reply = await server.get(pathname + search, { key, method: 'HEAD' });
      const repeated = query.replace('FORMAT', 'format');
      expect([reply.status, nextOf(reply)]).toEqual([200, `${asked}?${repeated}&after=1`]);
    }
  });

  test('names the public address where there is one', async () => {
    await using behind = await bootServer({ publicUrl: 'https://chat.example.com/parley/' });
    await behind.importSample(await behind.makeProject(822), 3);
    const reply = await behind.get(`${LOG}?limit=1`, { key: await behind.makeKey() });
    expect(nextOf(reply)).toBe(`https://chat.example.com/parley${LOG}?limit=1&after=1`);
  });

  test('is never of a page that lost its end to chats that came meanwhile', async () => {
    // As if chats had come to match within the page after its end was found.
    const outgrown = (reader: LogReader): LogReader =>
      override(reader, { findIdAt: (window, skip) => reader.findIdAt(window, skip < 1_000 ? skip : skip + 5) });
    await using changing = await bootServer({
      wrapStore: (store) =>
        override(store, {
          project: async (wanted) => {
            const project = await store.project(wanted);
            if (project === null) return null;
            const { chats } = project;
            return override(project, {
              chats: override(chats, { openLiveReader: () => outgrown(chats.openLiveReader()) }),
            });
          },
        }),
    });
    await changing.importSample(await changing.makeProject(822), 1_020);
    const reading = changing.get(`${LOG}?limit=1001`, { key: await changing.makeKey() });
    await expect(reading).rejects.toThrow();
    expect(changing.logLines.filter((line) => line.includes('chats came into the page'))).toHaveLength(1);
  });
});

describe('of the feed', () => {
  test.each(['limit=700', 'limit=700&type=webchat', ''])('followed from %s ends with every chat', async (query) => {
    const ids = await follow(`${LOG}/changes?${query}`);
    expect(new Set(ids).size).toBe(CHATS);
  });

  test('is the address as it was asked for, with another `cursor`', async () => {
    for (const rest of ['', '.ndjson']) {
      const path = `${LOG}/changes${rest}?limit=700`;
      const next = nextOf(await server.get(path, { key })) ?? '';
      expect(next.slice(0, next.indexOf('cursor='))).toBe(`${server.url}${path}&`);
    }
  });

  test('is not sent with the end of the stream', async () => {
    const more = await server.get(`${LOG}/changes?limit=700`, { key });
    expect([more.headers['parley-end-of-stream'], nextOf(more) !== null]).toEqual(['false', true]);
    const end = await server.get(`${LOG}/changes?limit=10000`, { key });
    expect([end.headers['parley-end-of-stream'], nextOf(end)]).toEqual(['true', null]);
  });
});
