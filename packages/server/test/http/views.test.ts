/** Saved views: whose they are, what they may hold, and two people who change the same one. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootServer, type TestReply } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { addPerson, OWN_PAGE, signIn } from '../helpers/people.ts';

const VIEWS = '/v2/projects/822/views';
const VIEW = { name: 'Missed', query: 'disposition=Missed', isShared: false };

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
await server.makeProject(822);
await server.makeProject(7);

type Sent = (method: string, path: string, body?: unknown, version?: string) => Promise<TestReply>;
const people = new Map<string, Sent>();

async function personAs(login: string): Promise<Sent> {
  const cookies = await signIn(server, login);
  return (method, path, body, version) =>
    server.get(path, {
      method,
      headers: { ...OWN_PAGE, ...cookies, ...(version === undefined ? {} : { 'if-match': `"${version}"` }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
}

function by(login: string): Sent {
  const sent = people.get(login);
  if (sent === undefined) throw new TypeError(`nobody is ${login}`);
  return sent;
}

beforeAll(async () => {
  await addPerson(server, 'anna');
  await addPerson(server, 'ben');
  await addPerson(server, 'ana.lyst', 'analyst');
  for (const login of ['anna', 'ben', 'ana.lyst']) people.set(login, await personAs(login));
});

const responseOf = ({ text, status }: TestReply) => {
  if (status !== 200) throw new TypeError(text);
  return JSON.parse(text).response;
};
const namesOf = async (sent: Sent, path = VIEWS) =>
  responseOf(await sent('GET', path)).map(({ name }: { name: string }) => name);

describe('a view', () => {
  test('of a person is theirs alone, in its project', async () => {
    const view = responseOf(await by('anna')('POST', VIEWS, { ...VIEW, name: 'Mine' }));
    expect(view).toMatchObject({ name: 'Mine', isShared: false, mayChange: true, changedBy: 'ANNA' });
    expect(await namesOf(by('anna'))).toContain('Mine');
    expect(await namesOf(by('anna'), '/v2/projects/7/views')).toEqual([]);
    expect(await namesOf(by('ben'))).not.toContain('Mine');
    const path = `${VIEWS}/${view.viewId}`;
    expectRefused(await by('ben')('PATCH', path, { name: 'x' }, view.version), 'viewNotFound', 'viewId');
    expectRefused(await by('ben')('DELETE', path, undefined, view.version), 'viewNotFound', 'viewId');
    expectRefused(
      await by('anna')('PATCH', `/v2/projects/7/views/${view.viewId}`, { name: 'x' }, view.version),
      'viewNotFound',
    );
  });

  test('of the project is for everybody, and changed by those who read what was written', async () => {
    const view = responseOf(await by('anna')('POST', VIEWS, { ...VIEW, name: 'Ours', isShared: true }));
    for (const login of ['ben', 'ana.lyst']) expect(await namesOf(by(login))).toContain('Ours');
    const path = `${VIEWS}/${view.viewId}`;
    expectRefused(await by('ana.lyst')('PATCH', path, { name: 'x' }, view.version), 'viewNotYours');
    expectRefused(await by('ana.lyst')('POST', VIEWS, { ...VIEW, isShared: true }), 'viewNotYours');
    const renamed = responseOf(await by('ben')('PATCH', path, { name: 'All of us' }, view.version));
    expect(renamed).toMatchObject({ name: 'All of us', query: VIEW.query, changedBy: 'BEN' });
  });

  test('with filters that analysts may not use is not there for them', async () => {
    await by('anna')('POST', VIEWS, { name: 'Of Mrs Smith', query: 'q=smith', isShared: true });
    expect(await namesOf(by('ben'))).toContain('Of Mrs Smith');
    expect(await namesOf(by('ana.lyst'))).not.toContain('Of Mrs Smith');
    expectRefused(await by('ana.lyst')('POST', VIEWS, { ...VIEW, query: 'q=smith' }), 'filterNotAllowed');
  });

  test('of a key is one of the project', async () => {
    const key = await server.makeKey();
    const post = (body: object) =>
      server.get(VIEWS, { key, method: 'POST', headers: OWN_PAGE, body: JSON.stringify(body) });
    expectRefused(await post(VIEW), 'personNeeded', 'isShared');
    expect((await post({ ...VIEW, isShared: true })).status).toBe(200);
  });

  test.each([
    [{ ...VIEW, query: 'colour=blue' }, 'query', 'colour'],
    [{ ...VIEW, query: 'disposition=Gone' }, 'query', 'disposition'],
    [{ ...VIEW, query: 'limit=5' }, 'query', 'limit'],
    [{ ...VIEW, query: `q=${'x'.repeat(2_000)}` }, 'query', '2000'],
    [{ ...VIEW, name: '' }, 'name', 'name'],
    [{ ...VIEW, name: 'a\nb' }, 'name', 'name'],
    [{ ...VIEW, name: 'x'.repeat(201) }, 'name', '200'],
    [{ ...VIEW, owner: 'ben' }, 'owner', 'unknown'],
  ])('is refused with what is wrong: %#', async (body, member, word) => {
    const reply = await by('anna')('POST', VIEWS, body);
    expectRefused(reply, 'malformedBody', member);
    expect(reply.text).toContain(word);
  });
});

describe('of two who change the same view', () => {
  test('the later is told who was faster, and nothing is overwritten', async () => {
    const view = responseOf(await by('anna')('POST', VIEWS, { ...VIEW, name: 'Both', isShared: true }));
    const path = `${VIEWS}/${view.viewId}`;
    const changed = responseOf(await by('ben')('PATCH', path, { query: 'status=open' }, view.version));
    const late = await by('anna')('PATCH', path, { query: 'status=closed' }, view.version);
    expectRefused(late, 'viewChanged');
    expect(late.text).toContain('BEN has changed the view meanwhile');
    expectRefused(await by('anna')('DELETE', path, undefined, view.version), 'viewChanged');
    expectRefused(await by('anna')('PATCH', path, { query: 'status=closed' }), 'versionNeeded', 'If-Match');
    expect(responseOf(await by('anna')('GET', VIEWS))).toContainEqual(
      expect.objectContaining({ ...changed, query: 'status=open' }),
    );
    responseOf(await by('anna')('DELETE', path, undefined, changed.version));
    expectRefused(await by('ben')('PATCH', path, { name: 'x' }, changed.version), 'viewNotFound');
  });

  test('at the same time, one succeeds', async () => {
    const view = responseOf(await by('anna')('POST', VIEWS, { ...VIEW, isShared: true }));
    const replies = await Promise.all(
      ['anna', 'ben'].map((login) => by(login)('PATCH', `${VIEWS}/${view.viewId}`, { name: login }, view.version)),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  test('a view that was deleted does not become another under the version that was read', async () => {
    const old = responseOf(await by('anna')('POST', VIEWS, VIEW));
    await by('anna')('DELETE', `${VIEWS}/${old.viewId}`, undefined, old.version);
    server.clock.advance(1);
    const next = responseOf(await by('anna')('POST', VIEWS, VIEW));
    expect([next.viewId, next.version]).not.toEqual([old.viewId, old.version]);
  });
});

test('there are no more than a hundred of one person', async () => {
  for (let have = (await namesOf(by('ana.lyst'))).length; ; have += 1) {
    const reply = await by('ana.lyst')('POST', VIEWS, { ...VIEW, name: `${have}` });
    if (reply.status === 200) continue;
    expectRefused(reply, 'tooManyViews');
    break;
  }
  const own = responseOf(await by('ana.lyst')('GET', VIEWS)).filter(({ isShared }: { isShared: boolean }) => !isShared);
  expect(own).toHaveLength(100);
  expect((await by('anna')('POST', VIEWS, VIEW)).status).toBe(200);
});
