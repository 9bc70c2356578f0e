/**
 * Why the change feed has a watermark: small models of writers whose transactions overlap, read in three ways. Reading by
 * sequence number or by time stamp must lose changes here, or this would prove nothing; reading below the watermark must not.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';

/** A transaction takes number and time stamp when it begins and can be seen from its commit on. */
interface Transaction {
  readonly number: number;
  readonly stamp: number;
  readonly beginsAt: number;
  readonly commitsAt: number;
}

const LAST_TICK = 60;
const schedule = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 15 })), { minLength: 5, maxLength: 30 })
  .map((drafts) =>
    [...drafts]
      .sort(([a], [b]) => a - b)
      .map(
        ([beginsAt, lasts], at): Transaction => ({
          number: at + 1,
          stamp: beginsAt,
          beginsAt,
          commitsAt: beginsAt + lasts,
        }),
      ),
  );

/** Reads after every tick from where it stopped, and answers how many transactions it never saw. */
function countLost(
  transactions: readonly Transaction[],
  placeOf: (transaction: Transaction) => number,
  watermarkAt: (tick: number) => number,
): number {
  const seen = new Set<number>();
  let place = -1;
  for (let tick = 0; tick <= LAST_TICK; tick += 1) {
    const watermark = watermarkAt(tick);
    const visible = transactions.filter(
      (one) => one.commitsAt <= tick && placeOf(one) > place && placeOf(one) < watermark,
    );
    for (const one of visible) seen.add(one.number);
    place = Math.max(place, ...visible.map(placeOf));
  }
  return transactions.length - seen.size;
}

function lostBy(way: 'sequence' | 'time stamp' | 'watermark', transactions: readonly Transaction[]): number {
  const everything = () => Number.POSITIVE_INFINITY;
  if (way === 'sequence') return countLost(transactions, ({ number }) => number, everything);
  if (way === 'time stamp') return countLost(transactions, ({ stamp }) => stamp, everything);
  const oldestOpen = (tick: number) =>
    Math.min(
      ...transactions.filter((one) => one.beginsAt <= tick && one.commitsAt > tick).map(({ number }) => number),
      ...transactions.filter((one) => one.beginsAt > tick).map(({ number }) => number),
      Number.POSITIVE_INFINITY,
    );
  return countLost(transactions, ({ number }) => number, oldestOpen);
}

test('below the watermark nothing is lost', () => {
  fc.assert(
    fc.property(schedule, (transactions) => {
      expect(lostBy('watermark', transactions)).toBe(0);
    }),
    { numRuns: 300, seed: 5 },
  );
});

test.each(['sequence', 'time stamp'] as const)('by %s changes are lost', (way) => {
  const samples = fc.sample(schedule, { numRuns: 300, seed: 5 });
  const lost = samples.reduce((sum, transactions) => sum + lostBy(way, transactions), 0);
  const all = samples.reduce((sum, transactions) => sum + transactions.length, 0);
  expect(lost / all).toBeGreaterThan(0.1);
});

test('one writer at a time loses nothing by sequence, which is what the SQLite store has', () => {
  fc.assert(
    fc.property(schedule, (transactions) => {
      const oneByOne = transactions.map((one) => ({ ...one, commitsAt: one.beginsAt }));
      expect(lostBy('sequence', oneByOne)).toBe(0);
    }),
    { numRuns: 100, seed: 6 },
  );
});
