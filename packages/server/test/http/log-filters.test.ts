/** Every filter, alone and together, against a reading of the whole log that filters row by row. */
import {
  type ChatChangesReply,
  type ChatLogReply,
  type ParameterKind,
  SELECTION_NAMES,
  SELECTION_PARAMETERS,
  type SelectionName,
  type SelectionParameter,
} from '@parley/contract';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { bootServer, type TestReply } from '../helpers/boot-server.ts';
import { type GivenFilters, matchesAll, reconciled, valuesFor } from '../helpers/filter-oracle.ts';
import { runCli } from '../helpers/run-cli.ts';
import { sampleEvents, startRequest } from '../helpers/sample-import.ts';

const CHATS = 260;
const LOG = '/v2/projects/822/chats';

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
const scope = await server.makeProject(822);
await server.importSample(scope, CHATS);
await server.settle();
const key = await server.makeKey();
const all = (JSON.parse((await server.get(`${LOG}?include=ext`, { key })).text) as ChatLogReply).response;

/** Values that find none of the sample's chats. */
const ABSENT: Readonly<Partial<Record<ParameterKind['kind'], readonly string[]>>> = {
  id: ['0', '999999'],
  integer: ['0', '9007199254740991'],
  date: ['2001-01-01'],
  text: ['Webchat'],
};

/** Values that stand in the log, and some that do not where any may be asked for. */
function valuesOf(name: SelectionName): readonly string[] {
  const { value }: SelectionParameter = SELECTION_PARAMETERS[name];
  if (value.kind === 'choice') return value.values;
  const values = new Set([...valuesFor(name, all), ...(ABSENT[value.kind] ?? [])]);
  // An empty value is refused.
  return [...values].filter((text) => text !== '');
}
const VALUES = Object.fromEntries(SELECTION_NAMES.map((name) => [name, valuesOf(name)])) as Readonly<
  Record<SelectionName, readonly string[]>
>;

function naiveIds(filters: GivenFilters, isUp: boolean, limit: number): readonly number[] {
  const rows = all.filter((row) => matchesAll(row, filters));
  const ids = rows.map(({ chatId }) => chatId);
  return (isUp ? ids : ids.reverse()).slice(0, limit);
}

