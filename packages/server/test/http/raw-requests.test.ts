/** Requests that no good client writes: wrong methods and targets, two hosts, smuggling, sizes beyond the limits. */
import { METHODS } from 'node:http';
import { connect } from 'node:net';
import { ERRORS, type ErrorName, OPERATIONS } from '@parley/contract';
import { afterAll, describe, expect, test } from 'vitest';
import { bootServer } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { rawExchange } from '../helpers/raw-exchange.ts';

const LOG = '/v2/projects/822/chats';

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
await server.importSample(await server.makeProject(822), 20);
const key = await server.makeKey();

/** The first reply on the wire, and whether anything follows it. */
async function exchange(request: string) {
  const reply = await rawExchange(server.port, request);
  const end = reply.indexOf('\r\n\r\n');
  const head = reply.slice(0, end);
  const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? Number.NaN);
  const body = reply.slice(end + 4);
  return { status: Number(head.split(' ')[1]), head, body: body.slice(0, length), isAlone: body.length === length };
}

async function expectEnvelope(request: string, name: ErrorName): Promise<void> {
  const { status, head, body, isAlone } = await exchange(request);
  expect(status, request.slice(0, 80)).toBe(ERRORS[name].status);
  expect(isAlone).toBe(true);
  expect(head).toMatch(/^content-type: application\/json; charset=utf-8$/im);
  const { response, errors } = JSON.parse(body);
  expect(response).toEqual([]);
  expect(errors[0].errormessage).toBe(ERRORS[name].code);
}

const request = (line: string, ...headers: readonly string[]) =>
  `${[line, ...(headers.length === 0 ? ['Host: x'] : headers), 'Connection: close'].join('\r\n')}\r\n\r\n`;

describe('methods', () => {
  const fill = (path: string) => path.replace('{projectid}', '822').replace('{chatId}', '1');
  const paths = [...new Set(OPERATIONS.map(({ path }) => path))].map((path) => {
    const ofPath = OPERATIONS.filter((operation) => operation.path === path);
    const methods = ofPath.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
    const isForPages = ofPath.some((operation) => operation.isForPages === true);
    return [fill(path), isForPages ? [...methods, 'OPTIONS'] : methods] as const;
  });
  const pages = ['/', '/docs', '/docs/reference.js'].map((path) => [path, ['GET', 'HEAD']] as const);

  test.each([...paths, ...pages])('%s takes %s only', async (path, allowed) => {
    // CONNECT has a target of its own kind and is no request for a path.
    for (const method of METHODS.filter((name) => ![...allowed, 'CONNECT'].includes(name))) {
      const reply = await server.get(path, { method, key });
      if (method === 'HEAD') {
        expect(reply.status).toBe(405);
        continue;
      }
      expectRefused(reply, 'methodNotAllowed');
      expect(reply.headers.allow, method).toBe(allowed.join(', '));
    }
  });

  test('an unknown method is no HTTP', async () => {
    await expectEnvelope(request('FETCH / HTTP/1.1'), 'malformedRequest');
    await expectEnvelope(request('get / HTTP/1.1'), 'malformedRequest');
  });

  test('a body is of no use and does no harm', async () => {
    for (const body of ['{"limit":1}', 'x'.repeat(100_000)]) {
      const reply = await server.get(`${LOG}?limit=2`, { key, body });
      expect([reply.status, JSON.parse(reply.text).responseCount]).toEqual([200, 2]);
      const headers = { 'content-type': 'application/json' };
      expectRefused(await server.get(LOG, { key, body, headers, method: 'POST' }), 'methodNotAllowed');
      expectRefused(await server.get('/nowhere', { key, body, headers, method: 'POST' }), 'routeNotFound');
    }
  });
});

describe('paths', () => {
  test.each([
    '/v1/projects/822/chats',
    '/v2',
    '/v2/project/822',
    '/v2/projects/822/chat',
    '/v2/projects/822/chats/1/explain/more',
    '/v2/projects/822/chats//',
    '/v2/projects//chats',
    '/v2/projects/822/CHATS',
    '/V2/projects/822/chats',
    '/v2/projects/822/chats/..',
    '/v2/projects/822/chats;x=1',
    '/v2/projects%2F822/chats',
    '/openapi.yaml',
    '/docs/../etc/passwd',
    '/favicon.ico',
    '//example.com/healthz',
  ])('%s is nothing', async (path) => {
    const reply = await server.get(path, { key });
    expect(reply.status).toBe(404);
    expect(JSON.parse(reply.text).response).toEqual([]);
  });

  test.each([
    '/v2/projects/%/chats',
    '/v2/projects/%zz/chats',
    '/v2/projects/822/chats/%E0%A4%A',
    '/%ff',
    '/v2/projects/%c0%af/chats',
  ])('%s cannot be read', async (path) => {
    expectRefused(await server.get(path, { key }), 'malformedUrl');
  });

  test('a trailing slash is accepted, an escape in the path is what it stands for', async () => {
    for (const path of [
      `${LOG}/?limit=1`,
      '/v2/projects/%38%32%32/chats?limit=1',
      `${LOG}/1/`,
      '/v2/projects/',
      '/v2/projects/0822/chats',
    ]) {
      expect((await server.get(path, { key })).status, path).toBe(200);
    }
  });
});

