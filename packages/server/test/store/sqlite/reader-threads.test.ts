/** Large reads go by other threads: they give what this thread would read, of one moment, with the same errors. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoredBatch } from '../../../src/chat-log/codec/stored-chat.ts';
import { chatId } from '../../../src/model/ids.ts';
import type { ChatStore, LogReader, ProjectStore } from '../../../src/store/chat-store.ts';
import { sql } from '../../../src/store/sql/sql.ts';
import { buffersOf, packRows, unpackRows } from '../../../src/store/sqlite/packed-rows.ts';
import { ReaderThreads } from '../../../src/store/sqlite/reader-threads.ts';
import { STORE_FILE } from '../../../src/store/sqlite/store-files.ts';
import { AT, imports, readIds, SCOPE, textOfChunks, windowOf } from '../../helpers/conformance-fixture.ts';
import { openProject } from '../../helpers/open-project.ts';
import { sampleEvents, startRequest } from '../../helpers/sample-import.ts';
import { SqliteStore } from '../../helpers/sqlite-store.ts';
import { openStocked } from '../../helpers/stocked-store.ts';

const CHATS = 700;
const ALL = Number.MAX_SAFE_INTEGER;
const ODD_ROWS = [
  { chatId: CHATS + 1, visitorName: 'é\u2028"\\\ud83d\ude00', transcript: null, transfers: null },
  { chatId: CHATS + 2, visitorTranscript: 'long '.repeat(60_000) },
];

const under = new SqliteStore();
let store: ChatStore;
let project: ProjectStore;

beforeAll(async () => {
  ({ store } = await openStocked(under, CHATS, ODD_ROWS));
  project = await openProject(store, SCOPE);
  await project.chats.append(startRequest(sampleEvents(1, 9)[0] ?? [], 3));
  while (await store.maintenance.compact(1_000));
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await under[Symbol.asyncDispose]();
});

/** Batches may be cut elsewhere: what they hold together. */
function contentOf(batches: readonly StoredBatch[]): string {
  return batches
    .map((batch) => (batch.kind === 'stored' ? textOfChunks([batch.chunk]) : JSON.stringify(batch.chats).slice(1, -1)))
    .join();
}

const READS: Readonly<Record<string, (reader: LogReader) => Promise<unknown>>> = {
  'whole chats, joined': async (reader) => textOfChunks(await Array.fromAsync(reader.readChunks(windowOf(), true))),
  'whole chats downwards': async (reader) =>
    textOfChunks(await Array.fromAsync(reader.readChunks(windowOf({ direction: 'DESC' }), false))),
  'full rows': async (reader) => contentOf(await Array.fromAsync(reader.readFullRows(windowOf()))),
  'opened chats': async (reader) => JSON.stringify((await Array.fromAsync(reader.readChats(windowOf()))).flat()),
  briefs: async (reader) => JSON.stringify((await Array.fromAsync(reader.readBriefs(windowOf()))).flat()),
  'ids of a filter': (reader) =>
    readIds(reader, windowOf({ selection: { isSpam: false }, from: { chatId: chatId(40), isInclusive: false } })),
  'one id': (reader) => reader.findIdAt(windowOf({ offset: 3 }), 250),
  'no id': (reader) => reader.findIdAt(windowOf(), 10_000),
  count: (reader) => reader.countChats({ disposition: 'Completed' }),
};

describe('what another thread reads', () => {
  test.each(Object.entries(READS))('is what this one reads: %s', async (_, read) => {
    const [here, beside] = [await project.chats.openSnapshot(), await project.chats.openSnapshot(ALL)];
    const live = project.chats.openLiveReader(ALL);
    const expected = await read(here);
    expect(await read(beside)).toEqual(expected);
    expect(await read(live)).toEqual(expected);
    for (const reader of [here, beside, live]) reader[Symbol.dispose]();
  });

  test('is of one moment where a snapshot was asked for, and as it is now where none was', async () => {
    const next = CHATS + 10;
    using snapshot = await project.chats.openSnapshot(ALL);
    const live = project.chats.openLiveReader(ALL);
    const before = await readIds(snapshot, windowOf());
    await project.chats.import(imports(1, 77, next), AT);
    expect(await readIds(snapshot, windowOf())).toEqual(before);
    expect(await readIds(live, windowOf())).toEqual([...before, next]);
    using later = await project.chats.openSnapshot(ALL);
    expect(await readIds(later, windowOf())).toEqual([...before, next]);
  });

  test('keeps more snapshots than threads apart', async () => {
    const readers: LogReader[] = [];
    const counts: number[] = [];
    for (let at = 0; at < 5; at += 1) {
      readers.push(await project.chats.openSnapshot(ALL));
      counts.push((await project.chats.count({})) ?? 0);
      await project.chats.import(imports(1, 80 + at, CHATS + 20 + at), AT);
    }
    const seen = await Promise.all(readers.map((reader) => reader.countChats({})));
    expect(seen).toEqual(counts);
    for (const reader of readers) reader[Symbol.dispose]();
  });
});

