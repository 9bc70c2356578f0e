import { expect, test } from 'vitest';
import { LeasePool } from './lease-pool.ts';

/** A pool whose only timers are those that it asked for and has not given up. */
function makePool(most: number) {
  const running = new Set<() => void>();
  const after = (_: number, run: () => void): Disposable => {
    running.add(run);
    return { [Symbol.dispose]: () => void running.delete(run) };
  };
  const times = { longestMs: 60_000, longestWhileWantedMs: 5_000, longestWaitMs: 0, monotonicMs: () => 0 };
  return { pool: new LeasePool({ most, ...times, timers: { after } }), running };
}

test('a pool that is closed ends every lease once and leaves no timer behind', async () => {
  const { pool, running } = makePool(4);
  const ended: string[] = [];
  const leases = [
    await pool.take('reader', () => ended.push('reader')),
    await pool.take('self', () => ended.push('self')),
  ];
  expect(running.size).toBe(1);

  pool[Symbol.dispose]();

  expect(ended).toEqual(['reader', 'self']);
  expect(leases.map((lease) => lease?.isOver)).toEqual([true, true]);
  expect(running.size).toBe(0);
  for (const lease of leases) lease?.[Symbol.dispose]();
  expect(ended).toHaveLength(2);
});

test('a lease that was given back is not over, and its timer is gone', async () => {
  const { pool, running } = makePool(4);
  const lease = await pool.take('reader', () => undefined);
  lease?.[Symbol.dispose]();
  expect([lease?.isOver, running.size]).toEqual([false, 0]);
});
