/** Reading from web pages of other origins: off by default, on for the origins that the operator names, never for writes. */
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { bootServer } from '../helpers/boot-server.ts';

const LOG = '/v2/projects/822/chats';
const APP = 'https://app.example.com';

async function boot(allowedOrigins: readonly string[]) {
  const server = await bootServer({ edge: { allowedOrigins } });
  afterAll(() => server[Symbol.asyncDispose]());
  await server.importSample(await server.makeProject(822), 40);
  return { server, key: await server.makeKey({ scopes: ['chats:read', 'chats:write'] }) };
}

const closed = await boot([]);
const open = await boot([APP, 'http://localhost:3000']);
const any = await boot(['*']);

const preflight = (wanted: Record<string, string> = {}) => ({
  method: 'OPTIONS',
  headers: { origin: APP, 'access-control-request-method': 'GET', ...wanted },
});
const openingOf = ({ headers }: { readonly headers: NodeJS.Dict<string | string[]> }) =>
  Object.keys(headers).filter((name) => name.startsWith('access-control-'));

describe('without origins', () => {
  test('no reply is opened, and OPTIONS is refused', async () => {
    const { server, key } = closed;
    expect(openingOf(await server.get(`${LOG}?limit=1`, { key, headers: { origin: APP } }))).toEqual([]);
    const asked = await server.get(LOG, preflight());
    expect([asked.status, asked.headers.allow, openingOf(asked)]).toEqual([405, 'GET, HEAD', []]);
  });
});

describe('a browser that asks', () => {
  test('may read, with the headers of the client, without a key', async () => {
    for (const path of [LOG, `${LOG}/1`, `${LOG}/changes`, `${LOG}/digest`, '/v2/projects', '/openapi.json']) {
      const { status, headers, bytes } = await open.server.get(path, preflight());
      expect([status, bytes.length, headers['access-control-allow-origin']]).toEqual([204, 0, APP]);
      expect(headers['access-control-allow-methods']).toBe('GET, HEAD');
      expect(headers['access-control-allow-headers']).toBe(
        'Authorization, Accept, Prefer, If-None-Match, Range, If-Range',
      );
      expect(headers['access-control-allow-credentials']).toBeUndefined();
      expect(headers.vary).toContain('Origin');
    }
  });

  test('from another origin may not', async () => {
    for (const origin of ['https://app.example.com.evil.example', 'http://app.example.com', 'null', '*', '']) {
      const reply = await open.server.get(LOG, preflight({ origin }));
      expect([reply.status, openingOf(reply)]).toEqual([204, []]);
      expect(reply.headers.vary).toContain('Origin');
    }
  });

  test('may not write', async () => {
    const { server, key } = open;
    const post = await server.get(
      '/v2/projects/822/redactions',
      preflight({ 'access-control-request-method': 'POST' }),
    );
    expect([post.status, openingOf(post)]).toEqual([405, []]);
    const erase = await server.get(`${LOG}/1`, preflight({ 'access-control-request-method': 'DELETE' }));
    expect(erase.headers['access-control-allow-methods']).toBe('GET, HEAD');
    const erased = await server.get(`${LOG}/1`, { key, method: 'DELETE', headers: { origin: APP } });
    expect([erased.status, openingOf(erased)]).toEqual([200, []]);
  });
});

describe('a reply', () => {
  const targets: [status: number, target: string, headers?: Record<string, string>][] = [
    [200, `${LOG}?limit=3`],
    [200, LOG],
    [200, `${LOG}?format=csv`],
    [200, `${LOG}?format=parquet`],
    [200, `${LOG}/2`, { 'accept-encoding': 'gzip' }],
    [200, `${LOG}/changes`],
    [400, `${LOG}?limit=x`],
    [404, `${LOG}/999`],
    [404, '/nowhere'],
    [401, LOG, { authorization: 'Bearer none' }],
  ];

  test.each(targets)('with status %i to %s is opened, with its headers', async (status, target, headers = {}) => {
    const { server, key } = open;
    for (const method of ['GET', 'HEAD']) {
      const reply = await server.get(target, { key, method, headers: { origin: APP, ...headers } });
      expect([reply.status, reply.headers['access-control-allow-origin']]).toEqual([status, APP]);
      const exposed = String(reply.headers['access-control-expose-headers']).toLowerCase().split(', ');
      const sent = Object.keys(reply.headers).filter((name) =>
        /^(parley-|x-total|link|etag|retry-|ratelimit)/.test(name),
      );
      for (const name of [...sent, 'retry-after', 'date', 'content-disposition']) expect(exposed).toContain(name);
      expect(String(reply.headers.vary).split(', ')).toEqual(expect.arrayContaining(['Authorization', 'Origin']));
    }
  });

  test.each(targets)(
    'with status %i to %s names nothing twice in a header that lists names',
    async (_, target, headers = {}) => {
      for (const { server, key } of [open, any]) {
        const reply = await server.get(target, { key, headers: { origin: APP, ...headers } });
        for (const header of ['access-control-expose-headers', 'vary']) {
          const names = String(reply.headers[header]).toLowerCase().split(/, */);
          expect(names.length, header).toBe(new Set(names).size);
        }
      }
    },
  );

  test('keeps a cache from giving it to another origin', async () => {
    const { server, key } = open;
    const reply = await server.get(`${LOG}?limit=1`, { key });
    expect([openingOf(reply), String(reply.headers.vary).split(', ').includes('Origin')]).toEqual([[], true]);
    const other = await server.get(`${LOG}?limit=1`, { key, headers: { origin: 'https://evil.example' } });
    expect(openingOf(other)).toEqual([]);
    const tag = { 'if-none-match': String(reply.headers.etag), origin: APP };
    const unchanged = await server.get(`${LOG}?limit=1`, { key, headers: tag });
    expect([unchanged.status, unchanged.headers['access-control-allow-origin']]).toEqual([304, APP]);
  });

  test('is open to every page with *, and the same for all', async () => {
    const { server, key } = any;
    const reply = await server.get(`${LOG}/1`, { key, headers: { origin: APP, 'accept-encoding': 'gzip' } });
    expect(reply.headers['access-control-allow-origin']).toBe('*');
    expect(reply.headers.vary).not.toContain('Origin');
    expect(JSON.parse(gunzipSync(reply.bytes).toString()).response.chatId).toBe(1);
    expect((await server.get(LOG, preflight())).headers['access-control-allow-origin']).toBe('*');
  });
});
