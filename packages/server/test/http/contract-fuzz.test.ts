/**
 * Generated requests to every operation: none is answered by 5xx or outside the contract. `npm run test:fuzz` sends 50,000.
 * Written for one worker at a time: what one request erases, the next does not find.
 */
import { env } from 'node:process';
import { OPERATIONS } from '@parley/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ArbitraryRequest, arbitraryRequests, type RequestKey } from '../helpers/arbitrary-request.ts';
import { bootServer, TENANT, type TestKey, type TestReply, type TestServer } from '../helpers/boot-server.ts';
import { addPerson } from '../helpers/people.ts';

const REQUESTS = Number(env.TEST_FUZZ_REQUESTS ?? 35 * OPERATIONS.length);
const CHATS = 40;
/** How many requests belong to one seed and one state of the store. */
const ROUND = 500;
/** How many are one test: whole rounds, and all of a short run. */
const PART = 4 * ROUND;
/** From so many on every operation succeeds now and then. */
const LEAST_VARIED = 35 * OPERATIONS.length;

let server: TestServer;
let keys: Readonly<Record<RequestKey, TestKey | null>>;
beforeAll(async () => {
  server = await bootServer();
  await server.makeProject(822);
  await addPerson(server, 'anna');
  keys = {
    none: null,
    reader: await server.makeKey(),
    metadata: await server.makeKey({ scopes: ['chats:metadata'] }),
    writer: await server.makeKey({ scopes: ['chats:read', 'chats:write'] }),
    unknown: { tenant: TENANT, key: 'pk_unknown', prefix: '' },
  };
});
afterAll(() => server[Symbol.asyncDispose]());

/** @throws TypeError for a reply outside the contract */
function send({ method, target, headers, key, body }: ArbitraryRequest): Promise<TestReply> {
  const owner = keys[key];
  return server.get(target, {
    method,
    headers,
    ...(owner === null ? {} : { key: owner }),
    ...(body === null ? {} : { body }),
  });
}

/** A long run shows after each how it went. */
const PARTS = Array.from({ length: Math.ceil(REQUESTS / PART) }, (_, part) => ({
  first: part * PART + 1,
  last: Math.min((part + 1) * PART, REQUESTS),
}));

test.each(PARTS)(
  'generated requests find no 5xx and no reply outside the contract: $first to $last',
  {
    timeout: 60 * 60_000,
  },
  async ({ first, last }) => {
    const problems: string[] = [];
    const succeeded = new Set<string>();
    const statuses = new Set<number>();
    for (let from = first; from <= last; from += ROUND) {
      const seed = (from - 1) / ROUND + 1;
      const project = 822 + (seed === 1 ? 0 : seed * 1_000);
      await server.importSample(await server.makeProject(project), CHATS, seed);
      for (const request of arbitraryRequests(seed, Math.min(ROUND, last - from + 1))) {
        const target = request.target.replace('/projects/822/', `/projects/${project}/`);
        const reply = await send({ ...request, target }).catch((error: Error) => error.message);
        if (typeof reply === 'string' || reply.status >= 500) {
          problems.push(typeof reply === 'string' ? reply : `${request.method} ${target}: ${reply.status}`);
          continue;
        }
        statuses.add(reply.status);
        if (reply.status === 200) succeeded.add(operationOf(target));
      }
    }
    expect(problems).toEqual([]);
    // Neither are all refused, nor all taken; of a short rest nothing can be said.
    if (last - first + 1 < LEAST_VARIED) return;
    expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 401, 403, 404, 405, 406]));
    expect([...succeeded].sort()).toEqual([...new Set(OPERATIONS.map(({ path }) => path))].sort());
  },
);

/** The path of the contract that the target is of. */
function operationOf(target: string): string {
  const [path = ''] = target.split('?', 1);
  const plain = path
    .replace(/^\/v2\/projects\/[^/]+/, '/v2/projects/{projectid}')
    .replace(/\/chats\/[^/a-z]+/, '/chats/{chatId}')
    // Without an id the address of a chat is that of the log.
    .replace(/\/$/, '');
  return path === '/v2/projects' ? path : plain;
}
