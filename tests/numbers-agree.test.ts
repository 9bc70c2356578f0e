/**
 * The same log by every way out: JSON, NDJSON, CSV, Parquet, the SDK's reading, its sync loop, and the digest. What they
 * say of each chat, and how many chats there are, must agree; over either store.
 */
import { Checksum, chatChecksum } from '@parley/client';
import { afterAll, describe, expect, test } from 'vitest';
import { bootServer } from '../packages/server/test/helpers/boot-server.ts';
import { parseCsv } from '../packages/server/test/helpers/parse-csv.ts';
import { asJsonRows, readParquet } from '../packages/server/test/helpers/read-parquet.ts';
import { clientOf, newCopy, syncCopy } from './helpers/sync-checker.ts';

const PROJECT = 822;
const LOG = `/v2/projects/${PROJECT}/chats`;

type Row = Readonly<Record<string, unknown>>;

/** Numbers and words of a chat that reports are made of; a measure that cannot be computed is "" in CSV. */
const FACTS = [
  'chatId',
  'duration',
  'firstResponseTime',
  'averageResponseTime',
  'sumResponseTime',
  'responseCount',
  'disposition',
  'slaStatus',
  'isSPAM',
] as const;

const listOf = (value: unknown) => (typeof value === 'string' ? JSON.parse(value) : value) as readonly unknown[];

function factsOf(row: Row): Readonly<Record<string, string | number>> {
  const facts = FACTS.map((name) => [name, String(row[name] ?? '')] as const);
  const lists = ['transfers', 'transcript'].map((name) => [name, listOf(row[name]).length] as const);
  return Object.fromEntries([...facts, ...lists]);
}

function factsOfAll(rows: readonly Row[]) {
  return rows.map(factsOf).toSorted((a, b) => Number(a.chatId) - Number(b.chatId));
}

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
// Before all events: no service level target falls due by itself while the ways are compared.
server.clock.set(Date.UTC(2020, 0, 1));
await server.importSample(await server.makeProject(PROJECT), 400);
const key = await server.makeKey();
const client = clientOf(server, key);
const bytesOf = async (format: string) => (await server.get(`${LOG}?format=${format}`, { key })).bytes;
const fromJson = async (): Promise<readonly Row[]> => JSON.parse((await bytesOf('json')).toString()).response;

const WAYS: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  ndjson: async () =>
    (await bytesOf('ndjson'))
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  csv: async () => {
    const [header = [], ...lines] = parseCsv((await bytesOf('csv')).toString());
    return lines.map((cells) => Object.fromEntries(cells.map((cell, at) => [header[at] ?? '', cell])));
  },
  parquet: async () => asJsonRows(await readParquet(await bytesOf('parquet'))),
  'the SDK': () => Array.fromAsync(client.chats(PROJECT)),
  'the sync loop': async () => {
    const copy = newCopy();
    await syncCopy({ client, server, key, project: PROJECT }, copy);
    return [...copy.rows.values()];
  },
};

describe('the numbers of the log', () => {
  test.each(Object.keys(WAYS))('are the same by %s as in JSON', async (way) => {
    const expected = factsOfAll(await fromJson());
    expect(expected).toHaveLength(400);
    expect(factsOfAll((await WAYS[way]?.()) ?? [])).toEqual(expected);
  });

  test('are those of the digest, in all and by day', async () => {
    const rows = await fromJson();
    const sum = new Checksum();
    for (const row of rows) sum.add(await chatChecksum(row as Parameters<typeof chatChecksum>[0]));
    const digest = await client.digest(PROJECT);
    expect({ count: digest.count, checksum: digest.checksum }).toEqual({
      count: rows.length,
      checksum: sum.toString(),
    });
    const countOf = (date: string) => rows.filter((row) => String(row.sessionStartTime).startsWith(date)).length;
    expect(digest.days.length).toBeGreaterThan(2);
    for (const { date, count } of digest.days) expect(count, date).toBe(countOf(date));
  });

  test('are those of the statistics, in all and by day', async () => {
    const rows = (await fromJson()).filter((row) => row.isSPAM !== 1);
    const { total, groups } = await client.stats(PROJECT, {}, { by: 'day', metrics: ['count', 'duration'] });
    const durations = rows.flatMap((row) => (row.duration === null ? [] : [Number(row.duration)]));
    expect(total.count).toBe(rows.length);
    expect(total.duration).toMatchObject({ count: durations.length, max: Math.max(...durations) });
    const countOf = (date: string) => rows.filter((row) => String(row.sessionStartTime).startsWith(date)).length;
    expect(groups.length).toBeGreaterThan(2);
    for (const { key, count } of groups) expect(count, String(key)).toBe(countOf(String(key)));
    await expect(client.stats(PROJECT, {}, { groupBy: 'day' } as object)).rejects.toThrow('groupBy is not an option');
  });

  test('of one chat that differs are noticed', async () => {
    const rows = await fromJson();
    const changed = rows.map((row, at) => (at === 7 ? { ...row, responseCount: Number(row.responseCount) + 1 } : row));
    expect(factsOfAll(changed)).not.toEqual(factsOfAll(rows));
  });
});
