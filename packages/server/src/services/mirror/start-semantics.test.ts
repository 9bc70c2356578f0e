import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chooseProbe,
  type KnownRun,
  keepPossible,
  preferReading,
  START_READINGS,
  type StartReading,
} from './start-semantics.ts';

/** The first id that a log of these ids begins with at `start`. */
function answer(reading: StartReading, log: readonly number[], start: number): number | null {
  switch (reading) {
    case 'id':
      return log.find((id) => id >= start) ?? null;
    case 'after':
      return log.find((id) => id > start) ?? null;
    case 'offset':
      return log[start] ?? null;
    case 'ignored':
      return log[0] ?? null;
  }
}

function findReadings(truth: StartReading, log: readonly number[], run: KnownRun) {
  let readings = START_READINGS;
  for (;;) {
    const start = chooseProbe(readings, run);
    if (start === null) return readings;
    const kept = keepPossible(readings, run, start, answer(truth, log, start));
    expect(kept.length).toBeLessThan(readings.length);
    readings = kept;
  }
}

const anyLog = fc.uniqueArray(fc.nat(2_000), { minLength: 1, maxLength: 60 }).map((ids) => ids.sort((a, b) => a - b));

describe('probing', () => {
  test('never rules out the true reading, from any run of any log', () => {
    fc.assert(
      fc.property(anyLog, fc.nat(59), fc.constantFrom(...START_READINGS), (log, from, truth) => {
        const base = from % log.length;
        expect(findReadings(truth, log, { base, ids: log.slice(base, base + 20) })).toContain(truth);
      }),
      { seed: 20230120, numRuns: 500 },
    );
  });

  test('tells the readings apart as soon as ids have a gap', () => {
    for (const truth of START_READINGS) {
      expect(findReadings(truth, [3, 4, 9, 12], { base: 0, ids: [3, 4, 9, 12] })).toEqual([truth]);
    }
  });

  test('leaves open what means the same, and then takes the one that cannot lose', () => {
    const fromOne = { base: 0, ids: [1, 2, 3] };
    expect(findReadings('offset', [1, 2, 3, 4], fromOne)).toEqual(['after', 'offset']);
    expect(preferReading(['after', 'offset'])).toBe('offset');
    const fromZero = { base: 0, ids: [0, 1, 2] };
    expect(findReadings('offset', [0, 1, 2, 3], fromZero)).toEqual(['id', 'offset']);
    expect(preferReading(['id', 'offset'])).toBe('id');
  });

  test('keeps nothing when the answers fit no reading', () => {
    expect(keepPossible(['offset'], { base: 0, ids: [1, 2, 3] }, 1, 3)).toEqual([]);
    expect(preferReading([])).toBeNull();
  });
});
