/** Replies that cost much: a number of them for a key, a tenant and in all; the next waits, then it is told. */
import { afterAll, describe, expect, test } from 'vitest';
import type { EdgeOptions } from '../../src/http/edge-options.ts';
import { bootServer, type TestServer } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { makeLong, stall } from '../helpers/stalled-reply.ts';

const LOG = '/v2/projects/822/chats';
const COSTLY = [
  LOG,
  `${LOG}?limit=1001`,
  `${LOG}?format=parquet&limit=1`,
  `${LOG}?limit=1&q=%22thank+you%22`,
  `${LOG}/1/explain`,
  `${LOG}/digest`,
  `${LOG}/stats`,
  `${LOG}/changes?limit=1001`,
];
const CHEAP = [`${LOG}?limit=2`, `${LOG}?limit=2&q=thank`, `${LOG}/1`, `${LOG}/changes?limit=2`, '/v2/projects'];

async function boot(edge: Partial<EdgeOptions>): Promise<TestServer> {
  const server = await bootServer({ edge });
  afterAll(() => server[Symbol.asyncDispose]());
  for (const tenant of ['acme', 'globex']) {
    const scope = await server.makeProject(822, { tenant });
    await server.importSample(scope, 40);
  }
  return server;
}

describe('of one key', () => {
  test('the next is refused with when to come back, and cheap ones go on', async () => {
    const server = await boot({ costlyPerKey: 1, costlyWaitSeconds: 0 });
    await makeLong(server);
    const [key, other] = [await server.makeKey(), await server.makeKey()];
    const { finish } = await stall(server, key);
    for (const path of COSTLY) {
      const refused = await server.get(path, { key });
      expectRefused(refused, 'tooManyAtOnce');
      expect(refused.headers['retry-after']).toBe('5');
    }
    const exact = await server.get(`${LOG}?type=webchat&limit=1`, { key, headers: { prefer: 'count=exact' } });
    expectRefused(exact, 'tooManyAtOnce');
    for (const path of CHEAP) expect((await server.get(path, { key })).status, path).toBe(200);
    expect((await server.get(LOG, { key, method: 'HEAD' })).status).toBe(200);
    expect((await server.get(`${LOG}/2/explain`, { key: other })).status).toBe(200);
    await finish();
    expect((await server.get(`${LOG}/2/explain`, { key })).status).toBe(200);
  });

  test('the next waits for its turn', async () => {
    const server = await boot({ costlyPerKey: 1, costlyWaitSeconds: 60 });
    await makeLong(server);
    const key = await server.makeKey();
    const { finish } = await stall(server, key);
    const waiting = [server.get(`${LOG}/digest`, { key }), server.get(`${LOG}/1/explain`, { key })];
    // Cheap requests that are sent later are answered earlier.
    expect((await server.get(`${LOG}/1`, { key })).status).toBe(200);
    await finish();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200]);
  });
});

test('of one tenant they leave room for others, and of all tenants there are so many', async () => {
  const server = await boot({ costlyPerKey: 8, costlyAtOnce: 4, costlyWaitSeconds: 0 });
  await makeLong(server);
  await makeLong(server, 'globex');
  const [key, second, foreign] = [
    await server.makeKey(),
    await server.makeKey(),
    await server.makeKey({ tenant: 'globex' }),
  ];
  const stalled = [await stall(server, key), await stall(server, key), await stall(server, second)];
  expectRefused(await server.get(`${LOG}/digest`, { key: second }), 'tooManyAtOnce');
  stalled.push(await stall(server, foreign));
  const full = await server.get(`${LOG}/digest`, { key: foreign });
  expectRefused(full, 'busy');
  expect(full.headers['retry-after']).toBe('5');
  for (const { finish } of stalled) await finish();
  expect((await server.get(`${LOG}/digest`, { key: foreign })).status).toBe(200);
});
