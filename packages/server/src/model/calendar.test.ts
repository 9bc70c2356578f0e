import type { Calendar } from '@parley/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addOpenSeconds,
  CompiledCalendar,
  CompiledCalendars,
  closedBetween,
  isOpen,
  openSecondsBetween,
} from './calendar.ts';
import { type Instant, instant } from './instant.ts';
import { Zone } from './zone.ts';

const RUNS = { seed: 20230326, numRuns: 200 };
const at = (text: string): Instant => instant(Date.parse(text));

/** The same hours on every day. */
function daily(timeZone: string, hours: Calendar['monday'], holidays: Calendar['holidays'] = []): CompiledCalendar {
  const days = { monday: hours, tuesday: hours, wednesday: hours, thursday: hours, friday: hours };
  return new CompiledCalendar({ timeZone, ...days, saturday: hours, sunday: hours, holidays });
}

describe('isOpen', () => {
  const calendar = daily(
    'Europe/Budapest',
    [['09:00', '17:00']],
    [{ date: '2023-03-08', hours: [['10:00', '11:00']] }],
  );

  test('begins with the opening second and ends before the closing second', () => {
    expect(isOpen(calendar, at('2023-03-06T08:59:59.999+01:00'))).toBe(false);
    expect(isOpen(calendar, at('2023-03-06T09:00:00+01:00'))).toBe(true);
    expect(isOpen(calendar, at('2023-03-06T16:59:59.999+01:00'))).toBe(true);
    expect(isOpen(calendar, at('2023-03-06T17:00:00+01:00'))).toBe(false);
  });
  test('a holiday has the hours of its own and no others', () => {
    expect(isOpen(calendar, at('2023-03-08T10:30:00+01:00'))).toBe(true);
    expect(isOpen(calendar, at('2023-03-08T12:00:00+01:00'))).toBe(false);
    expect(isOpen(calendar, at('2023-03-09T12:00:00+01:00'))).toBe(true);
  });
  test('without a calendar it is always open', () => {
    expect(isOpen(null, at('2023-03-06T03:00:00Z'))).toBe(true);
  });
  test('each day of the week has its own hours', () => {
    const none: Calendar['monday'] = [];
    const days = { monday: none, tuesday: none, wednesday: none, thursday: none, friday: none, saturday: none };
    const sunday: Calendar['monday'] = [['00:00', '24:00']];
    const onSundays = new CompiledCalendar({ timeZone: 'UTC', ...days, sunday, holidays: [] });
    expect(isOpen(onSundays, at('2023-03-05T12:00:00Z'))).toBe(true);
    expect(isOpen(onSundays, at('2023-03-04T23:59:59Z'))).toBe(false);
    expect(isOpen(onSundays, at('2023-03-06T00:00:00Z'))).toBe(false);
    expect(isOpen(onSundays, at('1969-12-28T12:00:00Z'))).toBe(true);
  });
});

describe('a change of the clock', () => {
  const day = (calendar: CompiledCalendar, from: string, to: string) => openSecondsBetween(calendar, at(from), at(to));

  test('a whole day has 23 hours in spring and 25 in autumn', () => {
    const always = daily('Europe/Budapest', [['00:00', '24:00']]);
    expect(day(always, '2023-03-26T00:00:00+01:00', '2023-03-27T00:00:00+02:00')).toBe(23 * 3600);
    expect(day(always, '2023-10-29T00:00:00+02:00', '2023-10-30T00:00:00+01:00')).toBe(25 * 3600);
  });
  test('an opening time that the clock skips is the change itself', () => {
    const calendar = daily('Europe/Budapest', [['02:30', '05:00']]);
    expect(isOpen(calendar, at('2023-03-26T01:59:59+01:00'))).toBe(false);
    expect(isOpen(calendar, at('2023-03-26T03:00:00+02:00'))).toBe(true);
    expect(day(calendar, '2023-03-26T00:00:00+01:00', '2023-03-27T00:00:00+02:00')).toBe(2 * 3600);
  });
  test('a time that the clock shows twice is meant the first time', () => {
    const opening = daily('Europe/Budapest', [['02:30', '05:00']]);
    expect(day(opening, '2023-10-29T00:00:00+02:00', '2023-10-30T00:00:00+01:00')).toBe(3.5 * 3600);
    const closing = daily('Europe/Budapest', [['01:00', '02:30']]);
    expect(day(closing, '2023-10-29T00:00:00+02:00', '2023-10-30T00:00:00+01:00')).toBe(1.5 * 3600);
  });
  test('of half an hour', () => {
    const always = daily('Australia/Lord_Howe', [['00:00', '24:00']]);
    expect(day(always, '2023-04-02T00:00:00+11:00', '2023-04-03T00:00:00+10:30')).toBe(24.5 * 3600);
  });
  test('that skips a whole day', () => {
    const calendar = daily('Pacific/Apia', [['09:00', '17:00']]);
    expect(day(calendar, '2011-12-29T00:00:00-10:00', '2012-01-01T00:00:00+14:00')).toBe(16 * 3600);
  });
});

