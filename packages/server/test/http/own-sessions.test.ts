/** Where people are signed in, as they see and end it themselves. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootServer } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { addPerson, makeLink, OWN_PAGE, postSession, signIn, userKey } from '../helpers/people.ts';

const SESSIONS = '/v2/sessions';
const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
await server.makeProject(822);
beforeAll(async () => {
  for (const login of ['anna', 'ben', 'cleo', 'dora']) await addPerson(server, login, 'analyst');
});

type Cookie = Awaited<ReturnType<typeof signIn>>;

interface Listed {
  readonly sessionId: string;
  readonly isOwn: boolean;
}

async function sessionsOf(headers: Cookie): Promise<readonly Listed[]> {
  const reply = await server.get(SESSIONS, { headers });
  expect(reply.status).toBe(200);
  return JSON.parse(reply.text).response;
}

function end(headers: Cookie, path = SESSIONS) {
  return server.get(path, { method: 'DELETE', headers: { ...headers, ...OWN_PAGE } });
}

async function isSignedIn(headers: Cookie): Promise<boolean> {
  return (await server.get('/v2/session', { headers })).status === 200;
}

describe('the sessions of a person', () => {
  test('are listed for them alone, whatever their role, and one tells itself from the others', async () => {
    const [here, there] = [await signIn(server, 'anna'), await signIn(server, 'anna')];
    await signIn(server, 'ben');
    const [atHere, atThere] = [await sessionsOf(here), await sessionsOf(there)];
    expect(atHere).toHaveLength(2);
    const own = (listed: readonly Listed[]) => listed.filter(({ isOwn }) => isOwn).map(({ sessionId }) => sessionId);
    expect([own(atHere), own(atThere)]).toEqual([[expect.any(String)], [expect.any(String)]]);
    expect(own(atHere)).not.toEqual(own(atThere));
  });

  test('end one by one from elsewhere, which is audited', async () => {
    const [lost, here] = [await signIn(server, 'cleo'), await signIn(server, 'cleo')];
    const other = (await sessionsOf(here)).find(({ isOwn }) => !isOwn)?.sessionId;
    const path = `${SESSIONS}/${other}`;
    expect(JSON.parse((await end(here, path)).text)).toEqual({ response: { sessions: 1 }, errors: [] });
    expect([await isSignedIn(lost), await isSignedIn(here)]).toEqual([false, true]);
    const audit = await server.get('/v2/audit?limit=2', { key: await server.makeKey({ scopes: ['admin'] }) });
    expect(audit.text).toContain('"person.signed-out"');
    expect(audit.text).toContain('"person cleo"');
    expectRefused(await end(here, path), 'sessionNotFound', 'sessionId');
  });

  test('end all at once, with the links that nobody has used', async () => {
    const [here, there] = [await signIn(server, 'dora'), await signIn(server, 'dora')];
    const link = await makeLink(server, userKey('dora'));
    expect(JSON.parse((await end(here)).text).response).toEqual({ sessions: 2 });
    expect([await isSignedIn(here), await isSignedIn(there)]).toEqual([false, false]);
    expectRefused(await postSession(server, { link }), 'signInRefused');
  });

  test('of others are none', async () => {
    const [anna, ben] = [await signIn(server, 'anna'), await signIn(server, 'ben')];
    const [{ sessionId } = { sessionId: '' }] = await sessionsOf(anna);
    expectRefused(await end(ben, `${SESSIONS}/${sessionId}`), 'sessionNotFound', 'sessionId');
    expect(await isSignedIn(anna)).toBe(true);
  });

  test('stay when the page of another site asks', async () => {
    const anna = await signIn(server, 'anna');
    const headers = { ...anna, ...OWN_PAGE, 'sec-fetch-site': 'cross-site' };
    expectRefused(await server.get(SESSIONS, { method: 'DELETE', headers }), 'foreignOrigin');
    expect(await isSignedIn(anna)).toBe(true);
  });

  test('are none for a key, not even an administrative one', async () => {
    const anna = await signIn(server, 'anna');
    const [{ sessionId } = { sessionId: '' }] = await sessionsOf(anna);
    const key = await server.makeKey({ scopes: ['admin'] });
    expect(JSON.parse((await server.get(SESSIONS, { key })).text).response).toEqual([]);
    const ended = await server.get(SESSIONS, { method: 'DELETE', key });
    expect(JSON.parse(ended.text).response).toEqual({ sessions: 0 });
    expectRefused(
      await server.get(`${SESSIONS}/${sessionId}`, { method: 'DELETE', key }),
      'sessionNotFound',
      'sessionId',
    );
    expect(await isSignedIn(anna)).toBe(true);
  });
});
