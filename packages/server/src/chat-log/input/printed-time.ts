/** Reads times as databases and programs print them. Used for imported rows, whose texts stay as they are; pure. */
import { type Instant, instant, isCalendarDay, isInPrintedYears, type WallTime } from '../../model/instant.ts';
import type { Zone } from '../../model/zone.ts';

/** A time as it was printed. */
export interface PrintedTime {
  /** The local time as if it were UTC, in milliseconds. */
  readonly wallMs: number;
  /** Whole seconds of it. */
  readonly wall: WallTime;
  /** The offset in the text, in milliseconds east of UTC; null when it has none. */
  readonly offsetMs: number | null;
}

const DAY_AND_CLOCK = /^(\d{4}-\d{2}-\d{2})[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,9}))?)?/i;
const OFFSET = /^(?: ?(Z|UTC|GMT|[+-](?:0\d|1[0-8])(?::?[0-5]\d(?::?[0-5]\d)?)?))?$/i;

/**
 * Reads a day and a time with `T` or a blank between them, with or without seconds, a fraction (cut to milliseconds) and an
 * offset (`Z`, `UTC`, `+01`, `+0100`, `+01:00`, `+01:00:00`); null for any other text, a day that does not exist, and a year
 * that is not 1 to 9999 in every zone.
 */
export function readPrintedTime(text: string): PrintedTime | null {
  const match = DAY_AND_CLOCK.exec(text);
  const rest = match === null ? null : OFFSET.exec(text.slice(match[0].length));
  if (match === null || rest === null) return null;
  const [, day = '', hours = '', minutes = '', seconds = '00', fraction = ''] = match;
  const [, offset] = rest;
  if (!isCalendarDay(day)) return null;
  const clock = `${hours}:${minutes}:${seconds}`;
  const wallMs = Date.parse(`${day}T${clock}.${fraction.slice(0, 3).padEnd(3, '0')}Z`);
  if (!isInPrintedYears(wallMs)) return null;
  return { wallMs, wall: `${day} ${clock}` as WallTime, offsetMs: offset === undefined ? null : offsetOf(offset) };
}

function offsetOf(text: string): number {
  const [, sign, digits = ''] = /^([+-])([\d:]+)$/.exec(text) ?? [];
  const [hours = 0, minutes = 0, seconds = 0] = (digits.replaceAll(':', '').match(/\d\d/g) ?? []).map(Number);
  return (sign === '-' ? -1_000 : 1_000) * (hours * 3_600 + minutes * 60 + seconds);
}

/** The instant of a printed time, which without an offset is of `zone`; null when it cannot be read. */
export function instantOfPrinted(text: string, zone: Zone): Instant | null {
  const time = readPrintedTime(text);
  if (time === null) return null;
  return time.offsetMs === null ? inZone(time, zone) : instant(time.wallMs - time.offsetMs);
}

/** The instant of a time without offset in `zone`. */
export function inZone({ wallMs, wall }: PrintedTime, zone: Zone): Instant {
  return instant(zone.instantOf(wall) + (((wallMs % 1_000) + 1_000) % 1_000));
}
