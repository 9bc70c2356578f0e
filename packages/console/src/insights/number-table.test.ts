import type { StatisticsGroup } from '@parley/contract';
import { expect, test } from 'vitest';
import { axisTop, numbersOf, weekOfHours } from './number-table.ts';

const GROUP: StatisticsGroup = {
  key: '2025-01-06',
  name: null,
  query: 'startDate=2025-01-06',
  count: 10,
  firstResponseTime: { count: 8, sum: 80, mean: 10, min: 1, max: 50, p50: 7, p90: 40, p99: 50, query: 'with=first' },
  averageResponseTime: null,
  maxResponseTime: null,
  wait: null,
  duration: null,
  messages: null,
  dispositions: [
    { value: 'Completed', count: 7, query: 'disposition=Completed' },
    { value: 'Missed', count: 3, query: 'disposition=Missed' },
  ],
  slaStatus: [
    { value: 'Within SLA', count: 6, query: 'slaStatus=Within' },
    { value: 'Out of SLA', count: 2, query: 'slaStatus=Out' },
    { value: '', count: 2, query: 'without=slaStatus' },
  ],
  spam: null,
  transferred: { count: 1, query: 'minTransferCount=1' },
};

test('each number of a group has the query of its chats', () => {
  const numbers = numbersOf(GROUP);
  expect(numbers.count).toEqual({ value: 10, query: 'startDate=2025-01-06' });
  expect(numbers.firstP90).toEqual({ value: 40, query: 'with=first' });
  expect(numbers.within).toEqual({ value: 75, query: 'slaStatus=Within' });
  expect(numbers.missed).toEqual({ value: 30, query: 'disposition=Missed' });
  expect(numbers.transferred).toEqual({ value: 10, query: 'minTransferCount=1' });
});

test('what was not measured is no number, and never 0', () => {
  const nothing = numbersOf({ ...GROUP, count: 0, slaStatus: [], dispositions: null, firstResponseTime: null });
  for (const name of ['firstP50', 'averageP50', 'within', 'missed', 'transferred'] as const) {
    expect(nothing[name].value).toBeNull();
  }
});

test('a week has each of its hours', () => {
  const groups = [{ ...GROUP, key: '3-14', count: 5 }];
  const week = weekOfHours({ timeZone: 'UTC', isComplete: true, total: GROUP, groups, others: null });
  expect(week.length * (week[0]?.length ?? 0)).toBe(168);
  expect(week[2]?.[14]).toEqual({ value: 5, query: GROUP.query });
  expect(week[2]?.[15]).toEqual({ value: 0, query: null });
});

test.each([
  [[], 1],
  [[null, 3], 5],
  [[10], 10],
  [[11], 20],
  [[420, 99], 500],
])('the axis of %j ends at %i', (values, top) => {
  expect(axisTop(values)).toBe(top);
});
