/** People who sign in by an OpenID Connect provider, and those who try to be somebody else by it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { instant } from '../../src/model/instant.ts';
import { hashPassword } from '../../src/services/people/passwords.ts';
import { bootServer, type TestReply } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { FakeProvider, type TokenLies } from '../helpers/fake-provider.ts';
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

const PUBLIC_URL = 'https://chat.example.com';
const SESSION = '/v2/session';
const START = '/v2/session/openid';
const MINUTE_MS = 60_000;
const provider = await FakeProvider.start();
const server = await bootServer({ publicUrl: PUBLIC_URL, openid: provider.options(PUBLIC_URL) });
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});
await server.makeProject(822);
beforeAll(async () => {
  await addPerson(server, 'anna');
  await addPerson(server, 'ben@example.com', 'admin');
  await connect('anna', 'subject-of-anna');
});
// What was guessed in one test does not slow down the next.
beforeEach(() => server.clock.advance(61 * MINUTE_MS));

/** The `Cookie` header of all that a reply sets and does not end. */
function cookiesOf({ headers }: TestReply): string {
  const pairs = (headers['set-cookie'] ?? []).map((text) => text.split(';')[0] ?? '');
  return pairs.filter((pair) => !pair.endsWith('=')).join('; ');
}

async function begin(body: object = {}, cookie = ''): Promise<{ readonly location: string; readonly cookie: string }> {
  const headers = { ...OWN_PAGE, ...(cookie === '' ? {} : { cookie }) };
  const reply = await server.get(START, { method: 'POST', headers, body: JSON.stringify(body) });
  if (reply.status !== 200) throw new TypeError(reply.text);
  const own = cookiesOf(reply);
  return { location: JSON.parse(reply.text).response.location, cookie: cookie === '' ? own : `${cookie}; ${own}` };
}

const comeBack = (back: URL, cookie: string) =>
  server.get(`${back.pathname}${back.search}`, { headers: { cookie, 'sec-fetch-site': 'cross-site' } });

/** The reply of the callback to somebody whom the provider takes for `subject`. */
async function attempt(
  subject: string,
  { lies = {}, body = {}, cookie = '' }: Partial<{ lies: TokenLies; body: object; cookie: string }> = {},
) {
  const begun = await begin(body, cookie);
  return comeBack(provider.approve(begun.location, subject, lies), begun.cookie);
}

async function whoIs(cookie: string): Promise<string | null> {
  const reply = await server.get(SESSION, { headers: { cookie } });
  return reply.status === 200 ? JSON.parse(reply.text).response.login : null;
}

const invite = (login: string) => makeLink(server, userKey(login), 'openid');

async function connect(login: string, subject: string): Promise<TestReply> {
  return attempt(subject, { body: { link: await invite(login) } });
}

/** Nobody is signed in, and the page says why. */
function expectFailed(reply: TestReply, failure: string): void {
  expect([reply.status, reply.headers.location]).toEqual([303, `/#openid=${failure}`]);
  expect(cookiesOf(reply)).toBe('');
}

