/** People who sign in: by password and by link, with what they may do, and how long. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instant } from '../../src/model/instant.ts';
import { digestOfToken } from '../../src/services/people/sessions.ts';
import { bootServer } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { ManualTimers } from '../helpers/manual-timers.ts';
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
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SESSION = '/v2/session';
const REDACTIONS = '/v2/projects/822/redactions';

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
await server.importSample(await server.makeProject(822), 30);
await server.importSample(await server.makeProject(7), 3);
beforeAll(async () => {
  await addPerson(server, 'anna');
  await addPerson(server, 'root', 'admin');
  await addPerson(server, 'ana.lyst', 'analyst');
  await addPerson(server, 'only7', 'supervisor', [7]);
});

/** Who the server says that the cookie is; null when it is nobody. */
async function whoIs(headers: { readonly cookie: string }): Promise<string | null> {
  const reply = await server.get(SESSION, { headers });
  return reply.status === 200 ? JSON.parse(reply.text).response.login : null;
}

describe('a session', () => {
  test('begins with the password, and says who it is', async () => {
    const reply = await postSession(server, byPassword('ANNA'));
    expect(reply.status).toBe(200);
    expect(reply.headers['set-cookie']).toEqual([
      expect.stringMatching(/^parley_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=1209600$/),
    ]);
    const who = {
      tenant: 'acme',
      login: 'anna',
      name: 'ANNA',
      role: 'supervisor',
      scopes: ['chats:read', 'chats:answer'],
    };
    const response = { ...who, projectIds: null, queueIds: null, expiresAt: '2026-01-15T00:00:00Z' };
    expect(JSON.parse(reply.text)).toEqual({ response, errors: [] });
    const headers = { cookie: `other=1; ${cookieOf(reply)}; parley_session=x` };
    expect(await whoIs(headers)).toBe('anna');
  });

  test.each([
    ['anna', 'chats:read'],
    ['ana.lyst', 'chats:metadata'],
  ] as const)('of %s reads what a key with %s reads', async (login, scope) => {
    const headers = await signIn(server, login);
    const key = await server.makeKey({ scopes: [scope] });
    for (const path of [LOG, `${LOG}?include=ext`, `${LOG}/3`, `${LOG}/changes`, '/v2/projects', `${LOG}.csv`]) {
      const [mine, ofKey] = [await server.get(path, { headers }), await server.get(path, { key })];
      expect([path, mine.status, mine.text]).toEqual([path, 200, ofKey.text]);
    }
  });

  test('does no more than the role allows', async () => {
    const [anna, root] = [await signIn(server, 'anna'), await signIn(server, 'root')];
    const erase = (headers: { readonly cookie: string }) =>
      server.get(`${LOG}/9`, { method: 'DELETE', headers: { ...headers, ...OWN_PAGE } });
    expectRefused(await erase(anna), 'scopeMissing');
    expect((await erase(root)).status).toBe(200);
    expect(await server.store.audit.list(null, 1)).toMatchObject([{ actor: { login: 'root' }, target: 'chat 9' }]);
  });

  test('sees only the projects of the person', async () => {
    const headers = await signIn(server, 'only7');
    expectRefused(await server.get(LOG, { headers }), 'projectNotFound');
    expect((await server.get('/v2/projects/7/chats', { headers })).status).toBe(200);
    const { response } = JSON.parse((await server.get('/v2/projects', { headers })).text);
    expect(response.map(({ projectid }: { projectid: number }) => projectid)).toEqual([7]);
  });

  test('ends by signing out, here and not elsewhere', async () => {
    const [here, elsewhere] = [await signIn(server, 'anna'), await signIn(server, 'anna')];
    const reply = await server.get(SESSION, { method: 'DELETE', headers: { ...here, ...OWN_PAGE } });
    expect([reply.status, cookieOf(reply)]).toEqual([200, 'parley_session=']);
    expect([await whoIs(here), await whoIs(elsewhere)]).toEqual([null, 'anna']);
  });

  test('ends twelve hours after its last use, and two weeks after it began', async () => {
    const [idle, used] = [await signIn(server, 'anna'), await signIn(server, 'anna')];
    server.clock.advance(11 * HOUR_MS);
    expect([await whoIs(idle), await whoIs(used)]).toEqual(['anna', 'anna']);
    for (let hours = 11; hours < 14 * 24 - 11; hours += 11) {
      server.clock.advance(11 * HOUR_MS);
      expect(await whoIs(used)).toBe('anna');
    }
    expect(await whoIs(idle)).toBeNull();
    server.clock.advance(11 * HOUR_MS);
    expect(await whoIs(used)).toBeNull();
  });

  test.each([
    ['role', { role: 'analyst' }],
    ['projects', { projectIds: [] }],
    ['password', { passwordHash: null }],
    ['right to sign in', { disabledAt: instant(1) }],
  ] as const)('ends when the %s of the person changes, at the next request', async (what, change) => {
    const login = `changes.${what.replaceAll(' ', '.')}`;
    await addPerson(server, login);
    const headers = await signIn(server, login);
    expect(await whoIs(headers)).toBe(login);
    await using tool = await server.openTool();
    await tool.users.change(userKey(login), change, testDeed());
    expect(await whoIs(headers)).toBeNull();
  });

  test('ends with the history of the store, as after a restore', async () => {
    await using other = await bootServer();
    await other.makeProject(822);
    await addPerson(other, 'anna');
    const headers = await signIn(other, 'anna');
    const link = await makeLink(other, userKey('anna'));
    await other.store.maintenance.beginHistory('next');
    expect((await other.get(SESSION, { headers })).status).toBe(401);
    expectRefused(await postSession(other, { link }), 'signInRefused');
  });

  test('that ended is forgotten by the server within an hour, and the others stay', async () => {
    const timers = new ManualTimers();
    await using other = await bootServer({ timers });
    const loops = timers.pending;
    await other.makeProject(822);
    await addPerson(other, 'anna');
    const old = await signIn(other, 'anna');
    other.clock.advance(15 * 24 * HOUR_MS);
    const young = await signIn(other, 'anna');
    const isKnown = async ({ cookie }: typeof old) =>
      (await other.store.users.findSession(digestOfToken(cookie.split('=')[1] ?? ''))) !== null;
    expect([await isKnown(old), await isKnown(young)]).toEqual([true, true]);
    timers.pass(HOUR_MS);
    await timers.whenPending(loops);
    expect([await isKnown(old), await isKnown(young)]).toEqual([false, true]);
  });

  test('is in the store as a digest only, as the password is', async () => {
    const { cookie } = await signIn(server, 'anna');
    const token = cookie.split('=')[1] ?? '';
    const found = await server.store.users.list(null);
    expect(JSON.stringify(found)).toContain('$argon2id$');
    expect(JSON.stringify(found)).not.toContain(PASSWORD);
    expect(await server.store.users.findSession(Buffer.from(token))).toBeNull();
    expect(server.logLines.join('')).not.toMatch(new RegExp(`${token}|${PASSWORD}`));
  });
});

