/** Very many sign-ins at once: few passwords are hashed at the same time, guesses are slowed down all the same, and others are served. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bootServer } from '../helpers/boot-server.ts';
import { addPerson, byPassword, OWN_PAGE, postSession, signIn } from '../helpers/people.ts';

const STORM = 200;
const LOG = '/v2/projects/822/chats';

const server = await bootServer({ edge: { trustedProxies: ['127.0.0.1'] } });
afterAll(() => server[Symbol.asyncDispose]());
await server.importSample(await server.makeProject(822), 30);
beforeAll(async () => {
  await addPerson(server, 'anna');
  await addPerson(server, 'ben');
});

const from = (ip: string) => ({ ...OWN_PAGE, 'x-forwarded-for': ip });
const countOf = (statuses: readonly number[]) =>
  Object.fromEntries([...Map.groupBy(statuses, (status) => status)].map(([status, all]) => [status, all.length]));

test('guesses that are sent together are as few as those that are sent one after another', async () => {
  const guesses = Array.from({ length: STORM }, (_, at) =>
    postSession(server, byPassword('anna', `guess ${at}`), from('192.0.2.1')).then(({ status }) => status),
  );
  const { 401: wrong = 0, 429: refused = 0 } = countOf(await Promise.all(guesses));
  // The clock stands still, so that no wait ends. One more may be on its way when the fifth fails.
  expect(wrong).toBeGreaterThanOrEqual(5);
  expect(wrong).toBeLessThanOrEqual(6);
  expect(wrong + refused).toBe(STORM);
});

test('right passwords all come in, and a reader is served long before the last of them', async () => {
  const reader = await signIn(server, 'ben');
  let open = STORM;
  const storm = Array.from({ length: STORM }, async (_, at) => {
    const { status } = await postSession(server, byPassword('ben'), from(`198.51.100.${at}`));
    open -= 1;
    return status;
  });
  for (let done = 0; done < 20; done += 1) expect((await server.get(LOG, { headers: reader })).status).toBe(200);
  expect(open).toBeGreaterThan(STORM / 2);
  expect(countOf(await Promise.all(storm))).toEqual({ 200: STORM });
});
