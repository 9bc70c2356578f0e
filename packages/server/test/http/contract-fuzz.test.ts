/**
 * Generated requests to every operation: none is answered by 5xx or outside the contract. `npm run test:fuzz` sends 50,000.
 * Written for one worker at a time: what one request erases, the next does not find.
 */
import { env } from 'node:process';
import { OPERATIONS, VIEW_REQUEST, type View } from '@parley/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sessionIdOf } from '../../src/services/people/end-sessions.ts';
import { type ArbitraryRequest, arbitraryRequests, type RequestKey } from '../helpers/arbitrary-request.ts';
import { bootServer, TENANT, type TestKey, type TestReply, type TestServer } from '../helpers/boot-server.ts';
import { FakeProvider } from '../helpers/fake-provider.ts';
import { addPerson, OWN_PAGE, signIn, userKey } from '../helpers/people.ts';

/** From so many on every operation succeeds now and then. */
const LEAST_VARIED = 40 * OPERATIONS.length;
const REQUESTS = Number(env.TEST_FUZZ_REQUESTS ?? LEAST_VARIED);
const CHATS = 40;
/** How many requests belong to one seed and one state of the store. */
const ROUND = 500;
/** How many are one test: whole rounds, and all of a short run. */
const PART = 4 * ROUND;
const PUBLIC_URL = 'https://chat.example.com';

let provider: FakeProvider;
let server: TestServer;
let keys: Readonly<Record<RequestKey, TestKey | null>>;
beforeAll(async () => {
  provider = await FakeProvider.start();
  server = await bootServer({ publicUrl: PUBLIC_URL, openid: provider.options(PUBLIC_URL) });
  await server.makeProject(822);
  await addPerson(server, 'anna');
  await addPerson(server, 'ben');
  keys = {
    none: null,
    reader: await server.makeKey(),
    metadata: await server.makeKey({ scopes: ['chats:metadata'] }),
    writer: await server.makeKey({ scopes: ['chats:read', 'chats:write'] }),
    admin: await server.makeKey({ scopes: ['admin'] }),
    unknown: { tenant: TENANT, key: 'pk_unknown', prefix: '' },
  };
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

/** What requests name that must be there: a key and a session that end with the request, and the version of a view. */
async function withMade(target: string): Promise<{ readonly target: string; readonly version: string }> {
  const [, project, view] = /^\/v2\/projects\/(\d+)\/views\/(\d+)/.exec(target) ?? [];
  const one = view === undefined ? null : await makeView(Number(project));
  if (target.includes('SESSION')) await signIn(server, 'ben').catch(() => null);
  const [session] = await server.store.users.listSessions(userKey('ben'));
  return {
    target: target
      .replace('PREFIX', target.includes('PREFIX') ? (await server.makeKey()).prefix : '')
      .replace('SESSION', session === undefined ? 'x' : sessionIdOf(session))
      .replace(`/views/${view}`, `/views/${one?.viewId ?? view}`),
    version: `"${one?.version ?? 1}"`,
  };
}

/** null where there is no such project. */
async function makeView(project: number): Promise<View | null> {
  if (keys.admin === null) return null;
  const request = { method: 'POST', key: keys.admin, headers: OWN_PAGE, body: JSON.stringify(VIEW_REQUEST) } as const;
  const reply = await server.get(`/v2/projects/${project}/views`, request);
  return reply.status === 200 ? JSON.parse(reply.text).response : null;
}

/** @throws TypeError for a reply outside the contract */
async function send(request: ArbitraryRequest): Promise<TestReply> {
  const { method, headers, key, body } = request;
  const owner = keys[key];
  const { target, version } = await withMade(request.target);
  return server.get(target, {
    method,
    headers: headers['if-match'] === undefined ? headers : { ...headers, 'if-match': version },
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
    const forKeys = OPERATIONS.map(({ path }) => path).filter((path) => path !== '/v2/sessions/{sessionId}');
    expect([...succeeded].sort()).toEqual([...new Set(forKeys)].sort());
  },
);

/** The path of the contract that the target is of. */
function operationOf(target: string): string {
  const [path = ''] = target.split('?', 1);
  const plain = path
    .replace(/^\/v2\/projects\/[^/]+/, '/v2/projects/{projectid}')
    .replace(/^\/v2\/projects\/[^/]+$/, '/v2/projects/{projectid}')
    .replace(/\/chats\/[^/a-z]+/, '/chats/{chatId}')
    .replace(/\/views\/[^/]+/, '/views/{viewId}')
    .replace(/^\/v2\/keys\/[^/]+/, '/v2/keys/{prefix}')
    .replace(/^\/v2\/people\/[^/]+/, '/v2/people/{login}')
    .replace(/\/sessions\/[^/]+/, '/sessions/{sessionId}')
    // Without an id the address of a chat is that of the log.
    .replace(/\/$/, '');
  return path === '/v2/projects' ? path : plain;
}
