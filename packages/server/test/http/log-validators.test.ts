/** ETag, 304, HEAD and compression: other ways to ask for the same reply must tell the same. */
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { chatId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import pageExample from '../../src/services/sample/page-example.json' with { type: 'json' };
import { bootServer, scopeOf, type TestKey, type TestReply } from '../helpers/boot-server.ts';
import { rawExchange } from '../helpers/raw-exchange.ts';

const LOG = '/v2/projects/822/chats';
const FORMATS = ['json', 'ndjson', 'csv', 'csv-messages'];

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
const scope = await server.makeProject(822);
await server.importSample(scope, 150);
const key = await server.makeKey();
const metadataKey = await server.makeKey({ scopes: ['chats:metadata'] });

const tagOf = async (path: string, reader: TestKey = key, headers = {}) =>
  String((await server.get(path, { key: reader, headers })).headers.etag);

describe('ETag', () => {
  test('is weak, stays while nothing changes and gives 304 without a body but with the other headers', async () => {
    for (const path of [LOG, `${LOG}?limit=3`, `${LOG}?format=csv`, `${LOG}/7`, `${LOG}/7?include=ext`]) {
      const first = await server.get(path, { key });
      const tag = String(first.headers.etag);
      expect(tag).toMatch(/^W\/"[^"]+"$/);
      expect(await tagOf(path)).toBe(tag);
      for (const value of [tag, '*', `"other", ${tag}`, tag.replace('W/', '')]) {
        const again = await server.get(path, { key, headers: { 'if-none-match': value } });
        expect([again.status, again.text], value).toEqual([304, '']);
        for (const name of ['etag', 'cache-control', 'vary']) expect(again.headers[name]).toBe(first.headers[name]);
        expect(again.headers['x-total-count']).toBe(first.headers['x-total-count']);
      }
      const other = await server.get(path, { key, headers: { 'if-none-match': 'W/"other"' } });
      expect([other.status, other.text]).toEqual([200, first.text]);
      expect(first.headers['cache-control']).toBe('private, no-cache');
      expect(first.headers.vary).toBe('Authorization, Accept, Accept-Encoding, Prefer');
    }
  });

  test('differs by query, format and scope, and not by another spelling of the same', async () => {
    const paths = [
      LOG,
      `${LOG}?limit=3`,
      `${LOG}?limit=4`,
      `${LOG}?start=3`,
      `${LOG}?after=3`,
      `${LOG}?offset=3`,
      `${LOG}?direction=DESC`,
      `${LOG}?type=webchat`,
      `${LOG}?fields=chatId`,
      `${LOG}?include=ext`,
      `${LOG}?tz=UTC`,
      `${LOG}?format=ndjson`,
      `${LOG}?format=ndjson&include=end`,
      `${LOG}?format=csv`,
      `${LOG}?format=csv&raw=1`,
      `${LOG}?format=csv-messages`,
      `${LOG}?format=parquet-messages`,
      `${LOG}?format=parquet-messages&utc=1`,
      `${LOG}/1`,
      `${LOG}/2`,
    ];
    const tags = [];
    for (const path of paths) tags.push(await tagOf(path));
    tags.push(await tagOf(LOG, metadataKey), await tagOf(`${LOG}/1`, metadataKey));
    expect(new Set(tags).size).toBe(tags.length);
    expect(await tagOf(LOG, key, { accept: 'text/csv' })).toBe(
      await tagOf(`${LOG}?format=csv`).then(() => tagOf(LOG, key, { accept: 'text/csv' })),
    );
    expect(await tagOf(`${LOG}?LIMIT=03`)).toBe(await tagOf(`${LOG}?limit=3`));
    expect(await tagOf(`${LOG}?num=3&direction=desc`)).toBe(await tagOf(`${LOG}?direction=DESC&limit=3`));
  });

  test('start of a key that reads it as an offset has the tag of the offset, not of the id', async () => {
    const offsetKey = await server.makeKey({ startSemantics: 'offset' });
    expect(await tagOf(`${LOG}?start=3`, offsetKey)).not.toBe(await tagOf(`${LOG}?start=3`));
  });

  test('changes with a message, a new chat, a replaced row and an erasure, each of them once', async () => {
    const own = await server.makeProject(830);
    const path = '/v2/projects/830/chats';
    const seen = [await tagOf(path)];
    const at = instant(server.clock.nowMs());
    const queue = { queueId: 1, name: 'Chat' };
    const started = { type: 'chat.started', channel: 'webchat', sessionId: 's', queue } as const;
    const message = { type: 'message.sent', sender: 'visitor', name: 'V', messageId: 'm', text: 'hi' } as const;
    const changes = [
      () => own.chats.append({ chatId: null, events: [{ at, offsetMinutes: 0, body: started }] }),
      () => own.chats.append({ chatId: chatId(1), events: [{ at, offsetMinutes: 0, body: message }] }),
      () => server.importChats(own, [{ ...pageExample.response[0], chatId: 5, projectId: 830 }]),
      () => server.importChats(own, [{ ...pageExample.response[0], chatId: 5, projectId: 830, pageName: 'x' }]),
      () => own.privacy.eraseChat(chatId(5), at, 'operator'),
      () => own.privacy.eraseChat(chatId(1), at, 'operator'),
    ];
    for (const change of changes) {
      await change();
      seen.push(await tagOf(path));
      expect(await tagOf(path)).toBe(seen.at(-1));
    }
    expect(new Set(seen).size).toBe(changes.length + 1);
    const stale = await server.get(path, { key, headers: { 'if-none-match': String(seen[0]) } });
    expect(stale.status).toBe(200);
  });

  test('does not change with another project', async () => {
    const tag = await tagOf(LOG);
    await server.makeProject(831);
    await server.importSample(scopeOf(831), 3);
    expect(await tagOf(LOG)).toBe(tag);
  });
});

describe('HEAD', () => {
  /** The length of a reply that is not read cannot be known. */
  const OF_THE_BODY = ['content-length', 'transfer-encoding', 'date', 'connection', 'keep-alive'];
  const comparable = ({ headers }: TestReply) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_THE_BODY.includes(name)));

  test.each([
    LOG,
    `${LOG}/`,
    `${LOG}?limit=7`,
    `${LOG}?limit=7&direction=DESC&type=webchat`,
    `${LOG}?limit=150`,
    `${LOG}?limit=5000`,
    `${LOG}?startDate=2025-03-24`,
    `${LOG}?format=csv`,
    `${LOG}?format=csv-messages&limit=9`,
    `${LOG}?format=ndjson`,
    `${LOG}/3`,
    `${LOG}/3/explain`,
    '/v2/projects',
    '/openapi.json',
    '/healthz',
    '/',
    '/docs',
  ])('has the headers of GET and no body: %s', async (path) => {
    for (const encoding of ['identity', 'gzip']) {
      const headers = { 'accept-encoding': encoding, prefer: 'count=exact' };
      const get = await server.get(path, { key, headers });
      const head = await server.get(path, { key, headers, method: 'HEAD' });
      expect([head.status, head.text]).toEqual([200, '']);
      expect(comparable(head)).toEqual(comparable(get));
    }
  });

  test('fails as GET does', async () => {
    for (const [path, reader] of [
      [`${LOG}?limit=0`, key],
      ['/v2/projects/1/chats', key],
      [LOG, undefined],
      ['/x', key],
    ] as const) {
      const asked = reader === undefined ? {} : { key: reader };
      const get = await server.get(path, asked);
      const head = await server.get(path, { ...asked, method: 'HEAD' });
      expect([head.status, head.text]).toEqual([get.status, '']);
      expect(comparable(head)).toEqual(comparable(get));
    }
  });
});

