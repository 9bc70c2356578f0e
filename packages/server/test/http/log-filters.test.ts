/** Every filter, alone and together, against a reading of the whole log that filters row by row. */
import type { ChatInReply, ChatLogReply } from '@parley/contract';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { bootServer } from '../helpers/boot-server.ts';

const CHATS = 260;
const LOG = '/v2/projects/822/chats';

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
const scope = await server.makeProject(822);
await server.importSample(scope, CHATS);
const key = await server.makeKey();
const all = (JSON.parse((await server.get(`${LOG}?include=ext`, { key })).text) as ChatLogReply).response;

type Condition = (row: ChatInReply, value: string) => boolean;

const participates =
  (kind: 'agent' | 'queue'): Condition =>
  (row, value) =>
    (row.ext?.participants ?? []).some((one) => one.kind === kind && one.id === Number(value));

/** What each filter says of a row, read off the row itself. */
const CONDITIONS: Readonly<Record<string, Condition>> = {
  userId: (row, value) => row.lastAgent === Number(value),
  entityId: (row, value) => row.entityId === Number(value),
  contactId: (row, value) => row.contactId === Number(value),
  ticketId: (row, value) => row.ticketId === Number(value),
  agentId: participates('agent'),
  queueId: participates('queue'),
  type: (row, value) => row.type === value,
  disposition: (row, value) => row.disposition === value,
  slaStatus: (row, value) => row.slaStatus === value,
  isSPAM: (row, value) => row.isSPAM === Number(value),
  status: (row, value) => (row.sessionCloseTime === null) === (value === 'open'),
  startDate: (row, value) => (row.sessionStartTime ?? '').slice(0, 10) === value,
};

/** Values that stand in the log, and one that does not, for each filter. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  userId: valuesOf(({ lastAgent }) => [lastAgent], '999999'),
  entityId: valuesOf(({ entityId }) => [entityId], '999999'),
  contactId: valuesOf(({ contactId }) => [contactId], '999999'),
  ticketId: valuesOf(({ ticketId }) => [ticketId], '999999'),
  agentId: valuesOf(
    ({ ext }) => (ext?.participants ?? []).filter(({ kind }) => kind === 'agent').map(({ id }) => id),
    '0',
  ),
  queueId: valuesOf(
    ({ ext }) => (ext?.participants ?? []).filter(({ kind }) => kind === 'queue').map(({ id }) => id),
    '0',
  ),
  type: valuesOf(({ type }) => [type], 'Webchat'),
  disposition: ['In progress', 'Completed', 'Missed', 'Lost'],
  slaStatus: ['Within SLA', 'Out of SLA'],
  isSPAM: ['0', '1'],
  status: ['open', 'closed'],
  startDate: valuesOf(({ sessionStartTime }) => [(sessionStartTime ?? '').slice(0, 10)], '2001-01-01'),
};

function valuesOf(read: (row: ChatInReply) => readonly (string | number | null)[], absent: string): readonly string[] {
  return [...new Set(all.flatMap((row) => read(row)).map(String)), absent];
}

type Filters = readonly (readonly [name: string, value: string])[];

function naiveIds(filters: Filters, isUp: boolean, limit: number): readonly number[] {
  const rows = all.filter((row) => filters.every(([name, value]) => CONDITIONS[name]?.(row, value)));
  const ids = rows.map(({ chatId }) => chatId);
  return (isUp ? ids : ids.reverse()).slice(0, limit);
}

async function servedIds(filters: Filters, isUp: boolean, limit: number): Promise<readonly number[]> {
  const pairs = [...filters, ['direction', isUp ? 'ASC' : 'DESC'], ['limit', String(limit)], ['fields', 'chatId']];
  const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`).join('&');
  const reply = await server.get(`${LOG}?${query}`, { key });
  if (reply.status !== 200) throw new TypeError(`${query}: ${reply.text}`);
  return (JSON.parse(reply.text) as ChatLogReply).response.map(({ chatId }) => chatId);
}

const NAMES = Object.keys(CONDITIONS);

test('the sample holds rows for every filter and rows that it leaves out', () => {
  for (const name of NAMES) {
    const counts = (VALUES[name] ?? []).map((value) => naiveIds([[name, value]], true, CHATS).length);
    expect(Math.max(...counts), name).toBeGreaterThan(0);
    expect(Math.min(...counts), name).toBeLessThan(CHATS);
  }
});

test.each(NAMES)('%s finds exactly its rows', async (name) => {
  for (const value of (VALUES[name] ?? []).slice(-12)) {
    expect(await servedIds([[name, value]], true, 2_000), value).toEqual(naiveIds([[name, value]], true, 2_000));
  }
});

test('every pair of filters finds exactly the rows of both', async () => {
  const pairs = NAMES.flatMap((first, at) => NAMES.slice(at + 1).map((second) => [first, second] as const));
  let found = 0;
  for (const [at, [first, second]] of pairs.entries()) {
    // A row of the log gives the values, so that most pairs find something.
    const row = all[(at * 37) % all.length];
    const valueIn = (name: string) => (VALUES[name] ?? []).find((value) => row && CONDITIONS[name]?.(row, value));
    const filters = [first, second].map((name) => [name, valueIn(name) ?? VALUES[name]?.[0] ?? ''] as const);
    for (const isUp of [true, false]) {
      const expected = naiveIds(filters, isUp, 5);
      expect(await servedIds(filters, isUp, 5), JSON.stringify(filters)).toEqual(expected);
      found += expected.length;
    }
  }
  expect(found).toBeGreaterThan(pairs.length);
});

const arbitraryFilters = fc
  .subarray(NAMES, { minLength: 1, maxLength: 4 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) => fc.constantFrom(...(VALUES[name] ?? [''])).map((value): Filters[number] => [name, value])),
    ),
  );

test('any filters together, in either direction and with any limit, are those of the naive reading', async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryFilters,
      fc.boolean(),
      fc.constantFrom(1, 3, 100, 1_000, 1_001, 9_999_999),
      async (filters, isUp, limit) => {
        expect(await servedIds(filters, isUp, limit)).toEqual(naiveIds(filters, isUp, limit));
      },
    ),
    { seed: 4, numRuns: 150 },
  );
});
