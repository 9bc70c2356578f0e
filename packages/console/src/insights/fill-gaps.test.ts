import type { StatisticsGroup } from '@parley/contract';
import { expect, test } from 'vitest';
import type { GroupBy } from '../api/statistics.ts';
import { fillGaps } from './fill-gaps.ts';

const keysOf = (by: GroupBy, ...keys: readonly string[]) => {
  const groups = keys.map((key) => ({ key, count: 1 }) as StatisticsGroup);
  return fillGaps(by, groups).map(({ key, count }) => (count === 0 ? `(${key})` : key));
};

test.each([
  ['day', ['2025-02-27', '2025-03-02'], ['2025-02-27', '(2025-02-28)', '(2025-03-01)', '2025-03-02']],
  ['week', ['2025-12-22', '2026-01-05'], ['2025-12-22', '(2025-12-29)', '2026-01-05']],
  ['month', ['2025-11', '2026-02'], ['2025-11', '(2025-12)', '(2026-01)', '2026-02']],
  [
    'hour',
    ['2025-10-26T01:00:00+02:00', '2025-10-26T03:00:00+01:00'],
    [
      '2025-10-26T01:00:00+02:00',
      '(2025-10-26T02:00:00+02:00)',
      '(2025-10-26T03:00:00+02:00)',
      '2025-10-26T03:00:00+01:00',
    ],
  ],
  ['lastQueue', ['3', '9'], ['3', '9']],
  ['day', [], []],
] as const)('by %s, %j become %j', (by, keys, filled) => {
  expect(keysOf(by, ...keys)).toEqual(filled);
});

test('what lies too far apart stays as it is', () => {
  expect(keysOf('day', '0001-01-01', '2025-01-01')).toHaveLength(2);
});