describe('compression', () => {
  const VARIANTS = [
    '',
    'limit=20',
    'limit=20&direction=DESC&type=webchat',
    'fields=chatId,transcript',
    'include=ext',
    'limit=0001',
    'userId=77777',
  ];

  test.each(FORMATS)('%s has the same bytes for every client after decoding', async (format) => {
    for (const variant of VARIANTS) {
      // A row of csv-messages is a message: its columns cannot be picked from those of a chat.
      if (format === 'csv-messages' && variant.startsWith('fields')) continue;
      const path = `${LOG}?format=${format}&${variant}`;
      const plain = await server.get(path, { key });
      expect(plain.headers['content-encoding']).toBeUndefined();
      for (const encoding of ['identity', 'deflate', 'br', 'gzip;q=0', '*;q=0', 'gzip;q=0, *', '']) {
        const reply = await server.get(path, { key, headers: { 'accept-encoding': encoding } });
        expect(reply.headers['content-encoding'], encoding).toBeUndefined();
        expect(reply.text).toBe(plain.text);
      }
      for (const encoding of ['gzip', 'gzip, deflate, br', 'x-gzip', 'deflate, GZIP;q=0.1', '*']) {
        const reply = await server.get(path, { key, headers: { 'accept-encoding': encoding } });
        expect(reply.headers['content-encoding'], encoding).toBe('gzip');
        expect(gunzipSync(reply.bytes).toString()).toBe(plain.text);
      }
    }
  });

  test('a page says its length, compressed or not', async () => {
    for (const encoding of ['identity', 'gzip']) {
      const reply = await server.get(`${LOG}?limit=100`, { key, headers: { 'accept-encoding': encoding } });
      expect(reply.headers['content-length']).toBe(String(reply.bytes.length));
    }
  });
});

