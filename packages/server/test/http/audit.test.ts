/**
 * The audit log over HTTP: every way to read chats leaves a line, nobody sees lines that are not theirs to see, and no word that
 * was looked for is kept.
 */
import { AUDITED_READS, type AuditLine, LOG_FORMATS, OPERATIONS } from '@parley/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditQuery } from '../../src/model/audit.ts';
import { chatId, queueId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import type { ChatStore } from '../../src/store/chat-store.ts';
import { bootServer, type GetOptions, type TestKey } from '../helpers/boot-server.ts';
import { expectRefused } from '../helpers/expect-refused.ts';
import { ManualTimers } from '../helpers/manual-timers.ts';
import { addPerson, signIn } from '../helpers/people.ts';
import { readStoreBytes } from '../helpers/store-bytes.ts';
import { isOnPostgres, makeTestStore } from '../helpers/test-store.ts';

const EVERYTHING: AuditQuery = {
  tenantId: null,
  projectIds: null,
  kind: null,
  actor: null,
  action: null,
  from: null,
  before: null,
  after: null,
  limit: 10,
};
const LOG = '/v2/projects/822/chats';
const CHATS = 40;
const MINUTE_MS = 60_000;
/** Stand in filters only. */
const WORD = 'zyzzyvaword';
const CONTACT = '918273645546';

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
await server.importSample(await server.makeProject(822), CHATS);
await server.importSample(await server.makeProject(7), 5);
const admin = await server.makeKey({ scopes: ['admin'] });
const reader = await server.makeKey();
beforeAll(async () => {
  await addPerson(server, 'anna', 'supervisor');
});

async function readAudit(query = '', options: GetOptions = { key: admin }): Promise<readonly AuditLine[]> {
  const reply = await server.get(`/v2/audit${query}`, options);
  if (reply.status !== 200) throw new TypeError(reply.text);
  return JSON.parse(reply.text).response;
}

/** What the next requests leave, in a minute of their own. */
async function linesOf(ask: () => Promise<unknown>): Promise<readonly AuditLine[]> {
  server.clock.advance(MINUTE_MS);
  const from = new Date(server.clock.nowMs()).toISOString();
  await ask();
  return (await readAudit(`?from=${from}`)).toReversed();
}
const get = (path: string, key: TestKey = reader) => server.get(path, { key });

describe('a read leaves who did what, by which filters, and how many chats came', () => {
  test.each([
    [
      'a list',
      `${LOG}?limit=5&disposition=Missed`,
      { action: 'chats.listed', filters: [{ name: 'disposition', value: 'Missed' }] },
    ],
    ['all of the log', LOG, { action: 'chats.listed', rows: CHATS }],
    ['a page', `${LOG}?limit=7`, { action: 'chats.listed', rows: 7 }],
    ['an empty page', `${LOG}?after=999999`, { action: 'chats.listed', rows: 0 }],
    ['a search', `${LOG}?q=${WORD}`, { action: 'chats.searched', rows: 0, filters: [{ name: 'q', value: null }] }],
    ['a chat', `${LOG}/3`, { action: 'chat.read', target: 'chat 3', rows: 1 }],
    ['an explanation', `${LOG}/3/explain`, { action: 'chat.explained', target: 'chat 3', rows: 1 }],
    [
      'statistics',
      `${LOG}/stats?by=day&isSPAM=0`,
      { action: 'statistics.read', filters: [{ name: 'isSPAM', value: '0' }] },
    ],
    ['the feed', `${LOG}/changes?since=2020-01-01T00:00:00Z&limit=9`, { action: 'changes.read', rows: 9 }],
    ['the digest', `${LOG}/digest`, { action: 'digest.read', rows: CHATS }],
  ] as const)('%s', async (_, path, expected) => {
    const [line, ...others] = await linesOf(() => get(path));
    const usual = {
      projectid: 822,
      actor: `key ${reader.prefix}`,
      target: null,
      format: null,
      filters: [],
      requests: 1,
    };
    expect(line).toMatchObject({ ...usual, ...expected });
    expect(others).toEqual([]);
  });

  test.each(LOG_FORMATS.filter((format) => format !== 'json'))('an export as %s', async (format) => {
    const lines = await linesOf(() => get(`${LOG}?format=${format}&queueId=3803`));
    expect(lines).toMatchObject([{ action: 'chats.exported', format, filters: [{ name: 'queueId', value: '3803' }] }]);
  });

  test('an export by the address of a format, or by Accept', async () => {
    const lines = await linesOf(async () => {
      await get(`${LOG}.ndjson`);
      await server.get(LOG, { key: reader, headers: { accept: 'text/csv' } });
    });
    expect(lines.map(({ action, format }) => [action, format])).toEqual([
      ['chats.exported', 'ndjson'],
      ['chats.exported', 'csv'],
    ]);
  });

  test('a person is named by login', async () => {
    const headers = await signIn(server, 'anna');
    const lines = await linesOf(() => server.get(LOG, { headers }));
    expect(lines).toMatchObject([{ actor: 'user anna', rows: CHATS }]);
  });

  test('requests that are alike are one line, with the sum of their chats', async () => {
    const lines = await linesOf(async () => {
      for (const after of [0, 10, 20]) await get(`${LOG}?limit=10&after=${after}`);
      await get(`${LOG}?limit=10&isSPAM=0`);
    });
    expect(lines.map(({ requests, rows }) => [requests, rows])).toEqual([
      [3, 30],
      [1, expect.any(Number)],
    ]);
  });

  test('HEAD and 304 are requests without chats', async () => {
    const { headers } = await get(`${LOG}/3`);
    const lines = await linesOf(async () => {
      await server.get(`${LOG}/3`, { key: reader, headers: { 'if-none-match': String(headers.etag) } });
      await server.get(`${LOG}?limit=5`, { key: reader, method: 'HEAD' });
    });
    expect(lines.map(({ action, requests, rows }) => [action, requests, rows])).toEqual([
      ['chat.read', 1, 0],
      ['chats.listed', 1, 0],
    ]);
  });

  test('what was refused, and what holds no chats, leaves none', async () => {
    const lines = await linesOf(async () => {
      expect((await get(`${LOG}/999`)).status).toBe(404);
      expect((await get(`${LOG}?startDate=never`)).status).toBe(400);
      for (const path of ['/v2/projects', '/v2/session', '/metrics', '/openapi.json']) await get(path);
    });
    expect(lines).toEqual([]);
  });

  test('every operation that reads chats', async () => {
    const audited = OPERATIONS.filter(({ operationId }) => AUDITED_READS[operationId] !== null);
    const paths = audited.map(({ path }) => path.replace('{projectid}', '822').replace('{chatId}', '5'));
    // Files are in attachments.test.ts.
    for (const path of paths.filter((one) => !one.includes('{attachmentId}'))) {
      expect(await linesOf(() => get(path)), path).toHaveLength(1);
    }
    const others = OPERATIONS.filter(({ path, method }) => method === 'GET' && path.includes('{projectid}')).map(
      ({ path }) => path,
    );
    // Views are names and filters, and settings of the desk hold no chats. An agent's stream has the chats that they were given.
    expect(others.filter((path) => !audited.some((one) => one.path === path))).toEqual([
      '/v2/projects/{projectid}/desk/events',
      '/v2/projects/{projectid}/desk/queues',
      '/v2/projects/{projectid}/desk/agents',
      '/v2/projects/{projectid}/desk/sites',
      '/v2/projects/{projectid}/desk/ticket-types',
      '/v2/projects/{projectid}/desk/replies',
      '/v2/projects/{projectid}/views',
    ]);
  });
});

describe('the audit log', () => {
  test('has removals beside reads, the newest first', async () => {
    const writer = await server.makeKey({ scopes: ['chats:write', 'chats:read'] });
    const lines = await linesOf(async () => {
      await get(`${LOG}/9`, writer);
      server.clock.advance(1);
      await server.get(`${LOG}/9`, { key: writer, method: 'DELETE' });
    });
    const erased = { action: 'chat.erased', target: 'chat 9', requests: null, rows: null, filters: [], format: null };
    expect(lines).toMatchObject([{ action: 'chat.read' }, { ...erased, actor: `key ${writer.prefix}` }]);
  });

  test('comes in pages that lead to every line once', async () => {
    const whole = await readAudit('?limit=1000');
    const pages: AuditLine[] = [];
    for (let path: string | undefined = '/v2/audit?limit=3'; path !== undefined; ) {
      const reply = await server.get(path, { key: admin });
      pages.push(...(JSON.parse(reply.text).response as AuditLine[]));
      const next = /^<(.*)>; rel="next"$/.exec(String(reply.headers.link ?? ''))?.[1];
      path = next === undefined ? undefined : next.slice(next.indexOf('/v2'));
    }
    expect(pages).toEqual(whole);
    expect(whole.length).toBeGreaterThan(20);
    expect(whole.map(({ at }) => at)).toEqual(
      whole
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    );
  });

  test('is narrowed by each filter', async () => {
    await get('/v2/projects/7/chats');
    const only = async (query: string, isMeant: (line: AuditLine) => boolean) => {
      const [all, some] = [await readAudit('?limit=1000'), await readAudit(`?limit=1000&${query}`)];
      expect(some).toEqual(all.filter(isMeant));
      expect(some.length).toBeGreaterThan(0);
      expect(some.length).toBeLessThan(all.length);
    };
    await only('projectid=7', ({ projectid }) => projectid === 7);
    await only('actor=user%20anna', ({ actor }) => actor === 'user anna');
    await only('action=chat.erased', ({ action }) => action === 'chat.erased');
    const [middle] = (await readAudit('?limit=10')).slice(-1);
    await only(`from=${middle?.at}`, ({ at }) => at >= (middle?.at ?? ''));
    await only(`to=${middle?.at}`, ({ at }) => at < (middle?.at ?? ''));
  });

  test.each([
    ['action=chat.sold', 'malformedValue', 'action'],
    ['cursor=x', 'malformedValue', 'cursor'],
    ['from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'conflictingParameters', 'to'],
    ['projectid=12345', 'projectNotFound', 'projectid'],
    ['who=anna', 'unknownParameter', 'who'],
  ] as const)('refuses %s', async (query, error, property) => {
    expectRefused(await server.get(`/v2/audit?${query}`, { key: admin }), error, property);
  });

  test('is for admins only', async () => {
    expectRefused(await server.get('/v2/audit', { key: reader }), 'scopeMissing');
    expectRefused(await server.get('/v2/audit', { headers: await signIn(server, 'anna') }), 'scopeMissing');
  });

  test('shows an admin of one project that one only', async () => {
    const of7 = await server.makeKey({ scopes: ['admin'], projects: [7] });
    const seen = await readAudit('?limit=1000', { key: of7 });
    expect(new Set(seen.map(({ projectid }) => projectid))).toEqual(new Set([7]));
    expectRefused(await server.get('/v2/audit?projectid=822', { key: of7 }), 'projectNotFound', 'projectid');
  });

  test('shows another tenant nothing', async () => {
    await server.makeProject(822, { tenant: 'globex' });
    const other = await server.makeKey({ scopes: ['admin'], tenant: 'globex' });
    const seen = await readAudit('?limit=1000', { key: other });
    expect(seen.map(({ action, target }) => `${action} ${target?.slice(0, 16)}`)).toEqual([
      `key.created ${`key ${other.prefix}`.slice(0, 16)}`,
      'person.changed test',
    ]);
  });

  test('shows who administers to those who see every project', async () => {
    const [whole, of7] = [await readAudit('?limit=1000'), await server.makeKey({ scopes: ['admin'], projects: [7] })];
    expect(whole.some(({ projectid, action }) => projectid === null && action === 'key.created')).toBe(true);
    const seen = await readAudit('?limit=1000&action=key.created', { key: of7 });
    expect(seen).toEqual([]);
  });

  test('shows somebody limited to queues what they did themselves, and nothing else', async () => {
    const limited = await server.makeKey({ scopes: ['admin'], queueIds: [queueId(3803)] });
    expect(await readAudit('?limit=1000', { key: limited })).toEqual([]);
    await get(`${LOG}?limit=2`, limited);
    const own = await readAudit('?limit=1000', { key: limited });
    expect(own).toMatchObject([{ actor: `key ${limited.prefix}`, action: 'chats.listed' }]);
    expect(await readAudit('?actor=user%20anna', { key: limited })).toEqual([]);
    expect((await readAudit('?actor=user%20anna')).length).toBeGreaterThan(0);
  });
});

test('no word and no contact that was looked for is in the files of the store; other values are', async (context) => {
  context.skip(isOnPostgres(), 'it looks into the files of a SQLite store');
  for (const path of [LOG, `${LOG}.csv`, `${LOG}/stats`, `${LOG}/digest`, `${LOG}/changes`]) {
    const found = await get(`${path}?q=${WORD}&contactId=${CONTACT}&type=${WORD}&ticketId=887766554`);
    expect(found.status).toBe(200);
  }
  await readAudit();
  const { raw } = readStoreBytes(server.place.data);
  expect(raw).not.toContain(WORD);
  expect(raw).not.toContain(CONTACT);
  expect(raw).toContain('ticketId=887766554');
});

describe('the server', () => {
  test('stores reads within two seconds, and those that wait when it stops', async () => {
    await using made = await makeTestStore();
    const timers = new ManualTimers();
    const first = await bootServer({ timers, place: made.place });
    const loops = timers.pending;
    await first.importSample(await first.makeProject(822), 3);
    const key = await first.makeKey();
    const requests = async ({ audit }: Pick<ChatStore, 'audit'>) =>
      (await audit.read({ ...EVERYTHING, kind: 'reads' })).map((line) => (line.kind === 'reads' ? line.requests : 0));
    await first.get(LOG, { key });
    expect(await requests(first.store)).toEqual([]);
    timers.pass(2_000);
    await timers.whenPending(loops);
    expect(await requests(first.store)).toEqual([1]);
    await first.get(LOG, { key });
    await first[Symbol.asyncDispose]();
    await using next = await bootServer({ place: made.place });
    expect(await requests(next.store)).toEqual([2]);
  });

  test('forgets reads after the time that it was given, and removals never', async () => {
    const timers = new ManualTimers();
    await using own = await bootServer({ timers });
    const loops = timers.pending;
    const scope = await own.makeProject(822);
    await own.importSample(scope, 3);
    const [key, root] = [await own.makeKey(), await own.makeKey({ scopes: ['admin'] })];
    await own.get(LOG, { key });
    const project = await own.store.project(scope);
    await project?.privacy.eraseChat(chatId(1), instant(own.clock.nowMs()), 'operator');
    const actions = async () =>
      JSON.parse((await own.get('/v2/audit?projectid=822', { key: root })).text).response.map(
        ({ action }: AuditLine) => action,
      );
    expect(await actions()).toEqual(['chats.listed', 'chat.erased']);
    own.clock.advance(401 * 24 * 60 * MINUTE_MS);
    timers.pass(3_600_000);
    await timers.whenPending(loops);
    expect(await actions()).toEqual(['chat.erased']);
  });
});
