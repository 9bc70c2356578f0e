import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { instant } from './instant.ts';
import { weekdayHourAt } from './weekday-hour.ts';
import { Zone } from './zone.ts';

/** The second changes clocks by half an hour, the third stops summer time for a month, the fourth is 45 minutes off. */
const ZONES = ['America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Pacific/Chatham', 'UTC'];
const [FIRST, LAST] = [Date.UTC(1990, 0, 1), Date.UTC(2050, 0, 1) - 1];

test.each(ZONES)('the offsets of %s are those that its clocks have, from 1990 to 2049', (name) => {
  const zone = new Zone(name);
  const periods = zone.offsetPeriods();
  for (const [at, { fromMs, offsetMs }] of periods.entries()) {
    const end = periods[at + 1]?.fromMs ?? LAST + 1;
    for (const moment of [Math.max(fromMs, FIRST), Math.floor((Math.max(fromMs, FIRST) + end) / 2), end - 1]) {
      const { offsetNanoseconds } = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(name);
      expect([new Date(moment).toISOString(), offsetMs]).toEqual([
        new Date(moment).toISOString(),
        offsetNanoseconds / 1e6,
      ]);
    }
  }
  expect(zone.offsetPeriods()).toBe(periods);
});

test('years in which clock changes are not followed have the nearest offset that is', () => {
  const zone = new Zone('America/New_York');
  const [first, last] = [zone.offsetPeriods()[0], zone.offsetPeriods().at(-1)];
  expect(zone.steadyOffsetMsAt(instant(Date.UTC(1980, 6, 1)))).toBe(first?.offsetMs);
  expect(zone.steadyOffsetMsAt(instant(Date.UTC(2090, 6, 1)))).toBe(last?.offsetMs);
});

test('a moment is in the hour that the clocks of the zone show', () => {
  const monday = instant(Date.parse('2026-11-23T23:30:00Z'));
  expect(weekdayHourAt(monday, new Zone('UTC'))).toBe('1-23');
  expect(weekdayHourAt(monday, new Zone('Europe/Budapest'))).toBe('2-00');
  expect(weekdayHourAt(instant(-1), new Zone('UTC'))).toBe('3-23');
});
