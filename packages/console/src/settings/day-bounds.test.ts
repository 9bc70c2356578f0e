import { expect, test } from 'vitest';
import { dayBefore, dayFrom, endOfDay, startOfDay } from './day-bounds.ts';

test.each([
  ['2026-01-31', 'Europe/Budapest', '2026-01-30T23:00:00Z', '2026-01-31T23:00:00Z'],
  ['2026-03-29', 'Europe/Budapest', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
  ['2026-12-31', 'Asia/Tokyo', '2026-12-30T15:00:00Z', '2026-12-31T15:00:00Z'],
])('%s in %s lies between its instants, and comes back from them', (day, zone, start, end) => {
  expect([startOfDay(day, zone), endOfDay(day, zone)]).toEqual([start, end]);
  expect([dayFrom(start, zone), dayBefore(end, zone)]).toEqual([day, day]);
});

test('what is no day is none', () => {
  expect([startOfDay('soon', 'UTC'), endOfDay('soon', 'UTC')]).toEqual([null, null]);
  expect([dayFrom('soon', 'UTC'), dayBefore('soon', 'UTC')]).toEqual(['', '']);
});
