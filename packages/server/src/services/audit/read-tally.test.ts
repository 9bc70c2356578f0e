import { describe, expect, test } from 'vitest';
import type { CountedReads } from '../../model/audit.ts';
import { projectId, type TenantId } from '../../model/ids.ts';
import { type NewRead, ReadTally } from './read-tally.ts';

const READ: NewRead = {
  tenantId: 'acme' as TenantId,
  projectId: projectId(822),
  actor: { login: 'anna' },
  action: 'chats.listed',
  target: null,
  format: null,
  filters: [],
};
const chat = (id: number): NewRead => ({ ...READ, action: 'chat.read', target: `chat ${id}` });

/** A tally over a log that keeps what it is given, or takes nothing. */
function begin(mostKinds?: number) {
  const stored: CountedReads[] = [];
  const log = { isFull: false, nowMs: 0, stored };
  const audit = {
    addReads: async (reads: readonly CountedReads[]) => {
      if (log.isFull) throw new RangeError('full');
      stored.push(...reads);
    },
  };
  return { log, tally: new ReadTally(audit, { nowMs: () => log.nowMs }, mostKinds) };
}
const sumOf = (reads: readonly CountedReads[]) => [
  reads.reduce((sum, { requests }) => sum + requests, 0),
  reads.reduce((sum, { rows }) => sum + rows, 0),
];

describe('reads', () => {
  test('that are alike within a minute are one entry, and others are others', async () => {
    const { log, tally } = begin();
    tally.count(READ)(10);
    log.nowMs = 59_999;
    tally.count(READ)(5);
    tally.count({ ...READ, format: 'csv' })(1);
    log.nowMs = 60_000;
    tally.count(READ)(2);
    await tally.flush();
    expect(log.stored.map(({ at, requests, rows }) => [at, requests, rows])).toEqual([
      [0, 2, 15],
      [0, 1, 1],
      [60_000, 1, 2],
    ]);
  });

  test('are stored as soon as they are counted; their chats follow, under the minute in which they began', async () => {
    const { log, tally } = begin();
    const addRows = tally.count(READ);
    await tally.flush();
    log.nowMs = 600_000;
    addRows(1_000_000);
    await tally.flush();
    await tally.flush();
    expect(log.stored.map(({ at, requests, rows }) => [at, requests, rows])).toEqual([
      [0, 1, 0],
      [0, 0, 1_000_000],
    ]);
  });

  test('that the store does not take wait, and are stored once', async () => {
    const { log, tally } = begin();
    log.isFull = true;
    tally.count(READ)(10);
    await expect(tally.flush()).rejects.toThrow('full');
    tally.count(READ)(10);
    log.isFull = false;
    await tally.flush();
    expect(sumOf(log.stored)).toEqual([2, 20]);
    expect(log.stored).toHaveLength(1);
  });

  test('of too many kinds are counted together, without losing one, for as long as the store takes nothing', async () => {
    const { log, tally } = begin(10);
    for (let id = 0; id < 10_000; id += 1) {
      log.nowMs = id * 60_000;
      tally.count(chat(id))(1);
    }
    await tally.flush();
    expect(log.stored).toHaveLength(11);
    expect(sumOf(log.stored)).toEqual([10_000, 10_000]);
    expect(log.stored.at(-1)).toMatchObject({ at: 600_000, action: 'chat.read', target: null, filters: null });
  });

  test('of few kinds are told apart, so that the sum above is not of one entry', async () => {
    const { log, tally } = begin();
    for (let id = 0; id < 1_000; id += 1) tally.count(chat(id))(1);
    await tally.flush();
    expect(log.stored).toHaveLength(1_000);
  });
});

test('a flush waits for what another one has taken and not stored yet', async () => {
  const events: string[] = [];
  const storing = Promise.withResolvers<void>();
  const addReads = async (reads: readonly CountedReads[]) => {
    await storing.promise;
    events.push(`stored ${reads.length}`);
  };
  const tally = new ReadTally({ addReads }, { nowMs: () => 0 });
  tally.count(READ)(1);
  const flushes = [tally.flush(), tally.flush().then(() => events.push('second flush over'))];
  storing.resolve();
  await Promise.all(flushes);
  expect(events).toEqual(['stored 1', 'second flush over']);
});
