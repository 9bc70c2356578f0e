/** Headers of proxies: believed when a trusted proxy sends them, ignored from anybody else. */
import { afterAll, describe, expect, test } from 'vitest';
import type { EdgeOptions } from '../../src/http/edge-options.ts';
import { bootServer, type TestServer } from '../helpers/boot-server.ts';
import { rawExchange } from '../helpers/raw-exchange.ts';

const LOG = '/v2/projects/822/chats?limit=1';

async function boot(edge: Partial<EdgeOptions>) {
  const server = await bootServer({ edge, tenantDomains: ['chat.example'] });
  afterAll(() => server[Symbol.asyncDispose]());
  await server.importSample(await server.makeProject(822), 3);
  return { server, key: await server.makeKey(), atHome: await server.makeKey({ allowedIps: ['192.0.2.0/24'] }) };
}

const open = await boot({});
const behind = await boot({ trustedProxies: ['127.0.0.1', '10.0.0.0/8', '2001:db8:1::/48'] });
const rfc7239 = await boot({ trustedProxies: ['127.0.0.0/8', '10.0.0.0/8'], forwardedHeader: 'forwarded' });

/** The address in the log's line of the last request. */
function loggedIp({ logLines }: TestServer): unknown {
  return logLines
    .map((line) => JSON.parse(line) as { readonly ip?: string; readonly msg: string })
    .findLast(({ ip }) => ip)?.ip;
}

async function ask({ server, key }: typeof open, headers: Record<string, string>) {
  const { status, headers: sent } = await server.get(LOG, { key, headers });
  return { status, ip: loggedIp(server), link: /^<([^?>]*)/.exec(String(sent.link))?.[1] };
}

describe('the address of the client', () => {
  test.each([
    ['198.51.100.9', '198.51.100.9'],
    ['198.51.100.9, 10.1.2.3', '198.51.100.9'],
    ['203.0.113.5, 198.51.100.9, 10.1.2.3, 127.0.0.1', '198.51.100.9'],
    ['10.9.9.9, 10.1.2.3', '10.9.9.9'],
    ['::ffff:198.51.100.9', '198.51.100.9'],
    ['2001:db8:2::7, 2001:db8:1::7', '2001:db8:2::7'],
    ['[2001:db8:2::7]:4711', '2001:db8:2::7'],
    ['198.51.100.9:4711', '198.51.100.9'],
    ['192.0.2.1, unknown', '127.0.0.1'],
    ['192.0.2.1, unknown, 10.1.2.3', '10.1.2.3'],
    ['', '127.0.0.1'],
  ])('of X-Forwarded-For: %s is %s, behind trusted proxies', async (header, ip) => {
    expect((await ask(behind, { 'x-forwarded-for': header })).ip).toBe(ip);
  });

  test.each([
    ['for=198.51.100.9', '198.51.100.9'],
    ['for=192.0.2.1, for=198.51.100.9;proto=https, for="10.1.2.3:80"', '198.51.100.9'],
    ['For="[2001:db8:2::7]:4711"', '2001:db8:2::7'],
    ['for=192.0.2.1, for=_hidden', '127.0.0.1'],
    ['for="192.0.2.1, for=198.51.100.9', '198.51.100.9'],
  ])('of Forwarded: %s is %s, behind trusted proxies', async (header, ip) => {
    expect((await ask(rfc7239, { forwarded: header })).ip).toBe(ip);
  });

  test('is that of the connection when it is no trusted proxy', async () => {
    const forged = { 'x-forwarded-for': '192.0.2.1', forwarded: 'for=192.0.2.1' };
    expect((await ask(open, forged)).ip).toBe('127.0.0.1');
  });

  test('is never taken from the headers that the proxy does not write', async () => {
    expect((await ask(behind, { forwarded: 'for=192.0.2.1' })).ip).toBe('127.0.0.1');
    expect((await ask(rfc7239, { 'x-forwarded-for': '192.0.2.1' })).ip).toBe('127.0.0.1');
  });

  test('is what the addresses of a key are compared with', async () => {
    const statusOf = async ({ server, atHome }: typeof open, forwardedFor: string) =>
      (await server.get(LOG, { key: atHome, headers: { 'x-forwarded-for': forwardedFor } })).status;
    expect(await statusOf(behind, '192.0.2.1')).toBe(200);
    expect(await statusOf(behind, '192.0.2.1, 198.51.100.9')).toBe(403);
    expect(await statusOf(open, '192.0.2.1')).toBe(403);
  });
});

describe('the address of the next page', () => {
  const FORWARDED = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'acme.chat.example' };

  test('has the scheme and the host that a trusted proxy forwards', async () => {
    expect((await ask(behind, FORWARDED)).link).toBe('https://acme.chat.example/v2/projects/822/chats');
    const forwarded = 'for=1.2.3.4;proto=http;host=x, for=198.51.100.9;host="acme.chat.example:8443";proto=https';
    expect((await ask(rfc7239, { forwarded })).link).toBe('https://acme.chat.example:8443/v2/projects/822/chats');
    expect((await ask(behind, { 'x-forwarded-proto': 'gopher', host: 'acme.chat.example' })).link).toBe(
      'http://acme.chat.example/v2/projects/822/chats',
    );
  });

  test('has those of the request when anybody else sends the headers', async () => {
    expect((await ask(open, { ...FORWARDED, forwarded: 'host=x;proto=https' })).link).toBe(
      `${open.server.url}/v2/projects/822/chats`,
    );
  });

  test('is not made from a forwarded host that is none', async () => {
    expect((await ask(behind, { 'x-forwarded-host': 'evil>.example' })).status).toBe(400);
    expect((await ask(open, { 'x-forwarded-host': 'evil>.example' })).status).toBe(200);
  });

  test('the forwarded host names the tenant too', async () => {
    const statusFor = async (host: string) => (await ask(behind, { 'x-forwarded-host': host })).status;
    expect(await statusFor('acme.chat.example')).toBe(200);
    expect(await statusFor('globex.chat.example')).toBe(401);
  });
});

describe('a Host header', () => {
  const askWith = (host: string) =>
    rawExchange(open.server.port, `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);

  test.each([
    'evil.example.com:abc',
    'acme.chat.example:',
    'a:1:2',
    'a:70000',
    ':80',
    '[::1',
    '[1.2.3.4]',
    '[::g]:80',
    'a b',
  ])('that is %s is refused, or is a whole one', async (host) => {
    // The empty port is one that RFC 3986 allows.
    expect(await askWith(host)).toContain(host.endsWith('example:') ? 'HTTP/1.1 200' : 'error.bad_host');
  });

  test.each(['acme.chat.example:443', 'localhost', '127.0.0.1:8822', '[::1]:8822', '[2001:db8::1]', 'under_score:1'])(
    'that is %s is accepted',
    async (host) => {
      expect(await askWith(host)).toContain('HTTP/1.1 200');
    },
  );
});