describe('a thread', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-threads-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const ONE = sql`SELECT 1 AS one`;

  test('gives the errors of the store, and errors of statements as they are', async () => {
    const file = join(folder, STORE_FILE);
    writeFileSync(file, 'no database '.repeat(1_000));
    await using threads = new ReaderThreads(file);
    await expect(threads.beginSnapshot()).rejects.toMatchObject({ name: 'StoreError', code: 'damaged' });
    await using missing = new ReaderThreads(join(folder, 'nothing'));
    await expect(missing.live.get({ one: 'int' }, ONE)).rejects.toMatchObject({ name: 'StoreError', code: 'missing' });
    await using sound = new ReaderThreads(join(under.directory, STORE_FILE));
    await expect(sound.live.all({}, sql`SELECT one FROM nowhere`)).rejects.toThrow('no such table');
    expect(await sound.live.get({ one: 'int' }, ONE)).toEqual({ one: 1 });
    expect(await sound.live.get({ one: 'int' }, sql`SELECT 1 AS one WHERE 1 = 0`)).toBeNull();
  });

  test('that ends fails what it was asked, and the next question starts another', async () => {
    const entry = new URL('../../helpers/ending-thread.ts', import.meta.url);
    await using threads = new ReaderThreads(join(folder, STORE_FILE), entry);
    const ended = { name: 'StoreError', code: 'busy' };
    const asked = [threads.live.get({ one: 'int' }, ONE), threads.beginSnapshot()];
    for (const one of asked) await expect(one).rejects.toMatchObject(ended);
    await expect(threads.live.get({ one: 'int' }, ONE)).rejects.toMatchObject(ended);
  });

  test('is asked nothing that cannot be sent', async () => {
    await using threads = new ReaderThreads(join(under.directory, STORE_FILE));
    const statement = { ...ONE, values: [(() => 1) as unknown as string] };
    await expect(threads.live.get({ one: 'int' }, statement)).rejects.toThrow('could not be cloned');
    expect(await threads.live.get({ one: 'int' }, ONE)).toEqual({ one: 1 });
  });
});

describe('packed rows', () => {
  const kinds = ['int', 'text?', 'bytes', 'bytes?', 'bigint'] as const;
  const bytes = (...values: readonly number[]) => Uint8Array.from(values);

  test.each([
    ['none', []],
    ['one', [[1, 'é', bytes(1, 2), bytes(), 5n]]],
    [
      'nulls and empty bytes',
      [
        [0, null, bytes(), null, -1n],
        [2 ** 53 - 1, '', bytes(9), bytes(7, 8), 2n ** 53n - 1n],
      ],
    ],
  ])('come out as they went in: %s', (_, rows) => {
    const numbers = rows.map((row) => row.map((value) => (typeof value === 'bigint' ? Number(value) : value)));
    expect(unpackRows(kinds, packRows(numbers))).toEqual(rows);
  });

  test.each([
    ['short ones', 65_536, 0],
    ['long ones', 65_537, 2],
  ])('bytes: %s', (_, length, handedOver) => {
    const own = new Uint8Array(length).fill(1);
    const part = new Uint8Array(length + 1).fill(2).subarray(1);
    const packed = packRows([[own], [bytes(3)], [part]]);
    expect(packed.long).toHaveLength(handedOver);
    expect(buffersOf(packed).includes(own.buffer)).toBe(handedOver > 0);
    expect(buffersOf(packed)).not.toContain(part.buffer);
    expect(unpackRows(['bytes'], packed)).toEqual([[own], [bytes(3)], [part]]);
  });
});
