/** That every instant is within the bounds of its group and outside those of every other, also where clocks change. */
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { type Instant, instant, UNKNOWN_START } from '../../model/instant.ts';
import { Zone } from '../../model/zone.ts';
import { TIME_GROUPS, TimeGroups } from './time-groups.ts';

/** The last changes clocks by half an hour; the one before is 45 minutes off the hour. */
const ZONES = ['Europe/Budapest', 'America/New_York', 'Pacific/Chatham', 'Australia/Lord_Howe'];
/** Years whose clock changes hours of the week do not follow. */
const UNFOLLOWED = '1968';
/** Around changes of clocks in October and in spring, of months and of years. */
const STARTS = [
  '2024-10-27T00:00:00Z',
  '2025-03-30T00:00:00Z',
  '2024-04-06T12:00:00Z',
  '2024-12-31T00:00:00Z',
  '1968-07-01T00:00:00Z',
];
const STEP_MS = 7.5 * 60_000;
const STEPS = 8 * 24 * 2;

function isWithin(groups: TimeGroups, key: string, at: Instant, zone: Zone): boolean {
  const bounds = groups.boundsOf(key);
  switch (bounds.kind) {
    case 'days':
      return at >= zone.startOfDay(bounds.first) && at < zone.endOfDay(bounds.last);
    case 'instants':
      return at >= bounds.from && at < bounds.before;
    case 'weekdayHour': {
      const time = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone.name);
      return bounds.value === `${time.dayOfWeek}-${String(time.hour).padStart(2, '0')}`;
    }
  }
}

describe.each(ZONES)('%s', (name) => {
  const zone = new Zone(name);
  test.each(TIME_GROUPS)('each instant is in its %s, and in no other', (unit) => {
    const groups = new TimeGroups(unit, zone);
    const starts = STARTS.filter((start) => unit !== 'weekdayHour' || !start.startsWith(UNFOLLOWED));
    const instants = starts.flatMap((start) =>
      Array.from({ length: STEPS }, (_, at) => instant(Date.parse(start) + at * STEP_MS)),
    );
    const keys = instants.map((at) => groups.keyOf(at) ?? '');
    const near = (at: number) => new Set(keys.slice(Math.max(0, at - 12), at + 12));
    const wrong = instants.filter((at, index) => {
      const own = keys[index] ?? '';
      return [...near(index)].some((key) => isWithin(groups, key, at, zone) !== (key === own));
    });
    expect(wrong.map((at) => new Date(at).toISOString())).toEqual([]);
    const bySlot = Map.groupBy(instants.keys(), (index) => groups.slotOf(instants[index] ?? UNKNOWN_START));
    bySlot.delete(Number.NaN);
    expect(bySlot.size).toBeGreaterThan(0);
    for (const [slot, indexes] of bySlot) expect(new Set(indexes.map((at) => keys[at])).size, String(slot)).toBe(1);
  });
});

test('an hour that comes twice is two groups', () => {
  const groups = new TimeGroups('hour', new Zone('Europe/Budapest'));
  const first = instant(Date.UTC(2024, 9, 27, 0, 30));
  expect(groups.keyOf(first)).toBe('2024-10-27T02:00:00+02:00');
  expect(groups.keyOf(instant(first + 3_600_000))).toBe('2024-10-27T02:00:00+01:00');
});

test('weeks begin on Monday, and those of two years are whole', () => {
  const groups = new TimeGroups('week', new Zone('UTC'));
  expect(groups.keyOf(instant(Date.UTC(2025, 0, 1)))).toBe('2024-12-30');
  expect(groups.boundsOf('2024-12-30')).toEqual({ kind: 'days', first: '2024-12-30', last: '2025-01-05' });
});

test('an unknown start is in no group', () => {
  const groups = new TimeGroups('day', new Zone('UTC'));
  expect(groups.keyOf(UNKNOWN_START)).toBeNull();
  expect(groups.slotOf(UNKNOWN_START)).toBeNaN();
  expect(groups.boundsOf(null)).toEqual({ kind: 'instants', from: UNKNOWN_START, before: UNKNOWN_START + 1 });
});
