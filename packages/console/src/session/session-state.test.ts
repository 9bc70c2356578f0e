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
  const entry = entryBy('s3cret');
  const [first, second] = await Promise.all([entry(), entry()]);
  expect(first).toEqual({ kind: 'in', session: ANNA });
  expect(second).toBe(first);
  expect(sent).toEqual(['POST']);
});

test('a link is sent again when the server was not reached', async () => {
  let isReachable = false;
  vi.stubGlobal('fetch', async () => {
    if (!isReachable) throw new TypeError('Failed to fetch');
    return Response.json({ response: ANNA, errors: [] });
  });
  const entry = entryBy('s3cret');
  await expect(entry()).rejects.toThrow('cannot be reached');
  isReachable = true;
  expect(await entry()).toEqual({ kind: 'in', session: ANNA });
});