describe('a person', () => {
  test('is sent to the provider by code with PKCE, state and nonce, and asked for nothing but who they are', async () => {
    const { location } = await begin();
    const asked = new URL(location);
    expect(asked.origin).toBe(provider.issuer);
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      client_id: 'parley',
      redirect_uri: `${PUBLIC_URL}/openid/callback`,
      scope: 'openid',
      response_type: 'code',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    expect((await begin()).location).not.toBe(location);
  });

  test('who is connected comes back signed in, where they came from', async () => {
    const reply = await attempt('subject-of-anna', {
      body: { returnTo: '/projects/822/chats?type=webchat#message-1' },
    });
    expect([reply.status, reply.headers.location]).toEqual([303, '/projects/822/chats?type=webchat#message-1']);
    const [ended, session] = reply.headers['set-cookie'] ?? [];
    expect(ended).toMatch(/^__Host-parley_openid=; Path=\/; HttpOnly; SameSite=Lax; Max-Age=0; Secure$/);
    expect(session).toMatch(/^__Host-parley_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/);
    expect(await whoIs(cookiesOf(reply))).toBe('anna');
  });

  test.each(['https://elsewhere.example/', '//elsewhere.example', '/\\elsewhere.example', 'javascript:alert(1)'])(
    'is never sent on to %s',
    async (returnTo) => {
      expect((await attempt('subject-of-anna', { body: { returnTo } })).headers.location).toBe('/');
    },
  );

  test('whom nobody has connected is refused, and told so, where they came from', async () => {
    const lost = await attempt('subject-of-a-stranger', {
      body: { returnTo: '/projects/822/chats?type=webchat#message-1' },
    });
    expect(lost.headers.location).toBe('/projects/822/chats?type=webchat#openid=unknown');
    expectFailed(await attempt('subject-of-a-stranger'), 'unknown');
  });

  test('who is disabled is refused as one who is not known', async () => {
    await addPerson(server, 'gone');
    await connect('gone', 'subject-of-gone');
    await server.store.users.change(userKey('gone'), { disabledAt: instant(1) }, testDeed());
    expectFailed(await attempt('subject-of-gone'), 'unknown');
  });

  test('whom the provider does not let in is refused', async () => {
    const { location, cookie } = await begin();
    const back = provider.approve(location, 'subject-of-anna');
    back.searchParams.delete('code');
    back.searchParams.set('error', 'access_denied');
    expectFailed(await comeBack(back, cookie), 'refused');
  });

  test('finds the provider among the ways to sign in', async () => {
    const { text } = await server.get('/v2/session/ways');
    expect(JSON.parse(text).response).toEqual({ openid: { label: 'Example SSO' } });
  });
});

describe('an attack', () => {
  const hourAgo = Math.floor(Date.now() / 1_000) - 3_600;
  test.each<readonly [string, TokenLies]>([
    ['another nonce', { claims: { nonce: 'another' } }],
    ['no nonce', { claims: { nonce: undefined } }],
    ['another issuer', { claims: { iss: 'https://elsewhere.example' } }],
    ['another audience', { claims: { aud: 'another-client' } }],
    ['several audiences and another party', { claims: { aud: ['parley', 'another'], azp: 'another' } }],
    ['an end in the past', { claims: { iat: hourAgo - 60, exp: hourAgo } }],
    ['no signature', { algorithm: 'none' }],
    ['the signature of a key that is not the provider’s', { isForeign: true }],
    ['no subject', { claims: { sub: '' } }],
    ['a subject longer than any is', { claims: { sub: 'x'.repeat(256) } }],
    ['no token', { hasNoToken: true }],
  ])('by a token with %s signs nobody in', async (_, lies) => {
    expectFailed(await attempt('subject-of-anna', { lies }), 'refused');
    expect(cookiesOf(await attempt('subject-of-anna'))).toContain('parley_session');
  });

  test('by another state signs nobody in, nor does one without the cookie of the attempt', async () => {
    const { location, cookie } = await begin();
    const back = provider.approve(location, 'subject-of-anna');
    const other = new URL(back);
    other.searchParams.set('state', 'x'.repeat(43));
    expectFailed(await comeBack(other, cookie), 'expired');
    expectFailed(await comeBack(back, 'x=1'), 'expired');
    expectFailed(await comeBack(back, (await begin()).cookie), 'expired');
    expect(await whoIs(cookiesOf(await comeBack(back, cookie)))).toBe('anna');
  });

  test('by a code that was used signs nobody in', async () => {
    const { location, cookie } = await begin();
    const back = provider.approve(location, 'subject-of-anna');
    expect(await whoIs(cookiesOf(await comeBack(back, cookie)))).toBe('anna');
    expectFailed(await comeBack(back, cookie), 'refused');
  });

  test('by a code of another attempt of the same browser signs nobody in: the verifier is another', async () => {
    const [one, two] = [await begin(), await begin()];
    const back = provider.approve(one.location, 'subject-of-anna');
    back.searchParams.set('state', new URL(two.location).searchParams.get('state') ?? '');
    expectFailed(await comeBack(back, two.cookie), 'refused');
  });

  test('after ten minutes comes too late', async () => {
    const { location, cookie } = await begin();
    server.clock.advance(10 * MINUTE_MS);
    expectFailed(await comeBack(provider.approve(location, 'subject-of-anna'), cookie), 'expired');
  });

  test('by a mail address, a name or a subject that is somebody’s login connects to nobody', async () => {
    const claims = {
      email: 'ben@example.com',
      email_verified: true,
      preferred_username: 'ben@example.com',
      name: 'ben@example.com',
    };
    expectFailed(await attempt('subject-of-a-stranger', { lies: { claims } }), 'unknown');
    expectFailed(await attempt('ben@example.com'), 'unknown');
  });

  test('by a page of another site does not begin', async () => {
    const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' };
    expectRefused(await server.get(START, { method: 'POST', headers, body: '{}' }), 'foreignOrigin');
  });

  test('by many codes has to wait', async () => {
    for (let done = 0; done < 20; done += 1) await attempt('subject-of-anna', { lies: { algorithm: 'none' } });
    expectFailed(await attempt('subject-of-anna'), 'wait');
    server.clock.advance(MINUTE_MS);
    expect(await whoIs(cookiesOf(await attempt('subject-of-anna')))).toBe('anna');
  });

  test.each([{ link: 'x', connect: true }, { connect: false }, { link: '' }, { returnTo: 7 }, { mail: 'a@b.c' }, []])(
    'by the body %j is refused',
    async (body) => {
      const reply = await server.get(START, { method: 'POST', headers: OWN_PAGE, body: JSON.stringify(body) });
      expectRefused(reply, 'malformedBody');
    },
  );
});