describe('hosts and targets', () => {
  const auth = `Authorization: Bearer ${key.key}`;

  test.each<[string, string, ErrorName]>([
    ['two Host headers', request(`GET ${LOG} HTTP/1.1`, 'Host: a', 'Host: b', auth), 'manyHosts'],
    ['two equal Host headers', request(`GET ${LOG} HTTP/1.1`, 'Host: a', 'hOST: a', auth), 'manyHosts'],
    ['two Host headers on nothing', request('GET /nowhere HTTP/1.1', 'Host: a', 'Host: b'), 'manyHosts'],
    ['no Host header', request(`GET ${LOG} HTTP/1.1`, auth), 'badHost'],
    ['a Host with a path', request(`GET ${LOG} HTTP/1.1`, 'Host: a/b', auth), 'badHost'],
    ['a Host with a user', request(`GET ${LOG} HTTP/1.1`, 'Host: u@a', auth), 'badHost'],
    ['an absolute target without a Host header', request(`GET http://x${LOG} HTTP/1.1`, auth), 'badHost'],
    ['an absolute target beside a broken Host', request(`GET http://x${LOG} HTTP/1.1`, 'Host: a..b', auth), 'badHost'],
    ['an absolute target beside two Hosts', request(`GET http://x${LOG} HTTP/1.1`, 'Host: x', 'Host: x'), 'manyHosts'],
    ['an absolute target with a user', request(`GET http://u@x${LOG} HTTP/1.1`, 'Host: x', auth), 'badHost'],
    [
      'an absolute target of a host that is none',
      request(`GET http://a..b${LOG} HTTP/1.1`, 'Host: x', auth),
      'badHost',
    ],
    ['an absolute target of another scheme', request(`GET https://x${LOG} HTTP/1.1`, 'Host: x', auth), 'badTarget'],
    ['a target without a slash', request('GET v2/projects HTTP/1.1', 'Host: x', auth), 'malformedRequest'],
    ['the target *', request('GET * HTTP/1.1'), 'badTarget'],
    ['the target * without a Host', request('OPTIONS * HTTP/1.1', auth), 'badHost'],
    ['a tunnel to another server', request('CONNECT other.example:443 HTTP/1.1'), 'badTarget'],
  ])('%s', async (_, text, name) => {
    await expectEnvelope(text, name);
  });

  test.each([
    ...['a..b', '.a', 'a..', '.', `${'a'.repeat(64)}.example`, `${'a.'.repeat(127)}ab`],
    ...['1.2.3.999', '0x100000000', '1.2.3.4.5', '[::g]', '[1.2.3.4]', '::1'],
    ...['a:0', 'a:65536', 'a:http', 'a:-1', 'a:1:2', ':80', '[]', 'a,b', 'a b', 'a%2eb', 'ä'],
  ])('a host that no client could join to a path is refused: %s', async (host) => {
    await expectEnvelope(request(`GET ${LOG} HTTP/1.1`, `Host: ${host}`, auth), 'badHost');
  });

  test.each([
    ...['a', 'a.', 'my_service:8822', 'a.example:', '1.2.3.4:80', '[::1]:80', '[::ffff:1.2.3.4]', 'xn--mnchen-3ya.de'],
    ...['a-b.c-d', 'A.EXAMPLE', '127.1', `${'a'.repeat(63)}.example`],
  ])('a host that clients can join to a path is served: %s', async (host) => {
    const { status, head } = await exchange(request(`GET ${LOG}?limit=1 HTTP/1.0`, `Host: ${host}`, auth));
    const [, link = ''] = /^link: <([^>]*)>/im.exec(head) ?? [];
    expect([status, link]).toEqual([200, `http://${host}${LOG}?limit=1&after=1`]);
    expect(new URL(link).pathname).toBe(LOG);
  });

  test('an absolute target is served as its path, and its host takes the place of that of the header', async () => {
    for (const [target, host] of [
      [`http://logs.example:81${LOG}?limit=1`, 'logs.example:81'],
      [`HTTP://[::1]${LOG}?limit=1`, '[::1]'],
    ]) {
      const { status, head } = await exchange(request(`GET ${target} HTTP/1.0`, 'Host: x', auth));
      expect([status, head]).toEqual([200, expect.stringContaining(`link: <http://${host}${LOG}?limit=1&after=1>`)]);
    }
    for (const target of ['http://x', 'http://x/', 'http://x?a=1']) {
      expect((await exchange(request(`GET ${target} HTTP/1.1`))).head, target).toMatch(/^HTTP\/1\.1 200 .*text\/html/s);
    }
    await expectEnvelope(request('GET http://x/nowhere HTTP/1.1'), 'routeNotFound');
    await expectEnvelope(request(`GET http://x${LOG}/%zz HTTP/1.1`, 'Host: x', auth), 'malformedUrl');
  });

  test('a question about the whole server is answered', async () => {
    const { status, head } = await exchange(request('OPTIONS * HTTP/1.1'));
    expect([status, head]).toEqual([204, expect.stringMatching(/^allow: GET, HEAD, .*OPTIONS$/im)]);
  });

  test('a request without a Host is fine in HTTP/1.0', async () => {
    expect((await exchange(request('GET /healthz HTTP/1.0', 'Accept: */*'))).status).toBe(200);
  });
});

