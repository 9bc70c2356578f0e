/** Requests a minute by key, tenant and address: refused with when to come back, and clients that come back then. */
import { afterAll, describe, expect, test } from 'vitest';
import { ParleyClient } from '../../../client/src/index.ts';
import type { EdgeOptions } from '../../src/http/edge-options.ts';
import { bootServer, type TestKey, type TestReply, type TestServer } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';

const LOG = '/v2/projects/822/chats';
const CHATS = 40;

async function boot(edge: Partial<EdgeOptions>): Promise<TestServer> {
  const server = await bootServer({ edge });
  afterAll(() => server[Symbol.asyncDispose]());
  await server.importSample(await server.makeProject(822), CHATS);
  return server;
}

const rateOf = ({ headers }: TestReply) => [
  headers['ratelimit-limit'],
  headers['ratelimit-remaining'],
  headers['ratelimit-reset'],
];
const statuses = async (server: TestServer, key: TestKey, count: number) => {
  const replies: number[] = [];
  for (let sent = 0; sent < count; sent++) replies.push((await server.get(`${LOG}/1`, { key })).status);
  return replies;
};

test('without limits nothing is counted', async () => {
  const server = await boot({});
  const key = await server.makeKey();
  expect(rateOf(await server.get(LOG, { key }))).toEqual([undefined, undefined, undefined]);
});

describe('a limit of a key', () => {
  test('says what is left, refuses what is more, and begins again with the minute', async () => {
    const server = await boot({ requestsPerKey: 3 });
    const [key, other] = [await server.makeKey(), await server.makeKey()];
    server.clock.set(server.clock.nowMs() + 23_500);
    expect(rateOf(await server.get(LOG, { key }))).toEqual(['3', '2', '37']);
    expect(rateOf(await server.get(`${LOG}/1`, { key, method: 'HEAD' }))).toEqual(['3', '1', '37']);
    expect((await server.get(`${LOG}?limit=x`, { key })).status).toBe(400);
    const refused = await server.get(LOG, { key });
    expectRefused(refused, 'tooManyRequests');
    expect([...rateOf(refused), refused.headers['retry-after']]).toEqual(['3', '0', '37', '37']);
    expect(await statuses(server, other, 1)).toEqual([200]);
    server.clock.set(server.clock.nowMs() + 36_499);
    expect(await statuses(server, key, 1)).toEqual([429]);
    server.clock.set(server.clock.nowMs() + 1);
    expect(await statuses(server, key, 4)).toEqual([200, 200, 200, 429]);
  });

  test('never counts what needs no key', async () => {
    const server = await boot({ requestsPerKey: 1, requestsPerAddress: 1, requestsPerTenant: 1 });
    for (let sent = 0; sent < 3; sent++) expect((await server.get('/healthz')).status).toBe(200);
  });
});

test('a limit of a tenant is shared by its keys, and by no other tenant', async () => {
  const server = await boot({ requestsPerTenant: 2, requestsPerKey: 5 });
  await server.makeProject(822, { tenant: 'globex' });
  const [one, two, foreign] = [
    await server.makeKey(),
    await server.makeKey(),
    await server.makeKey({ tenant: 'globex' }),
  ];
  expect(await statuses(server, one, 1)).toEqual([200]);
  expect(await statuses(server, two, 2)).toEqual([200, 429]);
  expect(await statuses(server, foreign, 1)).toEqual([404]);
});

describe('a limit of an address', () => {
  test('counts wrong keys, and refuses before it looks at one', async () => {
    const server = await boot({ requestsPerAddress: 2 });
    const key = await server.makeKey();
    const wrong = { ...key, key: 'pkwrong' };
    expect(await statuses(server, wrong, 2)).toEqual([401, 401]);
    expect(await statuses(server, wrong, 1)).toEqual([429]);
    expect(await statuses(server, key, 1)).toEqual([429]);
  });

  test('counts clients behind a trusted proxy one by one, of IPv6 by their network', async () => {
    const server = await boot({ requestsPerAddress: 1, trustedProxies: ['127.0.0.1'] });
    const key = await server.makeKey();
    const from = async (address: string) =>
      (await server.get(`${LOG}/1`, { key, headers: { 'x-forwarded-for': address } })).status;
    expect([await from('192.0.2.1'), await from('192.0.2.2'), await from('192.0.2.1')]).toEqual([200, 200, 429]);
    expect([await from('2001:db8::1'), await from('2001:db8:0:0:9::2'), await from('2001:db8:0:1::1')]).toEqual([
      200, 429, 200,
    ]);
  });
});

test('the client waits as long as it is told, and gets everything', async () => {
  const server = await boot({ requestsPerKey: 2 });
  const { tenant, key } = await server.makeKey();
  const waits: number[] = [];
  const client = new ParleyClient({
    baseUrl: server.url,
    customer: tenant,
    key,
    random: () => 0,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
      server.clock.set(server.clock.nowMs() + milliseconds);
    },
  });
  const ids: number[] = [];
  for (let id = 1; id <= 5; id++) ids.push((await client.chat(822, id)).chatId);
  expect([ids, waits]).toEqual([
    [1, 2, 3, 4, 5],
    [60_000, 60_000],
  ]);
});