describe('HTTP/1.0', () => {
  const ask = (query: string, encoding = 'identity', path = LOG) =>
    rawExchange(
      server.port,
      `GET ${path}${query} HTTP/1.0\r\nAuthorization: Bearer ${key.key}\r\nAccept-Encoding: ${encoding}\r\n\r\n`,
    );
  const split = (reply: string) => [
    reply.slice(0, reply.indexOf('\r\n\r\n')),
    reply.slice(reply.indexOf('\r\n\r\n') + 4),
  ];

  test('a page comes whole with its length', async () => {
    for (const limit of [1, 100, 1000]) {
      const [head = '', body = ''] = split(await ask(`?limit=${limit}`));
      expect(head).toMatch(/^HTTP\/1\.[01] 200 /);
      expect(head.toLowerCase()).not.toContain('transfer-encoding');
      expect(/content-length: (\d+)/i.exec(head)?.[1]).toBe(String(body.length));
      expect(JSON.parse(Buffer.from(body, 'latin1').toString()).responseCount).toBe(Math.min(limit, 150));
    }
  });

  test('without a limit too, up to a thousand rows', async () => {
    for (const query of ['', '?limit=1001', '?format=csv', '?type=webchat&direction=DESC']) {
      const whole = await server.get(`${LOG}${query}`, { key });
      const [head = '', body = ''] = split(await ask(query));
      expect(/content-length: (\d+)/i.exec(head)?.[1]).toBe(String(whole.bytes.length));
      expect(body).toBe(whole.bytes.toString('latin1'));
    }
  });

  test('more than a thousand rows are refused in the envelope', async () => {
    const row = pageExample.response[0];
    const rows = Array.from({ length: 1_001 }, (_, at) => ({ ...row, chatId: at, projectId: 840 }));
    await server.importChats(await server.makeProject(840), rows);
    const path = LOG.replace('822', '840');
    for (const query of ['', '?limit=1001', '?format=csv']) {
      for (const encoding of ['identity', 'gzip']) {
        const [head = '', body = ''] = split(await ask(query, encoding, path));
        expect(head).toMatch(/^HTTP\/1\.[01] 505 /);
        expect(head.toLowerCase()).not.toContain('content-encoding');
        expect(JSON.parse(body).errors[0].errormessage).toBe('error.http_version_not_supported');
      }
    }
    const [page = ''] = split(await ask('?limit=1000', 'identity', path));
    expect(page).toMatch(/^HTTP\/1\.[01] 200 /);
    const [most = ''] = split(await ask('?start=1', 'identity', path));
    expect(most).toMatch(/^HTTP\/1\.[01] 200 /);
  });
});
