/**
 * Opening hours by the tz database: whether a queue is open, how many open seconds are between two instants, and when a
 * number of them has passed. Used for SLA deadlines, the disposition and the business-hours metrics.
 */
import { type Calendar, WEEKDAYS } from '@parley/contract';
import { type Instant, instant, secondsBetween } from './instant.ts';
import { Zone } from './zone.ts';

const DAY_MS = 86_400_000;
const HORIZON_DAYS = 731;
/** 1970-01-01, day 0, was a Thursday; `WEEKDAYS` begins with Monday. */
const WEEKDAY_OF_DAY_0 = 3;
const MOST_CACHED = 20_000;

interface TimeInterval {
  readonly from: Instant;
  /** Exclusive. */
  readonly to: Instant;
}

type DayHours = Calendar['monday'];

/** A compiled calendar. Caches the open intervals of the days that were looked up. */
export class CompiledCalendar {
  readonly #zone: Zone;
  readonly #hoursByWeekday: readonly DayHours[];
  readonly #hoursByHoliday: ReadonlyMap<string, DayHours>;
  /** By local day, counted from 1970-01-01. */
  readonly #openByDay = new Map<number, readonly TimeInterval[]>();

  /** @throws RangeError when the tz database does not know the calendar's zone. */
  constructor(calendar: Calendar) {
    this.#zone = new Zone(calendar.timeZone);
    this.#hoursByWeekday = WEEKDAYS.map((weekday) => calendar[weekday]);
    this.#hoursByHoliday = new Map(calendar.holidays.map(({ date, hours }) => [date, hours]));
  }

  /** The local day of an instant, counted from 1970-01-01. */
  dayOf(at: Instant): number {
    return Math.floor((at + this.#zone.offsetMsAt(at)) / DAY_MS);
  }

  /** The open intervals of a local day in order; they do not touch or overlap. */
  openOn(day: number): readonly TimeInterval[] {
    const known = this.#openByDay.get(day);
    if (known !== undefined) return known;
    if (this.#openByDay.size > MOST_CACHED) this.#openByDay.clear();
    const open = this.#compileDay(day);
    this.#openByDay.set(day, open);
    return open;
  }

  #compileDay(day: number): readonly TimeInterval[] {
    const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
    const weekday = (((day + WEEKDAY_OF_DAY_0) % 7) + 7) % 7;
    const hours = this.#hoursByHoliday.get(date) ?? this.#hoursByWeekday[weekday] ?? [];
    const intervals = hours
      .map(([from, to]) => ({
        from: this.#firstInstantShowing(day * DAY_MS + millisecondsOf(from)),
        to: this.#firstInstantShowing(day * DAY_MS + millisecondsOf(to)),
      }))
      .filter(({ from, to }) => from < to)
      .sort((a, b) => a.from - b.from);
    return mergeTouching(intervals);
  }

  /**
   * The first instant at which the local time is `localMs` or later: the clock change when it skips that time, the first of
   * two when it repeats it. No zone has changed its clock twice within two days since 1970.
   */
  #firstInstantShowing(localMs: number): Instant {
    const offsetBefore = this.#zone.offsetMsAt(instant(localMs - DAY_MS));
    const offsetAfter = this.#zone.offsetMsAt(instant(localMs + DAY_MS));
    const byOld = instant(localMs - offsetBefore);
    if (offsetBefore === offsetAfter || this.#zone.offsetMsAt(byOld) === offsetBefore) return byOld;
    const byNew = instant(localMs - offsetAfter);
    if (this.#zone.offsetMsAt(byNew) === offsetAfter) return byNew;
    return this.#changeBetween(byNew, byOld);
  }

  /** The instant at which the offset changes to that of `after`. */
  #changeBetween(before: Instant, after: Instant): Instant {
    const offsetAfter = this.#zone.offsetMsAt(after);
    let low: number = before;
    let high: number = after;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#zone.offsetMsAt(instant(middle)) === offsetAfter) high = middle;
      else low = middle;
    }
    return instant(high);
  }
}

function millisecondsOf(clock: string): number {
  return (Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))) * 60_000;
}

function mergeTouching(intervals: readonly TimeInterval[]): readonly TimeInterval[] {
  const merged: TimeInterval[] = [];
  for (const interval of intervals) {
    const last = merged.at(-1);
    if (last === undefined || interval.from > last.to) merged.push(interval);
    else if (interval.to > last.to) merged[merged.length - 1] = { from: last.from, to: interval.to };
  }
  return merged;
}

