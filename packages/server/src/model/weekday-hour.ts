/** An hour of the week as the clocks of a zone show it: `1-14` is Monday, from two to three in the afternoon. */
import type { Instant } from './instant.ts';
import type { OffsetPeriod, Zone } from './zone.ts';

export const HOUR_MS = 3_600_000;
const HOURS_OF_DAY = 24;
const HOURS_OF_WEEK = 7 * HOURS_OF_DAY;
export const WEEK_MS = HOURS_OF_WEEK * HOUR_MS;
/** Monday, 1 January 1970 being a Thursday. */
export const FIRST_MONDAY_MS = 4 * HOURS_OF_DAY * HOUR_MS;

/** What it takes to find the moments of an hour. */
export interface WeekdayHour {
  /** From 0: Monday, from midnight to one o'clock. */
  readonly hourOfWeek: number;
  /** Of the zone, in the order of time. */
  readonly offsets: readonly OffsetPeriod[];
}

/** `text` is a day from 1, Monday, to 7 and an hour from 00 to 23. */
export function readWeekdayHour(text: string, zone: Zone): WeekdayHour {
  const [day = 1, hour = 0] = text.split('-').map(Number);
  return { hourOfWeek: (day - 1) * HOURS_OF_DAY + hour, offsets: zone.offsetPeriods() };
}

/** Whether a moment is in that hour of a week. */
export function weekdayHourTest({ hourOfWeek, offsets }: WeekdayHour): (at: number) => boolean {
  const distinct = [...new Set(offsets.map(({ offsetMs }) => offsetMs))];
  const isInOne = (at: number) => {
    for (const offsetMs of distinct) if (hourOfWeekAt(at, offsetMs) === hourOfWeek) return true;
    return false;
  };
  return (at) => {
    // With any of the offsets first: most moments are in none of these hours.
    if (!isInOne(at)) return false;
    const period = offsets.findLast(({ fromMs }) => at >= fromMs);
    return hourOfWeekAt(at, period?.offsetMs ?? 0) === hourOfWeek;
  };
}

function hourOfWeekAt(at: number, offsetMs: number): number {
  const hours = Math.floor((at + offsetMs - FIRST_MONDAY_MS) / HOUR_MS);
  return hours - Math.floor(hours / HOURS_OF_WEEK) * HOURS_OF_WEEK;
}

/** By the offsets of `Zone.offsetPeriods`, so that whatever finds moments by these agrees. */
export function weekdayHourAt(at: Instant, zone: Zone): string {
  const hours = hourOfWeekAt(at, zone.steadyOffsetMsAt(at));
  return `${Math.floor(hours / HOURS_OF_DAY) + 1}-${String(hours % HOURS_OF_DAY).padStart(2, '0')}`;
}
