/** That every number of the statistics is that of the rows which its query lists, over real HTTP. */
import {
  type ChatInReply,
  type ChatLogReply,
  FILTER_NAMES,
  STATISTICS_GROUPS,
  type Statistics,
  type StatisticsGroup,
  type StatisticsReply,
} from '@parley/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readStatisticsQuery } from '../../src/chat-log/query/statistics-query.ts';
import { chatId, queueId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import { readStatistics } from '../../src/services/statistics/read-statistics.ts';
import { sql } from '../../src/store/sql/sql.ts';
import { bootServer, scopeOf, type TestKey, type TestServer } from '../helpers/boot-server.ts';
import { canaryRow } from '../helpers/canary-chats.ts';
import { type GivenFilters, matchesAll, valuesIn } from '../helpers/filter-oracle.ts';
import { openProject } from '../helpers/open-project.ts';
import { runInStore } from '../helpers/run-in-store.ts';
import { keysOf, numbersIn, numbersOf } from '../helpers/statistics-oracle.ts';

const CHATS = 240;
const LOG = '/v2/projects/822/chats';
const ZONE = 'Europe/Budapest';
const NEW_YORK = 'America/New_York';
const GROUPS = Object.keys(STATISTICS_GROUPS);
/** Values that the log refuses to be asked for. */
const WITHOUT_QUERY = ['Abandoned', 'Late'];

/** What only imported rows can be: no times, odd outcomes, absurd numbers, spam. */
const ROWS = [
  { ...canaryRow('one', 1001, 6), disposition: 'Abandoned', slaStatus: 'Late', firstResponseTime: -4 },
  { chatId: 1002, sessionStartTime: '2024-10-27 02:30:00', sessionCloseTime: '2024-10-27 02:30:09', duration: 9 },
  { chatId: 1003, disposition: 'Completed', type: '', firstResponseTime: 9007199254740991, pageName: '' },
  { chatId: 1004, disposition: 'Completed', isSPAM: 1, firstResponseTime: 9007199254740991, lastQueueId: 3803 },
  { chatId: 1005, disposition: 'Missed', firstResponseTime: 9007199254740990, averageResponseTime: 3 },
];

let server: TestServer;
let key: TestKey;
let all: readonly ChatInReply[];

beforeAll(async () => {
  server = await bootServer();
  const scope = await server.makeProject(822);
  await server.importSample(scope, CHATS);
  await server.importChats(scope, ROWS);
  await scope.privacy.eraseChat(chatId(5), instant(0), 'operator');
  key = await server.makeKey();
  all = await list('');
});
afterAll(() => server[Symbol.asyncDispose]());

async function list(query: string): Promise<readonly ChatInReply[]> {
  const reply = await server.get(`${LOG}?${query}&include=ext`.replace('?&', '?'), { key });
  if (reply.status !== 200) throw new TypeError(`${query}: ${reply.text}`);
  return (JSON.parse(reply.text) as ChatLogReply).response;
}

async function ask(query: string): Promise<Statistics> {
  const reply = await server.get(`${LOG}/stats?${query}`, { key });
  if (reply.status !== 200) throw new TypeError(`${query}: ${reply.text}`);
  return (JSON.parse(reply.text) as StatisticsReply).response;
}

/** Follows the queries of a group, and compares each number with the rows that they list. Returns how many it followed. */
async function follow(group: StatisticsGroup): Promise<number> {
  const rows = group.query === null ? null : await list(group.query);
  if (rows !== null) expect(numbersIn(group), group.query ?? '').toEqual(numbersOf(rows));
  const counted = [...(group.dispositions ?? []), ...(group.slaStatus ?? []), group.spam, group.transferred].flatMap(
    (part) => (part === null || part.query === null ? [] : [{ query: part.query, count: part.count }]),
  );
  for (const { query, count } of counted) expect(await list(query), query).toHaveLength(count);
  return counted.length + Number(rows !== null);
}

describe('statistics', () => {
  test.each(GROUPS)('by %s: every number is that of the rows that its query lists', async (by) => {
    const { groups, total, others } = await ask(`by=${by}&limit=4`);
    expect(groups.length).toBeGreaterThan(0);
    expect(await follow(total)).toBeGreaterThan(3);
    for (const group of groups) {
      const followed = await follow(group);
      const isReachable = !WITHOUT_QUERY.some((one) => one === group.key);
      expect(group.query !== null, String(group.key)).toBe(isReachable);
      if (isReachable) expect(followed, String(group.key)).toBeGreaterThan(0);
    }
    const shown = groups.reduce((sum, { count }) => sum + count, 0);
    if (by !== 'queue' && by !== 'agent') expect(shown + (others?.count ?? 0)).toBe(total.count);
  });

  test('a wrong number is noticed', async () => {
    const { total } = await ask('metrics=count,duration');
    const wrong = { ...total, duration: total.duration === null ? null : { ...total.duration, p50: -1 } };
    await expect(follow({ ...wrong, count: total.count })).rejects.toThrow();
  });

  test.each([
    ['in rows', sql`DELETE FROM fact_block`],
    ['in blocks', sql`DELETE FROM fact_block WHERE first_chat_id < 0`],
    ['in rows and blocks', sql`DELETE FROM fact_block WHERE first_chat_id BETWEEN 1 AND 150`],
  ])('over 50 random filters every group is that of the exported rows: facts %s', async (_, remove) => {
    await server.store.maintenance.markFactBlocks({ chats: 32, newest: 8 });
    while (await server.store.maintenance.fillFactBlocks(1_000));
    await runInStore(server.place, remove);
    const names = FILTER_NAMES.filter((name) => name !== 'q' && name !== 'queueId' && name !== 'agentId');
    const cases = fc.sample(
      fc.record({
        row: fc.nat(all.length - 1),
        names: fc.subarray(names, { maxLength: 3 }),
        by: fc.constantFrom(...GROUPS),
        tz: fc.constantFrom(ZONE, NEW_YORK, 'Australia/Lord_Howe'),
      }),
      { seed: 11, numRuns: 55 },
    );
    let counted = 0;
    for (const { row, names: chosen, by, tz } of cases) {
      const given: GivenFilters = chosen.flatMap((name) => {
        const [value = ''] = all[row] === undefined ? [] : valuesIn(all[row], name);
        // Of the zone of the row, not of the one that is asked for.
        if (name === 'weekdayHour' && tz !== ZONE) return [];
        const isRefused = value === '' || ['Abandoned', 'Late'].includes(value) || name.endsWith('Date');
        return isRefused ? [] : [[name, value] as const];
      });
      const isSpamCounted = by === 'isSPAM' || given.some(([name]) => name === 'isSPAM');
      const rows = all.filter((one) => matchesAll(one, given) && (isSpamCounted || one.isSPAM !== 1));
      const query = [...given, ['by', by], ['tz', tz], ['limit', '10000']]
        .map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`)
        .join('&');
      const reply = await ask(query);
      expect(numbersIn(reply.total), query).toEqual(numbersOf(rows));
      const groups = reply.groups.filter(({ count }) => count > 0);
      const expected = new Map<unknown, ChatInReply[]>();
      for (const one of rows)
        for (const of of keysOf(one, by, tz)) expected.set(of, [...(expected.get(of) ?? []), one]);
      expect(new Set(groups.map((group) => group.key)), query).toEqual(new Set(expected.keys()));
      for (const group of groups) {
        expect(numbersIn(group), `${query} ${group.key}`).toEqual(numbersOf(expected.get(group.key) ?? []));
      }
      counted += rows.length;
    }
    expect(counted).toBeGreaterThan(CHATS);
  });

  test('are the same while chats wait for their facts', async () => {
    const queries = [
      'by=day',
      'by=queue&type=webchat',
      'by=page&metrics=count',
      'by=lastAgent&q=you',
      'by=disposition',
      'by=day&minDuration=60',
      'by=type&maxFirstResponseTime=20&q=you',
      'by=hour&with=firstResponseTime&metrics=count',
    ];
    const before = await Promise.all(queries.map(ask));
    await runInStore(
      server.place,
      sql`INSERT INTO fact_pending (project_row, chat_id, is_due) SELECT project_row, chat_id, 1 FROM chat_fact`,
    );
    await runInStore(server.place, sql`DELETE FROM chat_fact WHERE chat_id > 40`);
    expect(await Promise.all(queries.map(ask))).toEqual(before);
    while (await server.store.maintenance.refold(instant(0), 1_000));
    expect(await Promise.all(queries.map(ask))).toEqual(before);
  });

  test('hours that come twice when clocks go back are apart', async () => {
    const { groups } = await ask('by=hour&startDate=2024-10-27&metrics=count');
    expect(groups.map((group) => group.key)).toEqual(['2024-10-27T02:00:00+02:00']);
    expect(groups[0]?.query).toContain('startedFrom=2024-10-27T00:00:00.000Z&startedBefore=2024-10-27T01:00:00.000Z');
  });

  test('names of agents and queues are beside their ids', async () => {
    for (const [by, id, name] of [
      ['lastAgent', 'lastAgent', 'lastAgentName'],
      ['lastQueue', 'lastQueueId', 'lastQueueName'],
    ] as const) {
      const { groups } = await ask(`by=${by}&metrics=count`);
      for (const group of groups.filter((one) => one.key !== null)) {
        const newest = all.findLast((row) => row[id] === group.key && row.isSPAM !== 1);
        expect(group.name ?? '').toBe(newest?.[name] ?? '');
      }
    }
    const queues = await ask('by=queue&metrics=count');
    expect(queues.groups.some((group) => group.name !== null)).toBe(true);
  });

  test('metrics that were not asked for are null', async () => {
    const { total } = await ask('metrics=count,duration');
    expect(total).toMatchObject({ wait: null, messages: null, dispositions: null, spam: null, transferred: null });
    expect(total.duration?.count).toBeGreaterThan(0);
  });

  test('the rest of many groups is told', async () => {
    const full = await ask('by=day&metrics=count');
    const cut = await ask('by=day&metrics=count&limit=2');
    expect(cut.groups).toEqual(full.groups.slice(0, 2));
    const rest = full.groups.slice(2);
    const sum = rest.reduce((count, group) => count + group.count, 0);
    expect(cut.others).toEqual({ groups: rest.length, count: sum });
  });

  test('when time runs out the counts are lower bounds and the reply says so', async () => {
    const project = await openProject(server.store, scopeOf(822));
    const input = { parameters: [['by', 'type'] as const, ['withinMs', '5'] as const], projectId: project.projectId };
    const read = readStatisticsQuery({ ...input, zone: project.zone, isLenient: false, isMetadataOnly: false });
    if ('refused' in read) throw new TypeError('refused');
    let nowMs = 0;
    const late = await readStatistics(project, read.query, { monotonicMs: () => (nowMs += 10) });
    expect(late.isComplete).toBe(false);
    const full = await readStatistics(project, read.query, { monotonicMs: () => 0 });
    expect(full.isComplete).toBe(true);
    expect(late.total.count).toBeLessThanOrEqual(full.total.count);
  });

  test('a key that is limited to a queue gets the numbers of its chats, and of no other', async () => {
    const queues = await ask('by=queue&metrics=count');
    const queue = queues.groups.find((group) => group.key !== null && group.count < queues.total.count);
    const limited = await server.makeKey({ queueIds: [queueId(Number(queue?.key))] });
    const get = async (query: string) => JSON.parse((await server.get(`${LOG}/stats?${query}`, { key: limited })).text);
    for (const by of ['day', 'lastAgent', 'page', 'day&minDuration=60', 'type&maxMessageCount=9&with=duration']) {
      const { response } = await get(`by=${by}`);
      const expected = await ask(`by=${by}&queueId=${queue?.key}`);
      expect(response.total.count, by).toBeGreaterThan(0);
      expect(numbersIn(response.total), by).toEqual(numbersIn(expected.total));
      expect(response.groups.map(numbersIn), by).toEqual(expected.groups.map(numbersIn));
    }
  });

  test('a key for metadata gets numbers, and neither pages nor filters by content', async () => {
    const metadata = await server.makeKey({ scopes: ['chats:metadata'] });
    const get = (query: string) => server.get(`${LOG}/stats?${query}`, { key: metadata });
    expect(JSON.parse((await get('by=queue')).text).response).toEqual(await ask('by=queue'));
    for (const query of ['by=page', 'q=you', 'contactId=6']) {
      const reply = await get(query);
      expect([reply.status, JSON.parse(reply.text).errors[0].errormessage]).toEqual([403, 'error.filter_not_allowed']);
    }
  });

  test.each([
    ['by=year', 400, 'by'],
    ['metrics=median', 400, 'metrics'],
    ['limit=0', 400, 'limit'],
    ['by=queue&queueId=3803', 400, 'queueId'],
    ['startedFrom=2024-01-01', 400, 'startedFrom'],
    ['start=5', 400, 'start'],
  ])('%s is refused', async (query, status, property) => {
    const reply = await server.get(`${LOG}/stats?${query}`, { key });
    expect([reply.status, JSON.parse(reply.text).errors[0].property]).toEqual([status, property]);
  });
});
