/** Who may come in: Basic and Bearer, and one answer for every reason not to be let in. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { basic, bootServer, scopeOf, type TestKey, type TestReply } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { testDeed } from '../helpers/test-deed.ts';

const LOG = '/v2/projects/822/chats';
const DAY_MS = 86_400_000;

const server = await bootServer({ tenantDomains: ['parley.example', 'chat.example.org'] });
afterAll(() => server[Symbol.asyncDispose]());
await server.makeProject(822);
await server.makeProject(950, { tenant: 'other' });
const key = await server.makeKey();
const theirs = await server.makeKey({ tenant: 'other' });
const admin = await server.makeKey({ scopes: ['admin'] });

const ask = (headers: Readonly<Record<string, string>>, path = LOG) => server.get(path, { headers });
const withBasic = (user: string, password: string, headers = {}) =>
  ask({ authorization: basic(user, password), ...headers });

/** All that a reply tells, but for its moment. */
function told({ status, headers, text }: TestReply): unknown {
  return { status, text, headers: Object.entries(headers).filter(([name]) => name !== 'date') };
}

describe('credentials', () => {
  test.each([
    ['Basic', basic('acme', key.key)],
    ['Basic in any case', basic('ACME', key.key).replace('Basic', 'bAsIc')],
    ['Bearer', `Bearer ${key.key}`],
    ['Bearer in any case', `bearer ${key.key}`],
    ['a key with the scope admin', `Bearer ${admin.key}`],
  ])('%s opens', async (_, authorization) => {
    expect((await ask({ authorization })).status).toBe(200);
  });

  test('a key can stand in the URL, as letters and digits only', () => {
    const url = new URL(`http://acme:${key.key}@parley.example/`);
    expect([url.username, url.password]).toEqual(['acme', key.key]);
    expect(key.key).toMatch(/^pk[A-Za-z0-9]{40,}$/);
    expect(key.key.startsWith(key.prefix)).toBe(true);
  });
});

