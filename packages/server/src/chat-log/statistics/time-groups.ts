/** Hours, days, weeks and months of a time zone: which one an instant is in, and which filters list its chats. */
import { Temporal } from 'temporal-polyfill';
import { type Instant, instant, UNKNOWN_START } from '../../model/instant.ts';
import { FIRST_MONDAY_MS, HOUR_MS, WEEK_MS, weekdayHourAt } from '../../model/weekday-hour.ts';
import type { Zone } from '../../model/zone.ts';

export const TIME_GROUPS = ['hour', 'day', 'week', 'month', 'weekdayHour'] as const;
export type TimeGroup = (typeof TIME_GROUPS)[number];

const QUARTER_MS = 900_000;
/** More seconds than lie between any two offsets. */
const OFFSET_SECONDS = 200_000;
/** Since then offsets are whole minutes, and none changes within a quarter of an hour. */
const UNIFORM_SINCE = Date.UTC(1973, 0, 1);
const DAYS_OF_WEEK = 7;
const DAY_MS = WEEK_MS / DAYS_OF_WEEK;

/** Filters that list the chats of a group. */
export type TimeBounds =
  | { readonly kind: 'days'; readonly first: string; readonly last: string }
  | { readonly kind: 'instants'; readonly from: Instant; readonly before: Instant }
  | { readonly kind: 'weekdayHour'; readonly value: string };

/** The start of a chat that is not known is in no group: its key is null. */
export class TimeGroups {
  readonly #unit: TimeGroup;
  readonly #zone: Zone;

  constructor(unit: TimeGroup, zone: Zone) {
    this.#unit = unit;
    this.#zone = zone;
  }

  /** `2026-10-25T02:00:00+02:00`, `2026-10-25`, the Monday of the week, `2026-10`, or `1-14`: Monday, from two to three o'clock. */
  keyOf(at: Instant): string | null {
    return at === UNKNOWN_START ? null : this.#makeKey(at);
  }

  /** A number that only instants of one group have, though a group may have several; NaN for rare ones, whose key must be asked for. */
  slotOf(at: Instant): number {
    if (at === UNKNOWN_START || at < UNIFORM_SINCE) return Number.NaN;
    const offsetMs = this.#zone.offsetMsAt(at);
    const localMs = at + offsetMs;
    if (this.#unit !== 'hour' && this.#unit !== 'weekdayHour') return Math.floor(localMs / DAY_MS);
    return Math.floor(localMs / HOUR_MS) * OFFSET_SECONDS + offsetMs / 1_000;
  }

  boundsOf(key: string | null): TimeBounds {
    if (key === null) return { kind: 'instants', from: UNKNOWN_START, before: instant(UNKNOWN_START + 1) };
    switch (this.#unit) {
      case 'day':
        return { kind: 'days', first: key, last: key };
      case 'week':
        return { kind: 'days', first: key, last: dayAfter(key, DAYS_OF_WEEK - 1) };
      case 'month': {
        const first = Temporal.PlainDate.from(`${key}-01`);
        return {
          kind: 'days',
          first: first.toString(),
          last: first.add({ months: 1 }).subtract({ days: 1 }).toString(),
        };
      }
      case 'hour':
        return this.#hour(key);
      case 'weekdayHour':
        return { kind: 'weekdayHour', value: key };
    }
  }

  #makeKey(at: Instant): string {
    const localMs = at + this.#zone.offsetMsAt(at);
    const local = new Date(localMs).toISOString();
    switch (this.#unit) {
      case 'hour':
        return hourKey(at, this.#zone);
      case 'day':
        return local.slice(0, -14);
      case 'week': {
        const sinceMonday = (((localMs - FIRST_MONDAY_MS) % WEEK_MS) + WEEK_MS) % WEEK_MS;
        return new Date(localMs - sinceMonday).toISOString().slice(0, -14);
      }
      case 'month':
        return local.slice(0, -17);
      case 'weekdayHour':
        return weekdayHourAt(at, this.#zone);
    }
  }

  /** Where the clock changes within an hour, its parts are hours of their own: each has the offset in its key. */
  #hour(key: string): TimeBounds {
    const start = instant(Date.parse(key));
    let [from, before] = [start, instant(start + HOUR_MS)];
    while (from < before && hourKey(from, this.#zone) !== key) from = instant(from + QUARTER_MS);
    while (before > from && hourKey(instant(before - 1), this.#zone) !== key) before = instant(before - QUARTER_MS);
    return { kind: 'instants', from, before };
  }
}

/** With the offset of the moment, also where the hour began with another one. */
function hourKey(at: Instant, zone: Zone): string {
  return `${zone.wallTimeAt(at).slice(0, -6).replace(' ', 'T')}:00:00${zone.isoTimeAt(at).slice(-6)}`;
}

function dayAfter(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}