/** Compiled calendars by content, so that the chats of one import share their cached days. */
export class CompiledCalendars {
  readonly #byContent = new Map<string, CompiledCalendar>();

  /** The compiled calendar; null (always open) stays null. @throws RangeError when its zone is unknown. */
  of(calendar: Calendar | null): CompiledCalendar | null {
    if (calendar === null) return null;
    const content = JSON.stringify(calendar);
    const known = this.#byContent.get(content);
    if (known !== undefined) return known;
    if (this.#byContent.size > MOST_CACHED) this.#byContent.clear();
    const compiled = new CompiledCalendar(calendar);
    this.#byContent.set(content, compiled);
    return compiled;
  }
}

/** Whether the instant, truncated to seconds, is within opening hours. Always true without a calendar. */
export function isOpen(calendar: CompiledCalendar | null, at: Instant): boolean {
  if (calendar === null) return true;
  const second = wholeSecond(at);
  return calendar.openOn(calendar.dayOf(second)).some(({ from, to }) => from <= second && second < to);
}

/** Seconds within opening hours from `from` to `to`, both truncated to seconds first; 0 when `to` is not later. */
export function openSecondsBetween(calendar: CompiledCalendar | null, from: Instant, to: Instant): number {
  if (calendar === null) return Math.max(0, secondsBetween(from, to));
  const begin = wholeSecond(from);
  const end = wholeSecond(to);
  let openMs = 0;
  for (let day = calendar.dayOf(begin); day <= calendar.dayOf(end); day++) {
    for (const open of calendar.openOn(day)) {
      openMs += Math.max(0, Math.min(end, open.to) - Math.max(begin, open.from));
    }
  }
  return Math.floor(openMs / 1000);
}

/** The intervals outside opening hours between the two instants, truncated to seconds, in order. None without a calendar. */
export function closedBetween(calendar: CompiledCalendar | null, from: Instant, to: Instant): readonly TimeInterval[] {
  if (calendar === null) return [];
  const end = wholeSecond(to);
  const closed: TimeInterval[] = [];
  let since = wholeSecond(from);
  for (let day = calendar.dayOf(since); day <= calendar.dayOf(end); day++) {
    for (const open of calendar.openOn(day)) {
      if (open.to <= since || open.from >= end) continue;
      if (open.from > since) closed.push({ from: since, to: open.from });
      since = open.to;
    }
  }
  return since < end ? [...closed, { from: since, to: end }] : closed;
}

/**
 * The instant at which `seconds` (1 or more) of opening hours have passed since `from`, truncated to seconds.
 * null when that takes more than two years.
 */
export function addOpenSeconds(calendar: CompiledCalendar | null, from: Instant, seconds: number): Instant | null {
  const begin = wholeSecond(from);
  if (calendar === null) return instant(begin + seconds * 1000);
  let missingMs = seconds * 1000;
  const firstDay = calendar.dayOf(begin);
  for (let day = firstDay; day <= firstDay + HORIZON_DAYS; day++) {
    for (const open of calendar.openOn(day)) {
      const openFrom = Math.max(begin, open.from);
      const openMs = Math.max(0, open.to - openFrom);
      if (openMs >= missingMs) return instant(openFrom + missingMs);
      missingMs -= openMs;
    }
  }
  return null;
}

/**
 * The first instant, not before `from`, at which the queue is open, or is not: as `toOpen` says. null when there is none within two
 * years, and without a calendar for the close.
 */
export function nextChange(calendar: CompiledCalendar | null, from: Instant, toOpen: boolean): Instant | null {
  if (calendar === null) return toOpen ? from : null;
  let since = wholeSecond(from);
  if (isOpen(calendar, since) === toOpen) return from;
  const firstDay = calendar.dayOf(since);
  for (let day = firstDay; day <= firstDay + HORIZON_DAYS; day++) {
    for (const open of calendar.openOn(day)) {
      if (open.to <= since) continue;
      if (toOpen) return open.from;
      // Hours that end at midnight may go on the next day.
      if (open.from > since) return since;
      since = open.to;
    }
  }
  return null;
}

function wholeSecond(at: Instant): Instant {
  return instant(Math.floor(at / 1000) * 1000);
}