describe('a link', () => {
  test('signs in once', async () => {
    const link = await makeLink(server, userKey('anna'));
    const reply = await postSession(server, { link });
    expect(reply.status).toBe(200);
    expect(await whoIs({ cookie: cookieOf(reply) ?? '' })).toBe('anna');
    expectRefused(await postSession(server, { link }), 'signInRefused');
  });

  test('of two who use it at the same time signs in one', async () => {
    const link = await makeLink(server, userKey('anna'));
    const replies = await Promise.all([postSession(server, { link }), postSession(server, { link })]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  test('ends after an hour, with the next link, and with what the person may', async () => {
    const old = await makeLink(server, userKey('anna'));
    const late = await makeLink(server, userKey('anna'));
    expectRefused(await postSession(server, { link: old }), 'signInRefused');
    server.clock.advance(HOUR_MS);
    expectRefused(await postSession(server, { link: late }), 'signInRefused');
    const disabled = await addPerson(server, 'link.of.disabled');
    const link = await makeLink(server, disabled);
    await server.store.users.change(disabled, { disabledAt: instant(1) }, testDeed());
    expectRefused(await postSession(server, { link }), 'signInRefused');
  });
});

describe('a guess', () => {
  test.each([
    ['a wrong password', byPassword('anna', 'wrong horse battery')],
    ['nobody', byPassword('nobody')],
    ['another tenant', { ...byPassword('anna'), tenant: 'other' }],
    ['no tenant at all', { ...byPassword('anna'), tenant: '-' }],
    ['somebody without a password', byPassword('nopassword')],
  ])('of %s is refused in the same words', async (_, body) => {
    await using fresh = await bootServer();
    await fresh.makeProject(822);
    await addPerson(fresh, 'anna');
    await fresh.store.users.change(await addPerson(fresh, 'nopassword'), { passwordHash: null }, testDeed());
    const reply = await postSession(fresh, body);
    expectRefused(reply, 'signInRefused');
    expect(reply.headers['set-cookie']).toBeUndefined();
  });

  test('has to wait longer each time, which locks nobody out elsewhere', async () => {
    await using fresh = await bootServer({ edge: { trustedProxies: ['127.0.0.1'] } });
    await fresh.makeProject(822);
    await addPerson(fresh, 'anna');
    const from = (ip: string, password: string) =>
      postSession(fresh, byPassword('anna', password), { ...OWN_PAGE, 'x-forwarded-for': ip });
    for (let done = 0; done < 5; done += 1) expectRefused(await from('192.0.2.1', 'wrong'), 'signInRefused');
    const waits: number[] = [];
    for (let done = 0; done < 4; done += 1) {
      const blocked = await from('192.0.2.1', PASSWORD);
      expectRefused(blocked, 'tooManySignIns');
      waits.push(Number(blocked.headers['retry-after']));
      fresh.clock.advance(1_000 * (waits.at(-1) ?? 0));
      expectRefused(await from('192.0.2.1', 'wrong'), 'signInRefused');
    }
    expect(waits).toEqual([1, 2, 4, 8]);
    expect((await from('192.0.2.2', PASSWORD)).status).toBe(200);
    fresh.clock.advance(16_000);
    expect((await from('192.0.2.1', PASSWORD)).status).toBe(200);
  });
});

describe('a page of another site', () => {
  const foreign = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    {},
    { 'sec-fetch-site': 'cross-site', origin: 'OWN' },
  ] as const;
  const headersOf = (given: Readonly<Record<string, string>>) => ({
    'content-type': 'application/json',
    ...given,
    ...(given.origin === 'OWN' ? { origin: server.url } : {}),
  });

  test.each(foreign.map((given) => [JSON.stringify(given), given] as const))(
    'with %s signs nobody in or out and erases nothing',
    async (_, given) => {
      const headers = headersOf(given);
      expectRefused(await postSession(server, byPassword('anna'), headers), 'foreignOrigin');
      const root = await signIn(server, 'root');
      const erased = await server.get(`${LOG}/11`, { method: 'DELETE', headers: { ...headers, ...root } });
      expectRefused(erased, 'foreignOrigin');
      const body = '{"chatId":11,"whole":true}';
      const redacted = await server.get(REDACTIONS, { method: 'POST', body, headers: { ...headers, ...root } });
      expectRefused(redacted, 'foreignOrigin');
      expectRefused(await server.get(SESSION, { method: 'DELETE', headers: { ...headers, ...root } }), 'foreignOrigin');
      expect((await server.get(`${LOG}/11`, { headers: root })).status).toBe(200);
    },
  );

  test('is none where the browser sends the origin of this server only', async () => {
    const reply = await postSession(server, byPassword('anna'), headersOf({ origin: 'OWN' }));
    expect(reply.status).toBe(200);
  });

  test('may use a key as before', async () => {
    const key = await server.makeKey({ scopes: ['admin'] });
    const reply = await server.get(`${LOG}/12`, { key, method: 'DELETE', headers: { origin: 'https://evil.example' } });
    expect(reply.status).toBe(200);
  });
});

describe('over HTTPS', () => {
  test('the cookie is for this host and for HTTPS only', async () => {
    await using secure = await bootServer({ publicUrl: 'https://chat.example.com' });
    await secure.makeProject(822);
    await addPerson(secure, 'anna');
    const reply = await postSession(secure, byPassword('anna'));
    expect(reply.headers['set-cookie']?.[0]).toMatch(/^__Host-parley_session=[\w-]+; Path=\/; .*; Secure$/);
    const whoIsIt = (cookie: string) => secure.get(SESSION, { headers: { cookie } });
    expect((await whoIsIt(cookieOf(reply) ?? '')).status).toBe(200);
    expect((await whoIsIt((cookieOf(reply) ?? '').replace('__Host-', ''))).status).toBe(401);
  });
});

describe('what cannot be read', () => {
  test.each<[string, unknown]>([
    ['nothing', {}],
    ['a list', []],
    ['a number as password', { ...byPassword('anna'), password: 1 }],
    ['both ways', { ...byPassword('anna'), link: 'x' }],
    ['an empty link', { link: '' }],
    ['a password of 1,001 characters', byPassword('anna', 'x'.repeat(1_001))],
  ])('%s is refused', async (_, body) => {
    expectRefused(await postSession(server, body), 'malformedBody');
  });

  test('a form is refused', async () => {
    const headers = { ...OWN_PAGE, 'content-type': 'application/x-www-form-urlencoded' };
    expectRefused(await postSession(server, byPassword('anna'), headers), 'unsupportedMediaType');
  });
});

test('a key says who it is', async () => {
  const key = await server.makeKey({ name: 'warehouse' });
  const { response } = JSON.parse((await server.get(SESSION, { key })).text);
  expect(response).toMatchObject({ tenant: 'acme', login: null, role: null, name: 'warehouse', expiresAt: null });
});
