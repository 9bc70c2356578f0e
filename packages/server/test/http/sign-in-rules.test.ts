/**
 * The rules of signing in, one test each, in the order of docs/adr/0025-openid-connect.md, which names the tests that go into the
 * details of each.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instant } from '../../src/model/instant.ts';
import { digestOfToken } from '../../src/services/people/sessions.ts';
import { SignInThrottle } from '../../src/services/people/sign-in-throttle.ts';
import { bootServer, type TestServer } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { FakeProvider } from '../helpers/fake-provider.ts';
import {
  addPerson,
  byPassword,
  cookieOf,
  makeLink,
  OWN_PAGE,
  PASSWORD,
  postSession,
  signIn,
  userKey,
} from '../helpers/people.ts';
import { testDeed } from '../helpers/test-deed.ts';

const LOG = '/v2/projects/822/chats';
const HTTPS = 'https://chat.example.com';
const HOUR_MS = 3_600_000;
const provider = await FakeProvider.start();
const server = await bootServer({ openid: provider.options(HTTPS), edge: { trustedProxies: ['127.0.0.1'] } });
const secure = await bootServer({ publicUrl: HTTPS });
afterAll(async () => {
  await Promise.all([server, secure].map((one) => one[Symbol.asyncDispose]()));
  await provider[Symbol.asyncDispose]();
});
await server.importSample(await server.makeProject(822), 20);
await secure.makeProject(822);
beforeAll(async () => {
  for (const one of [server, secure]) await addPerson(one, 'anna');
  await addPerson(server, 'root', 'admin');
});
const isIn = async ({ cookie }: { readonly cookie: string }, of: TestServer = server) =>
  (await of.get('/v2/session', { headers: { cookie } })).status === 200;

describe('rule 1: an account of a provider', () => {
  test('is somebody’s by issuer and subject, never by mail address', async () => {
    const begun = await server.get('/v2/session/openid', { method: 'POST', headers: OWN_PAGE, body: '{}' });
    const cookie = cookieOf(begun) ?? '';
    const claims = { email: 'anna', email_verified: true, preferred_username: 'anna' };
    const back = provider.approve(JSON.parse(begun.text).response.location, 'anna', { claims });
    const reply = await server.get(`${back.pathname}${back.search}`, { headers: { cookie } });
    expect(reply.headers.location).toBe('/#openid=unknown');
    // Nobody asks the provider for a mail address, so that none can be relied on later.
    expect(new URL(JSON.parse(begun.text).response.location).searchParams.get('scope')).toBe('openid');
  });

  test('and nothing else lets somebody in who has no other way: no password, no link, no reset', async () => {
    const sso = await addPerson(server, 'sso');
    await server.store.users.change(sso, { isOpenidOnly: true }, testDeed());
    expectRefused(await postSession(server, byPassword('sso')), 'signInRefused');
    await expect(makeLink(server, sso)).rejects.toThrow();
  });
});

describe('rule 2: the cookie', () => {
  test('is HttpOnly, Lax and for the whole server; over HTTPS also Secure and of this host alone', async () => {
    const [plain] = (await postSession(server, byPassword('anna'))).headers['set-cookie'] ?? [];
    expect(plain).toMatch(/^parley_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
    const [over] = (await postSession(secure, byPassword('anna'))).headers['set-cookie'] ?? [];
    expect(over).toMatch(/^__Host-parley_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/);
  });

  test('is taken under the name of the address only', async () => {
    const { cookie } = await signIn(secure, 'anna');
    expect(await isIn({ cookie }, secure)).toBe(true);
    expect(await isIn({ cookie: cookie.replace('__Host-', '') }, secure)).toBe(false);
  });
});

test('rule 3: a change is taken from a page of this server, in JSON, also when signing in', async () => {
  const root = await signIn(server, 'root');
  const erase = (headers: Readonly<Record<string, string>>) =>
    server.get(`${LOG}/2`, { method: 'DELETE', headers: { ...root, ...headers } });
  for (const site of ['cross-site', 'same-site']) {
    expectRefused(await erase({ 'sec-fetch-site': site }), 'foreignOrigin');
    expectRefused(
      await postSession(server, byPassword('anna'), { ...OWN_PAGE, 'sec-fetch-site': site }),
      'foreignOrigin',
    );
  }
  expectRefused(await erase({ origin: 'https://elsewhere.example' }), 'foreignOrigin');
  const asText = { ...OWN_PAGE, 'content-type': 'text/plain' };
  expectRefused(await postSession(server, byPassword('anna'), asText), 'unsupportedMediaType');
  expect((await erase({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
});

describe('rule 4: guessing', () => {
  test('is slowed down for address and account together; a stranger locks nobody out', async () => {
    const from = (ip: string, password: string) =>
      postSession(server, byPassword('anna', password), { ...OWN_PAGE, 'x-forwarded-for': `10.9.9.9, ${ip}` });
    for (let done = 0; done < 5; done += 1) expectRefused(await from('192.0.2.1', 'wrong'), 'signInRefused');
    // The right-most hop counts, so that nobody chooses an address of their own.
    expectRefused(await from('192.0.2.1', PASSWORD), 'tooManySignIns');
    expect((await from('192.0.2.2', PASSWORD)).status).toBe(200);
  });

  test('of names that are nobody’s costs a hash as well', async () => {
    const refused = await postSession(server, byPassword('nobody.of.that.name'));
    expectRefused(refused, 'signInRefused');
    expect(refused.text).toBe((await postSession(server, byPassword('root', 'wrong'))).text);
  });

  test('fills no memory', () => {
    const throttle = new SignInThrottle();
    for (let done = 0; done < 25; done += 1) throttle.noteFailure(null, 'first', 0);
    expect(throttle.waitMs(null, 'first', 0)).toBeGreaterThan(0);
    for (let at = 0; at < 10_000; at += 1) throttle.noteFailure(null, `address ${at}`, 0);
    expect(throttle.waitMs(null, 'first', 0)).toBe(0);
  });
});

describe('rule 5: a session', () => {
  test('is in the store as a digest, ends when it is not used, and at last however much it is', async () => {
    const { cookie } = await signIn(server, 'anna');
    const token = cookie.split('=')[1] ?? '';
    expect(await server.store.users.findSession(Buffer.from(token))).toBeNull();
    const found = await server.store.users.findSession(digestOfToken(token));
    expect(found?.session.expiresAt).toBe(server.clock.nowMs() + 14 * 24 * HOUR_MS);
    server.clock.advance(12 * HOUR_MS);
    expect(await isIn({ cookie })).toBe(false);
  });

  test.each([
    ['password', { passwordHash: null }],
    ['role', { role: 'analyst' }],
    ['projects', { projectIds: [] }],
    ['queues', { queueIds: [] }],
    ['ways to sign in', { isOpenidOnly: true }],
    ['right to sign in', { disabledAt: instant(1) }],
  ] as const)('ends when the %s of its person changes', async (what, change) => {
    const login = `rule5.${what.replaceAll(' ', '.')}`;
    await addPerson(server, login);
    const session = await signIn(server, login);
    expect(await isIn(session)).toBe(true);
    await server.store.users.change(userKey(login), change, testDeed());
    expect(await isIn(session)).toBe(false);
  });

  test('ends with the account of the provider that it was begun by', async () => {
    await addPerson(server, 'moved');
    const session = await signIn(server, 'moved');
    const account = { issuer: provider.issuer, subject: 'moved' };
    await server.store.users.connectIdentity(userKey('moved'), account, testDeed(server.clock.nowMs()));
    expect(await isIn(session)).toBe(false);
  });
});

test('rule 6: what is read is in the audit log, with who, filters and the number of chats', async () => {
  const headers = await signIn(server, 'anna');
  server.clock.advance(60_000);
  const from = new Date(server.clock.nowMs()).toISOString();
  for (const path of [`${LOG}?disposition=Missed&limit=3`, `${LOG}?q=secretword`, `${LOG}.csv`, `${LOG}/5`]) {
    expect((await server.get(path, { headers })).status).toBe(200);
  }
  const { text } = await server.get(`/v2/audit?from=${from}`, { headers: await signIn(server, 'root') });
  const lines = JSON.parse(text).response as readonly { readonly actor: string; readonly action: string }[];
  expect(new Set(lines.map(({ actor }) => actor))).toEqual(new Set(['user anna']));
  expect(lines.map(({ action }) => action).toSorted()).toEqual([
    'chat.read',
    'chats.exported',
    'chats.listed',
    'chats.searched',
  ]);
  expect(text).not.toContain('secretword');
});
