/** An hour of the week as the clocks of a zone show it: `1-14` is Monday, from two to three in the afternoon. */
import type { Instant } from './instant.ts';
import type { OffsetPeriod, Zone } from './zone.ts';

export const HOUR_MS = 3_600_000;
const HOURS_OF_DAY = 24;
export const WEEK_MS = 7 * HOURS_OF_DAY * HOUR_MS;
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

/** By the offsets of `Zone.offsetPeriods`, so that whatever finds moments by these agrees. */
export function weekdayHourAt(at: Instant, zone: Zone): string {
  const sinceMonday = at + zone.steadyOffsetMsAt(at) - FIRST_MONDAY_MS;
  const hours = Math.floor((((sinceMonday % WEEK_MS) + WEEK_MS) % WEEK_MS) / HOUR_MS);
  return `${Math.floor(hours / HOURS_OF_DAY) + 1}-${String(hours % HOURS_OF_DAY).padStart(2, '0')}`;
}
