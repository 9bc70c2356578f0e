/** Sorted lists against a naive sort of all rows, with ties and with chats that have no value, page by page of every size. */
import { type ChatInReply, type ChatLogReply, SORT_NAMES, type SortName } from '@parley/contract';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { comparePlaces, SORT_COLUMNS } from '../../src/chat-log/query/sort-order.ts';
import { chatId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import { sql } from '../../src/store/sql/sql.ts';
import { bootServer, type TestReply } from '../helpers/boot-server.ts';
import { type GivenFilters, matchesAll, valuesFor } from '../helpers/filter-oracle.ts';
import { runCli } from '../helpers/run-cli.ts';
import { runInStore } from '../helpers/run-in-store.ts';

const CHATS = 150;
const LOG = '/v2/projects/822/chats';
/** Rows of another log: without what is sorted by, with equal and with absurd values. */
const ROWS = [
  { chatId: 1001 },
  { chatId: 1002, sessionStartTime: '2024-10-27 02:30:00', sessionCloseTime: '2024-10-27 02:30:09', duration: 9 },
  { chatId: 1003, sessionStartTime: '2024-10-27 02:30:00', duration: 9, firstResponseTime: -4 },
  { chatId: 1004, transcript: null, duration: 9007199254740991, firstResponseTime: -4 },
  { chatId: 1005, sessionStartTime: '1965-01-01 00:00:00', firstResponseTime: 0 },
  { chatId: 1006, transcript: null },
];

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
const scope = await server.makeProject(822);
await server.importSample(scope, CHATS);
await server.importChats(scope, ROWS);
await scope.privacy.eraseChat(chatId(7), instant(0), 'operator');
const key = await server.makeKey();
const all = await readRows('include=ext');

async function get(query: string): Promise<TestReply> {
  return server.get(query.startsWith('/') ? query : `${LOG}?${query}`, { key });
}

async function readRows(query: string): Promise<readonly ChatInReply[]> {
  const reply = await get(query);
  if (reply.status !== 200) throw new TypeError(`${query}: ${reply.text}`);
  return (JSON.parse(reply.text) as ChatLogReply).response;
}

const idsOf = (rows: readonly ChatInReply[]) => rows.map((row) => row.chatId);

function naive(sort: SortName, direction: 'ASC' | 'DESC', filters: GivenFilters = []): readonly number[] {
  const place = (row: ChatInReply) => ({ value: SORT_COLUMNS[sort].shown(row), chatId: chatId(row.chatId) });
  const rows = all.filter((row) => matchesAll(row, filters));
  return idsOf(rows.toSorted((a, b) => comparePlaces(direction, place(a), place(b))));
}

async function walk(query: string): Promise<readonly number[]> {
  const ids: number[] = [];
  for (let next: string | null = query; next !== null; ) {
    const reply: TestReply = await get(next);
    if (reply.status !== 200) throw new TypeError(`${next}: ${reply.text}`);
    ids.push(...idsOf((JSON.parse(reply.text) as ChatLogReply).response));
    const target = /<([^>]+)>/.exec(String(reply.headers.link ?? ''))?.[1];
    next = target === undefined ? null : `${new URL(target).pathname}${new URL(target).search}`;
  }
  return ids;
}

function textOf(filters: GivenFilters): string {
  return filters.map(([name, value]) => `&${name}=${encodeURIComponent(value)}`).join('');
}

const CASES = SORT_NAMES.flatMap((sort) => (['ASC', 'DESC'] as const).map((direction) => [sort, direction] as const));

test('the rows have ties and lack values in every order', () => {
  for (const sort of SORT_NAMES) {
    const values = all.map(SORT_COLUMNS[sort].shown);
    expect(values.filter((value) => value === null).length, sort).toBeGreaterThan(0);
    expect(new Set(values).size, sort).toBeLessThan(values.length);
  }
});

describe.each(CASES)('sort=%s&direction=%s', (sort, direction) => {
  const order = `sort=${sort}&direction=${direction}`;

  test('is that of all rows, in one reply, and along Link by pages of every size', async () => {
    const expected = naive(sort, direction);
    expect(expected).toHaveLength(all.length);
    expect(idsOf(await readRows(order))).toEqual(expected);
    const sizes = [3, 50, expected.length - 1, expected.length, expected.length + 1];
    for (const size of sizes)
      expect(await walk(`${order}&limit=${size}&fields=chatId`), String(size)).toEqual(expected);
    expect(await walk(`${order}&limit=1001`)).toEqual(expected);
  });

  test('is the same in every zone, with fields, with previews and with facts', async () => {
    const expected = naive(sort, direction).slice(0, 40);
    for (const printing of ['tz=Asia/Tokyo', 'fields=chatId,type&include=preview&timestamps=normalized', 'include=ext'])
      expect(idsOf(await readRows(`${order}&limit=40&${printing}`)), printing).toEqual(expected);
  });

  test('a whole row is the one of the log, to the byte', async () => {
    const rows = new Map((await readRows('')).map((row) => [row.chatId, JSON.stringify(row)]));
    for (const row of await readRows(`${order}&limit=1000`)) expect(JSON.stringify(row)).toBe(rows.get(row.chatId));
  });
});

const FILTERS: readonly GivenFilters[] = [
  [['status', 'closed']],
  [['isSPAM', '1']],
  [['notType', 'webchat']],
  [
    ['minDuration', '1'],
    ['slaStatus', 'Within SLA'],
  ],
  [['without', 'firstResponseTime']],
  [['agentId', valuesFor('agentId', all)[0] ?? '']],
  [['startedFrom', '2000-01-01T00:00:00Z']],
  [['q', 'you']],
];

test.each(FILTERS.map((filters) => [textOf(filters), filters] as const))('with %s', async (text, filters) => {
  for (const [sort, direction] of CASES) {
    const expected = naive(sort, direction, filters);
    expect(expected.length).toBeGreaterThan(0);
    expect(await walk(`sort=${sort}&direction=${direction}&limit=37&fields=chatId${text}`)).toEqual(expected);
  }
});

test('any order, filter and size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...CASES),
      fc.constantFrom(...FILTERS, []),
      fc.constantFrom(...FILTERS, []),
      fc.integer({ min: 1, max: 60 }),
      async ([sort, direction], some, others, size) => {
        const filters = [...new Map([...some, ...others])];
        const expected = naive(sort, direction, filters);
        expect(
          await walk(`sort=${sort}&direction=${direction}&limit=${size + 10}&fields=chatId${textOf(filters)}`),
        ).toEqual(expected);
      },
    ),
    { seed: 6, numRuns: 40 },
  );
});