describe('broken and smuggled requests', () => {
  const smuggled = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';

  test.each<[string, string]>([
    ['no request line', 'hello\r\n\r\n'],
    ['another protocol', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'],
    ['an unknown version', request('GET / HTTP/3.9')],
    ['a blank in the target', request('GET /v2 /projects HTTP/1.1')],
    ['a control character in the target', request('GET /v2\x01 HTTP/1.1')],
    [
      'length and chunks',
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    ],
    ['two lengths', `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n${smuggled}`],
    ['a negative length', `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n${smuggled}`],
    [
      'a blank before the colon',
      `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    ],
    ['a folded header', 'GET / HTTP/1.1\r\nHost: x\r\nAccept: a\r\n b\r\n\r\n'],
    ['a bare carriage return', 'GET / HTTP/1.1\r\nHost: x\r\nAccept: a\rX: b\r\n\r\n'],
    ['a NUL in a header', 'GET / HTTP/1.1\r\nHost: x\r\nAccept: a\0b\r\n\r\n'],
    ['an unknown coding', `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunkedx\r\n\r\n${smuggled}`],
  ])('%s', async (_, text) => {
    await expectEnvelope(text, 'malformedRequest');
  });

  test('garbage behind a request that is being answered never stands in its reply', async () => {
    const reply = await new Promise<string>((resolve) => {
      const socket = connect(server.port, '127.0.0.1');
      let text = '';
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(text));
      socket.on('data', (piece: Buffer) => {
        if (text === '') socket.write('garbage\r\n\r\n');
        text += piece.toString('latin1');
      });
      socket.write(`GET ${LOG} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key.key}\r\n\r\n`);
      socket.pause();
      setImmediate(() => socket.resume());
    });
    expect(reply.startsWith('HTTP/1.1 200 ')).toBe(true);
    const body = reply.slice(reply.indexOf('\r\n\r\n'));
    // A refusal may come behind the whole reply, never inside it.
    const refusal = body.indexOf('HTTP/1.1 400');
    if (refusal >= 0) expect(body.slice(0, refusal).endsWith('0\r\n\r\n')).toBe(true);
  });

  test('garbage in one write with a request gets one answer and the connection ends', async () => {
    const reply = await rawExchange(server.port, 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\ngarbage\r\n\r\n');
    expect(reply.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400']);
  });
});

describe('sizes', () => {
  test('of headers', async () => {
    await expectEnvelope(request('GET / HTTP/1.1', 'Host: x', `X-Long: ${'x'.repeat(20_000)}`), 'headersTooLarge');
    const many = Array.from({ length: 1_500 }, (_, at) => `X-${at}: abcdefghij`);
    await expectEnvelope(request('GET / HTTP/1.1', 'Host: x', ...many), 'headersTooLarge');
  });

  test('of the target', async () => {
    await expectEnvelope(request(`GET ${LOG}?type=${'x'.repeat(8_192)} HTTP/1.1`), 'urlTooLong');
    await expectEnvelope(request(`GET /${'x'.repeat(9_000)} HTTP/1.1`), 'urlTooLong');
    await expectEnvelope(request(`GET ${LOG}?type=${'x'.repeat(30_000)} HTTP/1.1`), 'headersTooLarge');
    const longest = `${LOG}?type=`.padEnd(8_192, 'x');
    expect((await server.get(longest, { key })).status).toBe(400);
  });
});
