/** What administrators may do over HTTP: within their own limits, with their password, and never to the last of them. */
import type { AuditLine } from '@parley/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { queueId } from '../../src/model/ids.ts';
import { bootServer, type TestKey, type TestReply } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import {
  addPerson,
  byPassword,
  makeLink,
  OWN_PAGE,
  PASSWORD,
  postSession,
  signIn,
  userKey,
} from '../helpers/people.ts';
import { testDeed } from '../helpers/test-deed.ts';

const HOUR_MS = 3_600_000;
const LOG = '/v2/projects/822/chats';

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
await server.importSample(await server.makeProject(822), 20);
await server.makeProject(7);
await server.makeProject(950, { tenant: 'other' });

type Who = TestKey | { readonly cookie: string };
type Sent = (method: string, path: string, body?: unknown) => Promise<TestReply>;

function asking(who: Who): Sent {
  const asked = 'cookie' in who ? { headers: { ...OWN_PAGE, ...who } } : { key: who, headers: OWN_PAGE };
  return (method, path, body) =>
    server.get(path, { ...asked, method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

const responseOf = ({ text, status }: TestReply) => {
  if (status !== 200) throw new TypeError(text);
  return JSON.parse(text).response;
};

const KEY = { name: 'warehouse', scopes: ['chats:read'], projectIds: null, queueIds: null, expiresAt: null };
const person = (login: string, more: object = {}) => ({
  login,
  name: login,
  role: 'supervisor',
  projectIds: null,
  queueIds: null,
  ...more,
});

let root: Sent;
let byKey: Sent;
beforeAll(async () => {
  await addPerson(server, 'root', 'admin');
  await addPerson(server, 'anna');
  root = asking(await signIn(server, 'root'));
  byKey = asking(await server.makeKey({ scopes: ['admin'] }));
});

describe('a key', () => {
  test('is shown once, works, is listed without its secret, and ends when it is revoked', async () => {
    const expiresAt = '2026-06-01T02:00:00+02:00';
    const made = responseOf(
      await root('POST', '/v2/keys', { ...KEY, projectIds: [822], expiresAt, ownPassword: PASSWORD }),
    );
    expect(made).toMatchObject({ name: 'warehouse', projectIds: [822], expiresAt: '2026-06-01T00:00:00Z' });
    const bearer = { headers: { authorization: `Bearer ${made.key}` } };
    expect((await server.get(LOG, bearer)).status).toBe(200);
    const { text } = await root('GET', '/v2/keys');
    expect(text).toContain(made.prefix);
    expect(text).not.toContain(made.key);
    expect(responseOf(await root('DELETE', `/v2/keys/${made.prefix}`)).revokedAt).not.toBeNull();
    expect((await server.get(LOG, bearer)).status).toBe(401);
    expectRefused(await root('DELETE', '/v2/keys/pkNoSuchKey0'), 'keyNotFound', 'prefix');
    expect(server.logLines.join('')).not.toContain(made.key);
  });

  test.each([
    [{ ...KEY, colour: 'blue' }, 'colour'],
    [{ ...KEY, scopes: ['all'] }, 'scopes'],
    [{ ...KEY, name: ' ' }, 'name'],
    [{ ...KEY, projectIds: [950] }, 'projectIds'],
    [{ ...KEY, expiresAt: 'soon' }, 'expiresAt'],
    [{ ...KEY, expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    [{ ...KEY, allowedIps: ['here'] }, 'allowedIps'],
    [{ name: 'x' }, 'scopes'],
  ])('is refused by the member that is wrong: %j', async (body, member) => {
    expectRefused(await byKey('POST', '/v2/keys', body), 'malformedBody', member);
  });

  test('of another tenant is not there', async () => {
    const theirs = await server.makeKey({ tenant: 'other' });
    expectRefused(await byKey('DELETE', `/v2/keys/${theirs.prefix}`), 'keyNotFound', 'prefix');
    expect((await byKey('GET', '/v2/keys')).text).not.toContain(theirs.prefix);
  });
});

describe('the password', () => {
  const GIVING: readonly (readonly [string, string, object])[] = [
    ['POST', '/v2/keys', KEY],
    ['POST', '/v2/people', person('nobody')],
    ['POST', '/v2/people/anna/links', {}],
    ['PATCH', '/v2/people/anna', { role: 'admin' }],
    ['PATCH', '/v2/people/anna', { isDisabled: false }],
    ['PATCH', '/v2/people/anna', { name: 'Anna', projectIds: null }],
  ];

  test.each(GIVING)('is asked for by %s %s %j', async (method, path, body) => {
    // Earlier guesses are forgotten.
    server.clock.advance(HOUR_MS);
    expectRefused(await root(method, path, body), 'passwordRefused', 'ownPassword');
    expectRefused(await root(method, path, { ...body, ownPassword: 'not this one' }), 'passwordRefused', 'ownPassword');
    expect((await server.store.users.find(userKey('anna')))?.role).toBe('supervisor');
    expect(await server.store.users.find(userKey('nobody'))).toBeNull();
  });

  test('is not asked for where rights only end, and by a key', async () => {
    await addPerson(server, 'carl');
    expect((await root('PATCH', '/v2/people/carl', { isDisabled: true })).status).toBe(200);
    expect((await root('PATCH', '/v2/people/carl', { name: 'Carl Kis' })).status).toBe(200);
    expect((await byKey('PATCH', '/v2/people/carl', { isDisabled: false })).status).toBe(200);
  });

  test('that is guessed has to wait, as in signing in', async () => {
    await addPerson(server, 'guessed', 'admin');
    const guess = asking(await signIn(server, 'guessed'));
    const body = { ...KEY, ownPassword: 'not this one' };
    for (let done = 0; done < 5; done += 1) expectRefused(await guess('POST', '/v2/keys', body), 'passwordRefused');
    const waiting = await guess('POST', '/v2/keys', { ...body, ownPassword: PASSWORD });
    expectRefused(waiting, 'tooManySignIns');
    expect(Number(waiting.headers['retry-after'])).toBeGreaterThan(0);
    server.clock.advance(HOUR_MS);
    await root('PATCH', '/v2/people/guessed', { isDisabled: true });
  });

  test('of somebody who has none is a session of the last hour', async () => {
    const login = 'bylink';
    await addPerson(server, login, 'admin');
    await server.store.users.change(userKey(login), { passwordHash: null }, testDeed());
    const link = await makeLink(server, userKey(login));
    const reply = await postSession(server, { link });
    const mine = asking({ cookie: reply.headers['set-cookie']?.[0]?.split(';')[0] ?? '' });
    expect((await mine('POST', '/v2/keys', KEY)).status).toBe(200);
    server.clock.advance(HOUR_MS);
    expectRefused(await mine('POST', '/v2/keys', KEY), 'signInAgain');
    await root('PATCH', `/v2/people/${login}`, { isDisabled: true });
  });

  test('and a page of another site change nothing', async () => {
    const cookies = await signIn(server, 'root');
    const headers = { ...OWN_PAGE, ...cookies, 'sec-fetch-site': 'cross-site' };
    for (const [method, path, body] of [
      ...GIVING,
      ['POST', '/v2/projects', {}],
      ['DELETE', '/v2/people/anna/sessions', {}],
    ] as const) {
      expectRefused(await server.get(path, { method, headers, body: JSON.stringify(body) }), 'foreignOrigin');
    }
  });
});

describe('a person', () => {
  test('is added, signs in by the link, is changed and signed out, and is listed', async () => {
    const body = { ...person('Dora@Example.com', { projectIds: [822], queueIds: [3803] }), ownPassword: PASSWORD };
    const { login, link } = responseOf(await root('POST', '/v2/people', body));
    expect(login).toBe('dora@example.com');
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#link=/);
    const signedIn = await postSession(server, { link: link.split('#link=')[1] });
    const cookie = signedIn.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const whoIs = async () => (await server.get('/v2/session', { headers: { cookie } })).status;
    const sessions = responseOf(await root('GET', `/v2/people/${encodeURIComponent(login)}/sessions`));
    expect(sessions).toMatchObject([{ isOwn: false }]);
    expect((await root('PATCH', `/v2/people/${login}`, { name: 'Dóra' })).status).toBe(200);
    expect(await whoIs()).toBe(200);
    expect(responseOf(await root('DELETE', `/v2/people/${login}/sessions/${sessions[0].sessionId}`))).toEqual({
      sessions: 1,
    });
    expect(await whoIs()).toBe(401);
    expectRefused(
      await root('DELETE', `/v2/people/${login}/sessions/${sessions[0].sessionId}`),
      'sessionNotFound',
      'sessionId',
    );
    expect(responseOf(await root('GET', '/v2/people'))).toContainEqual(
      expect.objectContaining({ login, name: 'Dóra', projectIds: [822], queueIds: [3803], hasPassword: false }),
    );
    expectRefused(await root('POST', '/v2/people', body), 'alreadyExists', 'login');
  });

  test('whose role is taken away while a page is open is signed out at the next request', async () => {
    await addPerson(server, 'emil', 'admin');
    const emil = asking(await signIn(server, 'emil'));
    expect((await emil('GET', '/v2/people')).status).toBe(200);
    await byKey('PATCH', '/v2/people/emil', { role: 'analyst' });
    expectRefused(await emil('GET', '/v2/people'), 'unauthorized');
  });

  test('who may not sign in gets no link', async () => {
    await addPerson(server, 'fred');
    await byKey('PATCH', '/v2/people/fred', { isDisabled: true });
    expectRefused(await byKey('POST', '/v2/people/fred/links', {}), 'personDisabled');
    expectRefused(await postSession(server, byPassword('fred')), 'signInRefused');
  });

  test.each(['nobody', 'x y', '%00', 'a'.repeat(64)])('that is not there is not found: %s', async (login) => {
    expectRefused(await byKey('GET', `/v2/people/${login.replace(' ', '%20')}/sessions`), 'personNotFound', 'login');
  });

  test.each([
    [{}, ''],
    [{ role: 'boss' }, 'role'],
    [{ projectIds: [999] }, 'projectIds'],
    [{ projectIds: [1.5] }, 'projectIds'],
  ])('is not changed by %j', async (body, member) => {
    expectRefused(await byKey('PATCH', '/v2/people/anna', body), 'malformedBody', member);
  });
});

describe('the last administrator', () => {
  test('stays one, and without limits, whoever asks', async () => {
    for (const change of [{ isDisabled: true }, { role: 'analyst' }, { projectIds: [822] }, { queueIds: [1] }]) {
      expectRefused(await byKey('PATCH', '/v2/people/root', change), 'lastAdministrator');
      expectRefused(await root('PATCH', '/v2/people/root', { ...change, ownPassword: PASSWORD }), 'lastAdministrator');
    }
    await addPerson(server, 'limited', 'admin', [822]);
    expectRefused(await byKey('PATCH', '/v2/people/root', { isDisabled: true }), 'lastAdministrator');
    await addPerson(server, 'second', 'admin');
    const both = await Promise.all(
      ['root', 'second'].map((login) => byKey('PATCH', `/v2/people/${login}`, { isDisabled: true })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    await byKey('PATCH', '/v2/people/root', { isDisabled: false });
    await byKey('PATCH', '/v2/people/second', { isDisabled: false });
    root = asking(await signIn(server, 'root'));
  });
});

describe('an administrator with limits', () => {
  let limited: Sent;
  beforeAll(async () => {
    limited = asking(await server.makeKey({ scopes: ['admin'], projects: [822], queueIds: [queueId(3803)] }));
  });
  const OWN = { projectIds: [822], queueIds: [3803] };

  test.each([
    { projectIds: null, queueIds: null },
    { projectIds: [822], queueIds: null },
    { projectIds: null, queueIds: [3803] },
    { projectIds: [822, 7], queueIds: [3803] },
    { projectIds: [822], queueIds: [3803, 3804] },
  ])('makes nobody and nothing that sees more: %j', async (wider) => {
    expectRefused(await limited('POST', '/v2/keys', { ...KEY, ...wider }), 'beyondOwnLimits');
    expectRefused(await limited('POST', '/v2/people', person('wide', wider)), 'beyondOwnLimits');
    await addPerson(server, 'narrow', 'supervisor', [822], [3803]).catch(() => null);
    expectRefused(await limited('PATCH', '/v2/people/narrow', wider), 'beyondOwnLimits');
    expect(await server.store.users.find(userKey('wide'))).toBeNull();
  });

  test('makes what sees no more', async () => {
    expect((await limited('POST', '/v2/keys', { ...KEY, ...OWN })).status).toBe(200);
    expect((await limited('POST', '/v2/people', person('gina', OWN))).status).toBe(200);
    expect((await limited('PATCH', '/v2/people/gina', { role: 'analyst' })).status).toBe(200);
  });

  test('finds nobody and nothing that sees more', async () => {
    const wide = await server.makeKey();
    expect((await limited('GET', '/v2/keys')).text).not.toContain(wide.prefix);
    expectRefused(await limited('DELETE', `/v2/keys/${wide.prefix}`), 'keyNotFound');
    expect(responseOf(await limited('GET', '/v2/people')).map(({ login }: { login: string }) => login)).not.toContain(
      'anna',
    );
    for (const [method, path, body] of [
      ['PATCH', '/v2/people/anna', { isDisabled: true }],
      ['POST', '/v2/people/anna/links', {}],
      ['GET', '/v2/people/anna/sessions', undefined],
      ['DELETE', '/v2/people/anna/sessions', undefined],
      ['DELETE', '/v2/people/anna/sessions/x', undefined],
    ] as const) {
      expectRefused(await limited(method, path, body), 'personNotFound', 'login');
    }
    expect((await server.get(LOG, { key: wide })).status).toBe(200);
  });

  test('makes no projects, changes none that is seen in parts, and sees nothing of the store', async () => {
    const project = { projectid: 830, name: 'Sales', timeZone: 'UTC' };
    expectRefused(await limited('POST', '/v2/projects', project), 'beyondOwnLimits');
    expectRefused(await limited('PATCH', '/v2/projects/822', { timeZone: 'UTC' }), 'beyondOwnLimits');
    expectRefused(await limited('PATCH', '/v2/projects/7', { timeZone: 'UTC' }), 'projectNotFound');
    expectRefused(await limited('GET', '/v2/health'), 'beyondOwnLimits');
  });
});

describe('a project', () => {
  test('is made, gets another zone, and is there once', async () => {
    const body = { projectid: 830, name: 'Sales', timeZone: 'europe/budapest' };
    expect(responseOf(await byKey('POST', '/v2/projects', body))).toMatchObject({
      projectid: 830,
      timeZone: 'Europe/Budapest',
    });
    expectRefused(await byKey('POST', '/v2/projects', body), 'alreadyExists', 'projectid');
    expect(responseOf(await byKey('PATCH', '/v2/projects/830', { timeZone: 'Asia/Tokyo' })).timeZone).toBe(
      'Asia/Tokyo',
    );
    const wrong = await byKey('PATCH', '/v2/projects/830', { timeZone: 'Europe/Budapst' });
    expectRefused(wrong, 'malformedBody', 'timeZone');
    expect(wrong.text).toContain('did you mean Europe/Budapest?');
  });
});

test('the store says how it is: of one tenant alone its size, of several nothing of the others', async () => {
  const health = responseOf(await byKey('GET', '/v2/health'));
  expect(health).toMatchObject({ storeBytes: null, damagedCopies: 0, lostChats: 0 });
  expect(health.projects.map(({ projectid }: { projectid: number }) => projectid)).not.toContain(950);
  await using alone = await bootServer();
  await alone.makeProject(822);
  const reply = await alone.get('/v2/health', { key: await alone.makeKey({ scopes: ['admin'] }) });
  expect(JSON.parse(reply.text).response.storeBytes).toBeGreaterThan(1_000);
});

test('everything that is changed stands in the audit log, with who did it and no secret', async () => {
  await using other = await bootServer();
  await other.makeProject(822);
  const key = await other.makeKey({ scopes: ['admin'] });
  const send = (method: string, path: string, body: unknown = {}) =>
    other.get(path, { key, method, headers: OWN_PAGE, body: JSON.stringify(body) });
  const readDeeds = async () => {
    const { text } = await other.get('/v2/audit?limit=100', { key });
    return (JSON.parse(text).response as AuditLine[]).filter(({ projectid }) => projectid === null);
  };
  const before = (await readDeeds()).length;
  const made = JSON.parse((await send('POST', '/v2/keys', KEY)).text).response;
  await send('DELETE', `/v2/keys/${made.prefix}`);
  await send('POST', '/v2/people', person('ben'));
  await send('PATCH', '/v2/people/ben', { role: 'analyst' });
  await send('POST', '/v2/people/ben/links');
  await send('DELETE', '/v2/people/ben/sessions');
  await send('POST', '/v2/projects', { projectid: 1, name: 'New', timeZone: 'UTC' });
  await send('PATCH', '/v2/projects/1', { timeZone: 'Asia/Tokyo' });
  // What is refused is no change.
  await send('PATCH', '/v2/people/ben', { role: 'boss' });
  const deeds = await readDeeds();
  const added = deeds.slice(0, deeds.length - before);
  expect(added.map(({ action, target }) => `${action} ${target}`)).toEqual([
    'project.zone-changed project 1: UTC to Asia/Tokyo',
    'project.created project 1: UTC',
    'person.signed-out person ben',
    'person.link-made person ben',
    'person.changed person ben: analyst',
    'person.link-made person ben',
    'person.added person ben: supervisor, every project, every queue',
    `key.revoked key ${made.prefix}`,
    `key.created key ${made.prefix}: chats:read, every project, every queue`,
  ]);
  expect(new Set(added.map(({ actor }) => actor))).toEqual(new Set([`key ${key.prefix}`]));
  expect(JSON.stringify(deeds)).not.toContain(made.key);
});