describe('an invitation', () => {
  test('and what it connected stand in the audit log, without the account', async () => {
    await addPerson(server, 'audited');
    await connect('audited', 'subject-of-audited');
    const lines = await server.store.audit.read({
      ...{
        tenantId: null,
        projectIds: null,
        kind: 'deed',
        action: 'person.changed',
        from: null,
        before: null,
        after: null,
      },
      actor: 'user audited',
      limit: 10,
    });
    expect(lines.map(({ target }) => target)).toEqual(['person audited: account connected']);
  });

  test('connects an account to the person, whatever the account is called, and signs them in', async () => {
    await addPerson(server, 'cora');
    const reply = await connect('cora', 'subject-of-cora');
    expect([reply.headers.location, await whoIs(cookiesOf(reply))]).toEqual(['/', 'cora']);
    expect(await whoIs(cookiesOf(await attempt('subject-of-cora')))).toBe('cora');
  });

  test('works once', async () => {
    await addPerson(server, 'dora');
    const link = await invite('dora');
    await attempt('subject-of-dora', { body: { link } });
    expectFailed(await attempt('subject-of-a-thief', { body: { link } }), 'invitation');
    expectFailed(await attempt('subject-of-a-thief'), 'unknown');
  });

  test('ends after an hour', async () => {
    const link = await invite('anna');
    server.clock.advance(60 * MINUTE_MS);
    expectFailed(await attempt('subject-of-a-late-one', { body: { link } }), 'invitation');
  });

  test('signs nobody in by itself, and a link that signs in connects nothing; neither uses the other up', async () => {
    await addPerson(server, 'edna');
    const link = await invite('edna');
    expectRefused(await postSession(server, { link }), 'signInRefused');
    expect((await attempt('subject-of-edna', { body: { link } })).headers.location).toBe('/');
    const plain = await makeLink(server, userKey('edna'));
    expectFailed(await attempt('subject-of-a-thief', { body: { link: plain } }), 'invitation');
    expect((await postSession(server, { link: plain })).status).toBe(200);
  });

  test('does not take an account from somebody else', async () => {
    await addPerson(server, 'fred');
    expectFailed(await connect('fred', 'subject-of-anna'), 'taken');
    expect(await whoIs(cookiesOf(await attempt('subject-of-anna')))).toBe('anna');
  });

  test('takes the place of the person’s account of before, and ends their sessions', async () => {
    await addPerson(server, 'gina');
    const old = cookiesOf(await connect('gina', 'subject-of-gina'));
    await connect('gina', 'another-of-gina');
    expect(await whoIs(old)).toBeNull();
    expectFailed(await attempt('subject-of-gina'), 'unknown');
    expect(await whoIs(cookiesOf(await attempt('another-of-gina')))).toBe('gina');
  });
});