test('is the same while chats wait for their facts', async () => {
  await runInStore(
    server.place,
    sql`INSERT INTO fact_pending (project_row, chat_id, is_due) SELECT project_row, chat_id, 1 FROM chat_fact WHERE chat_id < 60`,
  );
  await runInStore(server.place, sql`DELETE FROM chat_fact WHERE chat_id < 30`);
  for (const [sort, direction] of CASES) {
    expect(await walk(`sort=${sort}&direction=${direction}&limit=61&fields=chatId`)).toEqual(naive(sort, direction));
  }
  const filters: GivenFilters = [['minDuration', '1']];
  expect(await walk(`sort=duration&limit=61${textOf(filters)}`)).toEqual(naive('duration', 'ASC', filters));
  while (await server.store.maintenance.refold(instant(0), 1_000));
  expect(await walk('sort=duration&limit=61')).toEqual(naive('duration', 'ASC'));
});

test('in every format, in HEAD and in an export', async () => {
  const expected = naive('duration', 'DESC');
  const order = 'sort=duration&direction=DESC';
  const lines = (await get(`${LOG}.ndjson?${order}&fields=chatId`)).text.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).chatId)).toEqual(expected);
  const csv = (await get(`${LOG}.csv?${order}&fields=chatId`)).text.trimEnd().split('\r\n').slice(1);
  expect(csv.map(Number)).toEqual(expected);
  for (const format of ['csv-messages', 'parquet', 'parquet-messages', 'xlsx', 'chatml']) {
    expect((await get(`${LOG}?format=${format}&${order}&limit=20`)).status, format).toBe(200);
  }
  const head = await server.get(`${LOG}?${order}&limit=2000`, { key, method: 'HEAD' });
  expect(head.status).toBe(200);
  const place = server.place.database === null ? ['--data', server.place.data] : ['--database', server.place.database];
  const words = ['export', ...place, '--tenant', 'acme', '--project', '822', '--filter', 'sort=duration'];
  const { stdout } = await runCli([...words, '--filter', 'direction=DESC', '--filter', 'fields=chatId']);
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).chatId),
  ).toEqual(expected);
});

test.each([
  ['sort=size', 'sort'],
  ['sort=duration&start=5', 'start'],
  ['sort=duration&offset=5', 'offset'],
  ['sort=duration&after=5', 'after'],
  ['after=600.5', 'after'],
  ['sort=duration&after=99999999999999999.5', 'after'],
])('%s is refused', async (query, property) => {
  const reply = await get(query);
  expect([reply.status, JSON.parse(reply.text).errors[0].property]).toEqual([400, property]);
});

test.each(['changes', 'digest', 'stats'])('%s has no order of its own', async (operation) => {
  const reply = await get(`${LOG}/${operation}?sort=duration`);
  expect([reply.status, JSON.parse(reply.text).errors[0].property]).toEqual([400, 'sort']);
});
