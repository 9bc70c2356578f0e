/** A time zone of the tz database: turns instants into wall times and back. */
import { Temporal } from 'temporal-polyfill';
import type { Instant, WallTime } from './instant.ts';
import { instant } from './instant.ts';

const DAY_MS = 86_400_000;
const QUARTER_HOUR_MS = 900_000;
const MOST_KEPT = 100_000;
/** The last that a Date can hold. */
const LATEST_MS = 8.64e15;
/** Before 1973 some zones changed at odd seconds, so a quarter of an hour may have two offsets. */
const QUARTERS_ARE_UNIFORM_SINCE = Date.UTC(1973, 0, 1);

/** Clock changes are listed from here to there. */
const LISTED_FROM = instant(Date.UTC(1990, 0, 1));
const LISTED_UNTIL = instant(Date.UTC(2050, 0, 1));
/** No offset lasts shorter. */
const STEP_MS = 28 * DAY_MS;

/** One offset of a zone from that moment on. */
export interface OffsetPeriod {
  readonly fromMs: number;
  readonly offsetMs: number;
}

export class Zone {
  /** The IANA name that was given, in its usual spelling: `Europe/Kyiv` stays that, and does not become `Europe/Kiev`. */
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  /** Offset by UTC day, null where it changes: no zone has changed its clocks twice within a week since 1973. */
  readonly #offsetByDay = new Map<number, number | null>();
  /** Of the days on which it changes. */
  readonly #offsetByQuarter = new Map<number, number>();
  #periods: readonly OffsetPeriod[] | null = null;

  /** @throws RangeError when the tz database does not know `name`. */
  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    // Intl would give the name of the zone that it is a link to, or an old name of its own.
    this.name = new Temporal.ZonedDateTime(0n, name).timeZoneId;
  }

  /** Milliseconds east of UTC at that instant. */
  offsetMsAt(at: Instant): number {
    if (at < QUARTERS_ARE_UNIFORM_SINCE) return this.#computeOffsetMs(at);
    const day = Math.floor(at / DAY_MS);
    let offsetMs = this.#offsetByDay.get(day);
    if (offsetMs === undefined) {
      const last = this.#offsetInQuarter(Math.min((day + 1) * DAY_MS, LATEST_MS) - 1);
      offsetMs = this.#offsetInQuarter(day * DAY_MS) === last ? last : null;
      keep(this.#offsetByDay, day, offsetMs);
    }
    return offsetMs ?? this.#offsetInQuarter(at);
  }

  #offsetInQuarter(epochMs: number): number {
    const quarter = Math.floor(epochMs / QUARTER_HOUR_MS);
    const known = this.#offsetByQuarter.get(quarter);
    if (known !== undefined) return known;
    return keep(this.#offsetByQuarter, quarter, this.#computeOffsetMs(instant(quarter * QUARTER_HOUR_MS)));
  }

  /** As `offsetMsAt`, but clock changes before 1990 and after 2049 are not followed. */
  steadyOffsetMsAt(at: Instant): number {
    return this.offsetMsAt(instant(Math.min(Math.max(at, LISTED_FROM), LISTED_UNTIL - 1)));
  }

  /** When the offset of `steadyOffsetMsAt` changes; the first is that of all times before. About 10 ms, once. */
  offsetPeriods(): readonly OffsetPeriod[] {
    this.#periods ??= this.#findPeriods();
    return this.#periods;
  }

  #findPeriods(): readonly OffsetPeriod[] {
    let offsetMs = this.#computeOffsetMs(LISTED_FROM);
    const periods = [{ fromMs: Number.MIN_SAFE_INTEGER, offsetMs }];
    for (let from: number = LISTED_FROM; from < LISTED_UNTIL; from += STEP_MS) {
      const end = Math.min(from + STEP_MS, LISTED_UNTIL - 1);
      const next = this.#computeOffsetMs(instant(end));
      if (next === offsetMs) continue;
      periods.push({ fromMs: this.#findChange(from, end, offsetMs), offsetMs: next });
      offsetMs = next;
    }
    return periods;
  }

  /** The first moment between the two that no longer has the offset. */
  #findChange(from: number, end: number, offsetMs: number): number {
    let [before, after] = [from, Math.ceil(end / QUARTER_HOUR_MS) * QUARTER_HOUR_MS];
    while (after - before > QUARTER_HOUR_MS) {
      const middle = Math.floor((before + after) / 2 / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
      if (this.#computeOffsetMs(instant(middle)) === offsetMs) before = middle;
      else after = middle;
    }
    return after;
  }

  #computeOffsetMs(at: Instant): number {
    const part: Record<string, string> = {};
    for (const { type, value } of this.#format.formatToParts(at)) part[type] = value;
    const year = part.era === 'BC' ? 1 - Number(part.year) : Number(part.year);
    const local = new Date(0);
    local.setUTCFullYear(year, Number(part.month) - 1, Number(part.day));
    local.setUTCHours(Number(part.hour), Number(part.minute), Number(part.second));
    return local.getTime() - Math.floor(at / 1000) * 1000;
  }

  /** `YYYY-MM-DD HH:MM:SS` in this zone, truncated to seconds. */
  wallTimeAt(at: Instant): WallTime {
    const iso = new Date(at + this.offsetMsAt(at)).toISOString();
    return `${iso.slice(0, 10)} ${iso.slice(11, 19)}` as WallTime;
  }

  /** `YYYY-MM-DDTHH:MM:SS+HH:MM` in this zone, truncated to seconds. */
  isoTimeAt(at: Instant): string {
    const offsetMs = this.offsetMsAt(at);
    const iso = new Date(at + offsetMs).toISOString();
    const minutes = Math.abs(Math.round(offsetMs / 60_000));
    const hh = String(Math.floor(minutes / 60)).padStart(2, '0');
    const mm = String(minutes % 60).padStart(2, '0');
    return `${iso.slice(0, 19)}${offsetMs < 0 ? '-' : '+'}${hh}:${mm}`;
  }

  /** The instant of a wall time; a skipped one is read after the gap, a repeated one as its first occurrence. */
  instantOf(wall: WallTime): Instant {
    const local = Temporal.PlainDateTime.from(wall.replace(' ', 'T'));
    return instant(local.toZonedDateTime(this.name, { disambiguation: 'compatible' }).epochMilliseconds);
  }

  /** First instant of the calendar day `YYYY-MM-DD`; not midnight when a clock change skips it. */
  startOfDay(day: string): Instant {
    return instant(Temporal.PlainDate.from(day).toZonedDateTime(this.name).epochMilliseconds);
  }

  /** First instant of the day after. A day has 23 to 25 hours. */
  endOfDay(day: string): Instant {
    return this.startOfDay(Temporal.PlainDate.from(day).add({ days: 1 }).toString());
  }
}

function keep<V>(map: Map<number, V>, key: number, value: V): V {
  if (map.size > MOST_KEPT) map.clear();
  map.set(key, value);
  return value;
}
