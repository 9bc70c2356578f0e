import { afterEach, expect, test, vi } from 'vitest';
import { entryBy } from './session-state.ts';

afterEach(() => vi.unstubAllGlobals());

const ANNA = { tenant: 'acme', login: 'anna', name: 'Anna', role: 'supervisor', scopes: ['chats:read'] };

test('a link is sent once, however often the page asks who is signed in', async () => {
  const sent: string[] = [];
  vi.stubGlobal('fetch', async (_path: string, { method }: { readonly method: string }) => {
    sent.push(method);
    return Response.json({ response: ANNA, errors: [] });
  });
  const entry = entryBy({ kind: 'link', secret: 's3cret' });
  const [first, second] = await Promise.all([entry(), entry()]);
  expect(first).toEqual({ kind: 'in', session: ANNA, openidFailure: null });
  expect(second).toBe(first);
  expect(sent).toEqual(['POST', 'GET']);
});

test('a link is sent again when the server was not reached', async () => {
  let isReachable = false;
  vi.stubGlobal('fetch', async () => {
    if (!isReachable) throw new TypeError('Failed to fetch');
    return Response.json({ response: ANNA, errors: [] });
  });
  const entry = entryBy({ kind: 'link', secret: 's3cret' });
  await expect(entry()).rejects.toThrow('cannot be reached');
  isReachable = true;
  expect(await entry()).toEqual({ kind: 'in', session: ANNA, openidFailure: null });
});

test('a browser that keeps no cookie is told apart from a link that does not work', async () => {
  vi.stubGlobal('fetch', async (_path: string, { method }: { readonly method: string }) =>
    method === 'POST'
      ? Response.json({ response: ANNA, errors: [] })
      : Response.json({ response: [], errors: [{ message: 'Nobody is signed in.' }] }, { status: 401 }),
  );
  const state = await entryBy({ kind: 'link', secret: 's3cret' })();
  expect(state).toMatchObject({ kind: 'out', problem: { kind: 'cookieLost' } });
});

test('an invitation waits for its reader, who may be signed in already', async () => {
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('nothing is asked');
  });
  const state = await entryBy({ kind: 'connect', secret: 's3cret' })();
  expect(state).toEqual({ kind: 'out', problem: null, openidFailure: null, invitation: 's3cret' });
});

test('a failure at the provider is told to those who are signed in, too', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ response: ANNA, errors: [] }));
  const state = await entryBy({ kind: 'openid', failure: 'taken' })();
  expect(state).toEqual({ kind: 'in', session: ANNA, openidFailure: 'taken' });
});
