/** What a key may reach at all: which of several refusals is told first, and that hidden projects look like missing ones. */
import type { ErrorName } from '@parley/contract';
import { afterAll, describe, expect, test } from 'vitest';
import pageExample from '../../src/services/sample/page-example.json' with { type: 'json' };
import { bootServer, type GetOptions } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';

const LOG = '/v2/projects/822/chats';

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
await server.importSample(await server.makeProject(822), 10);
await server.makeProject(823);
const key = await server.makeKey();
const limitedKey = await server.makeKey({ projects: [822] });
const farKey = await server.makeKey({ allowedIps: ['192.0.2.0/24'], projects: [822], scopes: ['chats:write'] });
const writeKey = await server.makeKey({ scopes: ['chats:write'], projects: [822] });
const metadataKey = await server.makeKey({ scopes: ['chats:metadata'] });

describe('order of the checks', () => {
  interface Wrong {
    readonly name: ErrorName;
    readonly path: string;
    readonly options: GetOptions;
  }
  /** Each request is wrong in its own way and in the way of every one below it. */
  const LADDER: readonly Wrong[] = [
    {
      name: 'routeNotFound',
      path: '/v2/project/999/chats?limit=0',
      options: { method: 'POST', headers: { accept: 'image/png' } },
    },
    {
      name: 'methodNotAllowed',
      path: '/v2/projects/999/chats?limit=0',
      options: { method: 'POST', headers: { accept: 'image/png' } },
    },
    { name: 'unauthorized', path: '/v2/projects/999/chats?limit=0', options: { headers: { accept: 'image/png' } } },
    {
      name: 'ipNotAllowed',
      path: '/v2/projects/999/chats?limit=0',
      options: { key: farKey, headers: { accept: 'image/png' } },
    },
    {
      name: 'projectNotFound',
      path: '/v2/projects/999/chats?limit=0',
      options: { key: writeKey, headers: { accept: 'image/png' } },
    },
    {
      name: 'scopeMissing',
      path: `${LOG}?limit=0&contactId=x`,
      options: { key: writeKey, headers: { accept: 'image/png' } },
    },
    {
      name: 'filterNotAllowed',
      path: `${LOG}?limit=0&contactId=x`,
      options: { key: metadataKey, headers: { accept: 'image/png' } },
    },
    { name: 'notAcceptable', path: `${LOG}?limit=0&nonsense=1`, options: { key, headers: { accept: 'image/png' } } },
    { name: 'malformedValue', path: `${LOG}?limit=0&nonsense=1`, options: { key } },
  ];

  test.each(LADDER.map((rung) => [rung.name, rung] as const))(
    '%s comes before what follows it',
    async (name, { path, options }) => {
      expectRefused(await server.get(path, options), name);
    },
  );

  test('holds for the change feed and the digest', async () => {
    const headers = { accept: 'image/png' };
    for (const route of ['changes', 'digest']) {
      const [path, far] = [`${LOG}/${route}?limit=0&cursor=x`, `/v2/projects/999/chats/${route}?limit=0`];
      expectRefused(await server.get(path, { method: 'DELETE', headers }), 'methodNotAllowed');
      expectRefused(await server.get(far, { headers }), 'unauthorized');
      expectRefused(await server.get(far, { key: farKey, headers }), 'ipNotAllowed');
      expectRefused(await server.get(far, { key: writeKey, headers }), 'projectNotFound');
      expectRefused(await server.get(path, { key: writeKey, headers }), 'scopeMissing');
      expectRefused(await server.get(path, { key, headers }), 'notAcceptable');
      expectRefused(await server.get(path, { key }), route === 'changes' ? 'malformedValue' : 'unknownParameter');
    }
    const filtered = `${LOG}/changes?limit=0&contactId=x`;
    expectRefused(await server.get(filtered, { key: metadataKey, headers }), 'filterNotAllowed');
    expectRefused(await server.get(`${LOG}/changes?cursor=x`, { key }), 'invalidCursor', 'cursor');
  });

  test('a missing chat outranks Accept and parameters', async () => {
    const headers = { accept: 'image/png' };
    expectRefused(await server.get(`${LOG}/999?nonsense=1`, { key, headers }), 'chatNotFound');
    expectRefused(await server.get(`${LOG}/1?nonsense=1`, { key, headers }), 'notAcceptable');
    expectRefused(await server.get(`${LOG}/1?nonsense=1`, { key }), 'unknownParameter');
    expectRefused(await server.get(`/v2/projects?x=1`, { headers }), 'unauthorized');
    expectRefused(await server.get(`/v2/projects?x=1`, { key, headers }), 'notAcceptable');
  });
});

describe('projects that a key may not see', () => {
  test('are told like projects that do not exist', async () => {
    await server.makeProject(950, { tenant: 'other' });
    const missing = await server.get('/v2/projects/424242/chats?start=1', { key: limitedKey });
    expectRefused(missing, 'projectNotFound', 'projectid');
    for (const path of [
      '/v2/projects/823/chats',
      '/v2/projects/950/chats',
      '/v2/projects/823/chats/1',
      '/v2/projects/950/chats/1/explain',
    ]) {
      const reply = await server.get(`${path}?start=1`, { key: limitedKey });
      expect([reply.status, reply.text]).toEqual([missing.status, missing.text]);
      expect(Object.keys(reply.headers)).toEqual(Object.keys(missing.headers));
    }
    const listed = await server.get('/v2/projects', { key: limitedKey });
    expect(JSON.parse(listed.text).response.map(({ projectid }: { projectid: number }) => projectid)).toEqual([822]);
    const all = await server.get('/v2/projects', { key });
    expect(JSON.parse(all.text).response.map(({ projectid }: { projectid: number }) => projectid)).toEqual([822, 823]);
  });

  test('ids of another project find nothing in filters', async () => {
    const ids = { ticketId: 71_001, contactId: 71_002, entityId: 71_003, lastAgent: 71_004, lastQueueId: 71_005 };
    const other = await server.makeProject(951, { tenant: 'other' });
    await server.importChats(other, [{ ...pageExample.response[0], ...ids, projectId: 951 }]);
    const theirs = await server.makeKey({ tenant: 'other' });
    const { ticketId, contactId, entityId, lastAgent: userId, lastQueueId: queueId } = ids;
    for (const [name, id] of Object.entries({ ticketId, contactId, entityId, userId, queueId, agentId: userId })) {
      const headers = { prefer: 'count=exact' };
      const own = await server.get(`/v2/projects/951/chats?${name}=${id}`, { key: theirs, headers });
      expect([own.status, own.headers['x-total-count']], name).toEqual([200, '1']);
      const reply = await server.get(`${LOG}?${name}=${id}`, { key, headers });
      expect([JSON.parse(reply.text).response, reply.headers['x-total-count']], name).toEqual([[], '0']);
    }
  });
});