describe('hours that are written carelessly', () => {
  test('overlapping, touching and unordered intervals count each second once', () => {
    const calendar = daily('UTC', [
      ['13:00', '15:00'],
      ['09:00', '12:00'],
      ['11:00', '13:00'],
      ['09:30', '10:00'],
    ]);
    expect(openSecondsBetween(calendar, at('2023-03-06T00:00:00Z'), at('2023-03-07T00:00:00Z'))).toBe(6 * 3600);
    expect(closedBetween(calendar, at('2023-03-06T09:00:00Z'), at('2023-03-06T15:00:00Z'))).toEqual([]);
  });
  test('an interval that ends before it begins is none', () => {
    const calendar = daily('UTC', [['17:00', '09:00']]);
    expect(openSecondsBetween(calendar, at('2023-03-06T00:00:00Z'), at('2023-03-08T00:00:00Z'))).toBe(0);
  });
  test('an unknown zone is refused', () => {
    expect(() => daily('Europe/Nowhere', [])).toThrow(RangeError);
  });
});

describe('addOpenSeconds', () => {
  test('ends at the closing second when the day holds exactly so many', () => {
    const calendar = daily('UTC', [['09:00', '17:00']]);
    expect(addOpenSeconds(calendar, at('2023-03-06T16:59:00Z'), 60)).toBe(at('2023-03-06T17:00:00Z'));
    expect(addOpenSeconds(calendar, at('2023-03-06T16:59:00Z'), 61)).toBe(at('2023-03-07T09:00:01Z'));
  });
  test('is null when two years do not hold so many', () => {
    expect(addOpenSeconds(daily('UTC', []), at('2023-03-06T00:00:00Z'), 1)).toBeNull();
  });
  test('reaches a single open hour a year away', () => {
    const calendar = daily('UTC', [], [{ date: '2024-03-06', hours: [['10:00', '11:00']] }]);
    expect(addOpenSeconds(calendar, at('2023-03-06T00:00:00Z'), 5)).toBe(at('2024-03-06T10:00:05Z'));
  });
  test('without a calendar adds them to the whole second', () => {
    expect(addOpenSeconds(null, at('2023-03-06T00:00:00.900Z'), 5)).toBe(at('2023-03-06T00:00:05Z'));
  });
});

describe('for any calendar and span', () => {
  /** Hours that no change of the clock in Budapest (02:00 to 03:00) touches. */
  const hour = fc.constantFrom(0, 1, 4, 7, 9, 12, 13, 17, 22, 24);
  const clock = (value: number) => `${String(value).padStart(2, '0')}:00`;
  const hours = fc
    .array(fc.tuple(hour, hour), { maxLength: 3 })
    .map((pairs) => pairs.map(([from, to]): [string, string] => [clock(from % 24), clock(to)]));
  const around = fc
    .constantFrom('2023-03-24T22:00:00Z', '2023-10-27T22:00:00Z', '2024-02-28T00:00:00Z')
    .map((text) => Date.parse(text));
  const span = fc
    .tuple(around, fc.integer({ min: 0, max: 240_000 }), fc.integer({ min: 0, max: 240_000 }))
    .map(([base, from, length]) => ({
      from: instant(base + from * 1000),
      to: instant(base + (from + length) * 1000),
    }));
  const budapest = new Zone('Europe/Budapest');

  /** Counts minute by minute what the clock on the wall shows. */
  function countByClock(hours: readonly (readonly [string, string])[], from: number, to: number): number {
    let seconds = 0;
    for (let ms = from; ms < to; ms += 60_000) {
      const shown = budapest.wallTimeAt(instant(ms)).slice(11, 16);
      if (hours.some(([open, close]) => open <= shown && shown < close)) seconds += 60;
    }
    return seconds;
  }

  test('the open seconds are those at which the clock shows an opening hour', () => {
    fc.assert(
      fc.property(hours, span, (hours, { from, to }) => {
        const begin = instant(Math.floor(from / 60_000) * 60_000);
        const end = instant(Math.floor(to / 60_000) * 60_000);
        const calendar = daily('Europe/Budapest', hours);
        expect(openSecondsBetween(calendar, begin, end)).toBe(countByClock(hours, begin, end));
      }),
      { ...RUNS, numRuns: 60 },
    );
  });
  test('open and closed seconds together are all seconds', () => {
    fc.assert(
      fc.property(hours, span, (hours, { from, to }) => {
        const calendar = daily('Europe/Budapest', hours);
        const closedMs = closedBetween(calendar, from, to).reduce((sum, part) => sum + part.to - part.from, 0);
        expect(openSecondsBetween(calendar, from, to) * 1000 + closedMs).toBe(to - from);
      }),
      RUNS,
    );
  });
  test('adding open seconds and counting them are each other’s inverse', () => {
    fc.assert(
      fc.property(hours, span, fc.integer({ min: 1, max: 500_000 }), (hours, { from }, seconds) => {
        const calendar = daily('Europe/Budapest', hours);
        const due = addOpenSeconds(calendar, from, seconds);
        if (due === null) {
          expect(openSecondsBetween(calendar, from, instant(from + 86_400_000 * 8))).toBe(0);
          return;
        }
        expect(openSecondsBetween(calendar, from, due)).toBe(seconds);
        expect(openSecondsBetween(calendar, from, instant(due - 1000))).toBe(seconds - 1);
      }),
      RUNS,
    );
  });
});

test('calendars with the same content are compiled once', () => {
  const calendars = new CompiledCalendars();
  const days = { monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] };
  const compiled = calendars.of({ timeZone: 'UTC', ...days, holidays: [] });
  expect(calendars.of({ timeZone: 'UTC', ...days, holidays: [] })).toBe(compiled);
  expect(calendars.of({ timeZone: 'Europe/Budapest', ...days, holidays: [] })).not.toBe(compiled);
  expect(calendars.of(null)).toBeNull();
});
