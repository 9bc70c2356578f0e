/** Failures of the store as a caller sees them: full, busy and an unknown outcome are three errors. */
import { afterAll, expect, test } from 'vitest';
import { StoreError, type StoreErrorCode } from '../../src/store/store-error.ts';
import { bootServer } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { override } from '../helpers/wrap-readers.ts';

let failure: StoreErrorCode = 'busy';
const fail = () => Promise.reject(new StoreError(failure, 'as the test says'));
const server = await bootServer({
  wrapStore: (store) =>
    override(store, {
      project: async (scope) => {
        const project = await store.project(scope);
        if (project === null) return null;
        const { chats, privacy } = project;
        return override(project, {
          chats: override(chats, { read: fail, readEvents: fail }),
          privacy: override(privacy, { eraseChat: fail, redact: fail }),
        });
      },
    }),
});
afterAll(() => server[Symbol.asyncDispose]());
await server.makeProject(822);
const key = await server.makeKey({ scopes: ['chats:read', 'chats:write'] });

const CHAT = '/v2/projects/822/chats/1';
const read = () => server.get(CHAT, { key });
const erase = () => server.get(CHAT, { key, method: 'DELETE' });
const redact = () =>
  server.get('/v2/projects/822/redactions', {
    key,
    method: 'POST',
    body: '{"contactId":7}',
    headers: { 'content-type': 'application/json' },
  });

test.each([
  ['busy', 'busy', 'busy', '1'],
  ['unreachable', 'busy', 'busy', '1'],
  ['outdated', 'busy', 'busy', '1'],
  ['full', 'storeFull', 'storeFull', undefined],
  ['failed', 'internal', 'outcomeUnknown', undefined],
  ['damaged', 'storeDamaged', 'storeDamaged', undefined],
] as const)('%s is %s to who reads and %s to who writes', async (code, toReader, toWriter, retryAfter) => {
  failure = code;
  const [reading, erasing, redacting] = [await read(), await erase(), await redact()];
  expectRefused(reading, toReader);
  for (const writing of [erasing, redacting]) expectRefused(writing, toWriter);
  for (const { headers } of [reading, erasing, redacting]) expect(headers['retry-after']).toBe(retryAfter);
});

test('a Prefer header full of spaces costs no more than its length', async () => {
  const spaces = ' '.repeat(15_900);
  const { status } = await server.get(`/v2/projects?colour=1`, { key, headers: { prefer: `a${spaces}b` } });
  expect(status).toBe(400);
  const lenient = await server.get('/v2/projects?colour=1', {
    key,
    headers: { prefer: `x, handling${' '.repeat(900)}=\t"Lenient"; y` },
  });
  expect(lenient.status).toBe(200);
});