describe('from inside a session', () => {
  const secure = async (login: string) => (await signIn(server, login)).cookie;

  test('an account is connected to the person of the session', async () => {
    await addPerson(server, 'hana');
    const reply = await attempt('subject-of-hana', { body: { connect: true }, cookie: await secure('hana') });
    expect(await whoIs(cookiesOf(reply))).toBe('hana');
    expect(await whoIs(cookiesOf(await attempt('subject-of-hana')))).toBe('hana');
  });

  test('nothing is connected without a session, or to another session than the one that began', async () => {
    const refused = await server.get(START, { method: 'POST', headers: OWN_PAGE, body: '{"connect":true}' });
    expectRefused(refused, 'signInRefused');
    await addPerson(server, 'ivan');
    const { location, cookie } = await begin({ connect: true }, await secure('ivan'));
    const back = provider.approve(location, 'subject-of-a-thief');
    const own = cookie.split('; ').find((pair) => pair.includes('parley_openid')) ?? '';
    expectFailed(await comeBack(back, `${await secure('anna')}; ${own}`), 'expired');
    expectFailed(await comeBack(back, own), 'expired');
    expectFailed(await attempt('subject-of-a-thief'), 'unknown');
  });
});

describe('somebody who signs in by the provider only', () => {
  test('has no password, no link and no reset', async () => {
    await addPerson(server, 'judy');
    await connect('judy', 'subject-of-judy');
    await server.store.users.change(
      userKey('judy'),
      {
        isOpenidOnly: true,
        passwordHash: await hashPassword(PASSWORD),
      },
      testDeed(),
    );
    expectRefused(await postSession(server, byPassword('judy')), 'signInRefused');
    await expect(makeLink(server, userKey('judy'))).rejects.toThrow('may not sign in');
    expect(await whoIs(cookiesOf(await attempt('subject-of-judy')))).toBe('judy');
    await server.store.users.change(userKey('judy'), { isOpenidOnly: false }, testDeed());
    expect((await postSession(server, byPassword('judy'))).status).toBe(200);
  });
});

describe('a provider that cannot be reached', () => {
  test('is named, stops nothing else, and is asked again a few seconds later', async () => {
    await using down = await FakeProvider.start();
    down.isDown = true;
    await using own = await bootServer({ publicUrl: PUBLIC_URL, openid: down.options(PUBLIC_URL) });
    await own.makeProject(822);
    await addPerson(own, 'anna');
    const ask = () => own.get(START, { method: 'POST', headers: OWN_PAGE, body: '{}' });
    expectRefused(await ask(), 'openidUnreachable');
    const asked = down.asked.length;
    expectRefused(await ask(), 'openidUnreachable');
    expect(down.asked).toHaveLength(asked);
    expect((await postSession(own, byPassword('anna'))).status).toBe(200);
    expect(JSON.parse((await own.get('/v2/session/ways')).text).response.openid).toEqual({ label: 'Example SSO' });
    down.isDown = false;
    own.clock.advance(5_000);
    expect((await ask()).status).toBe(200);
  });

  test('on the way back is told apart from one that refuses', async () => {
    const { location, cookie } = await begin();
    const back = provider.approve(location, 'subject-of-anna');
    provider.isDown = true;
    const reply = await comeBack(back, cookie);
    provider.isDown = false;
    expectFailed(reply, 'unreachable');
  });
});

test('a server without a provider offers none', async () => {
  await using own = await bootServer();
  expect(JSON.parse((await own.get('/v2/session/ways')).text).response).toEqual({ openid: null });
  expectRefused(await own.get(START, { method: 'POST', headers: OWN_PAGE, body: '{}' }), 'openidNotOffered');
  expectRefused(await own.get('/openid/callback?code=x&state=y'), 'routeNotFound');
});

test('no code, token, secret or subject is in the log of the server', () => {
  const log = server.logLines.join('');
  expect(log).not.toMatch(/code-\d|eyJ|a secret of the client|subject-of/);
  expect(log).toContain('nobody was signed in by OpenID Connect');
});