describe('one answer for all that are not let in', () => {
  let refused: TestReply;
  let revoked: TestKey;
  let expired: TestKey;
  beforeAll(async () => {
    refused = await ask({});
    revoked = await server.makeKey();
    await server.store.keys.revoke(scopeOf(0).tenantId, revoked.prefix, testDeed(server.clock.nowMs()));
    expired = await server.makeKey({ expiresAt: server.clock.nowMs() + DAY_MS });
    expect((await server.get(LOG, { key: expired })).status).toBe(200);
  });

  test('it is a 401 that says how to come in', () => {
    expectRefused(refused, 'unauthorized', '');
    expect(refused.headers['www-authenticate']).toBe('Basic realm="Parley", charset="UTF-8"');
  });

  test.each<[string, () => Promise<TestReply>]>([
    ['unknown tenant', () => withBasic('nobody', key.key)],
    ['key of another tenant', () => withBasic('acme', theirs.key)],
    ['tenant of another key', () => withBasic('other', key.key)],
    ['no tenant name', () => withBasic('../acme', key.key)],
    ['empty tenant', () => withBasic('', key.key)],
    ['key and tenant exchanged', () => withBasic(key.key, 'acme')],
    ['unknown key', () => withBasic('acme', `pk${'x'.repeat(42)}`)],
    ['right prefix, wrong rest', () => withBasic('acme', key.prefix + 'x'.repeat(32))],
    ['prefix alone', () => withBasic('acme', key.prefix)],
    ['key in capitals', () => withBasic('acme', key.key.toUpperCase())],
    ['key with a character more', () => withBasic('acme', `${key.key}x`)],
    ['no key', () => withBasic('acme', '')],
    ['revoked key', () => withBasic('acme', revoked.key)],
    ['revoked key as a token', () => ask({ authorization: `Bearer ${revoked.key}` })],
    ['another scheme', () => ask({ authorization: `Digest ${key.key}` })],
    ['no scheme', () => ask({ authorization: key.key })],
    ['empty token', () => ask({ authorization: 'Bearer ' })],
    ['broken base64', () => ask({ authorization: 'Basic %%%' })],
    ['no colon', () => ask({ authorization: `Basic ${Buffer.from(key.key).toString('base64')}` })],
    ['two tokens', () => ask({ authorization: `Bearer ${key.key} ${key.key}` })],
    ['Host of another tenant', () => withBasic('acme', key.key, { host: 'other.parley.example' })],
    [
      'Host of another tenant with a token',
      () => ask({ authorization: `Bearer ${key.key}`, host: 'other.parley.example' }),
    ],
    ['Host of nobody', () => withBasic('acme', key.key, { host: 'nobody.chat.example.org:8822' })],
    ['Host with a label more', () => withBasic('acme', key.key, { host: 'x.acme.parley.example' })],
    ['a missing project', () => ask({}, '/v2/projects/424242/chats')],
    ['the list of projects', () => ask({}, '/v2/projects')],
    ['measurements', () => ask({}, '/metrics')],
  ])('%s', async (_, attempt) => {
    expect(told(await attempt())).toEqual(told(refused));
  });

  test('an expired key, from its last millisecond on', async () => {
    server.clock.set(server.clock.nowMs() + DAY_MS - 1);
    expect((await server.get(LOG, { key: expired })).status).toBe(200);
    server.clock.set(server.clock.nowMs() + 1);
    expect(told(await server.get(LOG, { key: expired }))).toEqual(told(refused));
  });

  test.each([
    'acme.parley.example',
    'ACME.Parley.Example:8822',
    'acme.chat.example.org.',
    'parley.example',
    'elsewhere.example',
    '10.0.0.1:80',
  ])('Host %s agrees with the key', async (host) => {
    expect((await withBasic('acme', key.key, { host })).status).toBe(200);
  });

  test('X-Forwarded headers change nothing', async () => {
    const headers = {
      'x-forwarded-host': 'other.parley.example',
      'x-forwarded-for': '192.0.2.1',
      forwarded: 'for=192.0.2.1',
    };
    expect((await withBasic('acme', key.key, headers)).status).toBe(200);
    const far = await server.makeKey({ allowedIps: ['192.0.2.1'] });
    expectRefused(await server.get(LOG, { key: far, headers }), 'ipNotAllowed');
  });
});

describe('addresses', () => {
  test.each([
    [['127.0.0.1'], 200],
    [['10.0.0.0/8', '127.0.0.0/8'], 200],
    [['::1', '127.0.0.1/32'], 200],
    [['127.0.0.2'], 403],
    [['10.0.0.0/8'], 403],
    [['::1'], 403],
  ])('%s gives %i', async (allowedIps, status) => {
    const bound = await server.makeKey({ allowedIps });
    const reply = await server.get(LOG, { key: bound });
    expect(reply.status).toBe(status);
    if (status === 403) expectRefused(reply, 'ipNotAllowed');
  });
});

describe('a key of a running server', () => {
  test('is refused from the moment that another process revokes it, and so is one that it makes let in', async () => {
    const doomed = await server.makeKey();
    expect((await server.get(LOG, { key: doomed })).status).toBe(200);
    await using tool = await server.openTool();
    expect(await tool.keys.revoke(scopeOf(0).tenantId, doomed.prefix, testDeed(server.clock.nowMs()))).toBe(true);
    expectRefused(await server.get(LOG, { key: doomed }), 'unauthorized');
  });

  test('has its last use written down', async () => {
    const used = await server.makeKey();
    await server.get(LOG, { key: used });
    // The write stands in line before this one.
    await server.makeProject(960);
    const stored = await server.store.keys.findByPrefix(used.prefix);
    expect(stored?.lastUsedAt).toBe(server.clock.nowMs());
  });

  test('never stands in the log of the process', async () => {
    await server.get(LOG, { key });
    expect(server.logLines.length).toBeGreaterThan(0);
    for (const one of [key, theirs, admin]) {
      expect(server.logLines.join('')).not.toContain(one.key);
      expect(server.logLines.join('')).not.toContain(basic(one.tenant, one.key).slice(6));
    }
  });
});