async function servedIds(filters: GivenFilters, isUp: boolean, limit: number): Promise<readonly number[]> {
  const pairs = [...filters, ['direction', isUp ? 'ASC' : 'DESC'], ['limit', String(limit)], ['fields', 'chatId']];
  const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`).join('&');
  const reply = await server.get(`${LOG}?${query}`, { key });
  if (reply.status !== 200) throw new TypeError(`${query}: ${reply.text}`);
  return (JSON.parse(reply.text) as ChatLogReply).response.map(({ chatId }) => chatId);
}

test('the sample holds rows for every filter and rows that it leaves out', () => {
  for (const name of SELECTION_NAMES) {
    const counts = VALUES[name].map((value) => naiveIds([[name, value]], true, CHATS).length);
    expect(Math.max(...counts), name).toBeGreaterThan(0);
    expect(Math.min(...counts), name).toBeLessThan(CHATS);
  }
});

test.each(SELECTION_NAMES)('%s finds exactly its rows', async (name) => {
  for (const value of VALUES[name].slice(-12)) {
    expect(await servedIds([[name, value]], true, 2_000), value).toEqual(naiveIds([[name, value]], true, 2_000));
  }
});

/** A value of the parameter that finds some chats and leaves some out, if there is one. */
function tellingValue(name: SelectionName): string {
  const counted = VALUES[name].map((value) => [value, naiveIds([[name, value]], true, CHATS).length] as const);
  const [value] = counted.find(([, count]) => count > 1 && count < CHATS) ?? counted[0] ?? [''];
  return value;
}

test.each(SELECTION_NAMES)(
  '%s means the same in the count, the digest, the feed, an export and along Link',
  async (name) => {
    const value = tellingValue(name);
    const query = `${name}=${encodeURIComponent(value)}`;
    const expected = naiveIds([[name, value]], true, CHATS);
    const counted = await server.get(`${LOG}?${query}&limit=1`, { key, headers: { prefer: 'count=exact' } });
    expect(counted.headers['x-total-count']).toBe(String(expected.length));
    const digest = await server.get(`${LOG}/digest?${query}`, { key });
    expect(JSON.parse(digest.text).response.count).toBe(expected.length);
    const feed = JSON.parse((await server.get(`${LOG}/changes?limit=10000&${query}`, { key })).text);
    const changed = (feed as ChatChangesReply).response.filter(({ ext }) => ext !== undefined && !('left' in ext));
    expect(changed.map(({ chatId }) => chatId).sort((a, b) => a - b)).toEqual(expected);
    const place =
      server.place.database === null ? ['--data', server.place.data] : ['--database', server.place.database];
    const words = ['export', ...place, '--tenant', 'acme', '--project', '822', '--filter', `${name}=${value}`];
    const { stdout } = await runCli(words);
    const exported = stdout.split('\n').filter((line) => line !== '');
    expect(exported.map((line) => JSON.parse(line).chatId)).toEqual(expected);
    const walked: number[] = [];
    let next: string | undefined = `${LOG}?${query}&limit=${Math.ceil(expected.length / 2)}&fields=chatId`;
    while (next !== undefined) {
      const reply: TestReply = await server.get(next, { key });
      walked.push(...(JSON.parse(reply.text) as ChatLogReply).response.map(({ chatId }) => chatId));
      const target = /<([^>]+)>/.exec(String(reply.headers.link ?? ''))?.[1];
      next = target === undefined ? undefined : `${new URL(target).pathname}${new URL(target).search}`;
    }
    expect(walked).toEqual(expected);
  },
);

test('every pair of filters finds exactly the rows of both', async () => {
  const pairs = SELECTION_NAMES.flatMap((first, at) =>
    SELECTION_NAMES.slice(at + 1).map((second) => [first, second] as const),
  );
  let found = 0;
  for (const [at, [first, second]] of pairs.entries()) {
    // A row of the log gives the values, so that most pairs find something.
    const row = all[(at * 37) % all.length];
    const valueIn = (name: SelectionName) => VALUES[name].find((value) => row && matchesAll(row, [[name, value]]));
    const filters = reconciled([first, second].map((name) => [name, valueIn(name) ?? VALUES[name][0] ?? '']));
    const isUp = at % 2 === 0;
    const expected = naiveIds(filters, isUp, 5);
    expect(await servedIds(filters, isUp, 5), JSON.stringify(filters)).toEqual(expected);
    found += expected.length;
  }
  expect(found).toBeGreaterThan(pairs.length);
});

const arbitraryFilters = fc
  .subarray([...SELECTION_NAMES], { minLength: 1, maxLength: 4 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) => fc.constantFrom(...VALUES[name]).map((value): GivenFilters[number] => [name, value])),
    ),
  )
  .map(reconciled);

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

test('a search tells how many chats it read because the index does not have them, and finds them', async () => {
  const project = await server.makeProject(823);
  await server.importSample(project, 3, 9);
  await server.settle();
  const [events = []] = sampleEvents(1, 17);
  const started = await project.chats.append(startRequest(events, 2));
  if ('refused' in started) throw new TypeError(started.refused);
  while (await server.store.maintenance.indexWords(1_000));
  const reply = await server.get(`/v2/projects/823/chats?q=${started.chatId}&fields=chatId`, { key });
  expect(reply.headers['parley-unindexed-chats']).toBe('1');
  expect((JSON.parse(reply.text) as ChatLogReply).response).toContainEqual({ chatId: started.chatId });
  const plain = await server.get('/v2/projects/823/chats?fields=chatId', { key });
  expect(plain.headers['parley-unindexed-chats']).toBeUndefined();
});
