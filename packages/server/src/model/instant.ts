/** Points in time. `Instant` is for arithmetic, `WallTime` is for printing; they are never mixed. */
declare const brand: unique symbol;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number & { readonly [brand]: 'Instant' };

/** Text `YYYY-MM-DD HH:MM:SS`, the local time of some zone. */
export type WallTime = string & { readonly [brand]: 'WallTime' };

/** @throws RangeError when `epochMs` is not a whole number that a Date can hold. */
export function instant(epochMs: number): Instant {
  if (!Number.isInteger(epochMs) || Math.abs(epochMs) > 8.64e15) throw new RangeError(`not an instant: ${epochMs}`);
  return epochMs as Instant;
}

const FIRST_PRINTED_MS = -62_135_510_400_000;
const END_OF_PRINTED_MS = 253_402_128_000_000;

/** Whether every zone prints the time with a year of 1 to 9999: 0001-01-02 to 9999-12-29 in UTC. */
export function isInPrintedYears(epochMs: number): boolean {
  return epochMs >= FIRST_PRINTED_MS && epochMs < END_OF_PRINTED_MS;
}

/**
 * Stands for the start of a chat that is not known: 9999-12-30 12:00 UTC. So it is on no day that anybody asks for, nor before
 * any, and yet on a day: on 30 or 31 December.
 */
export const UNKNOWN_START = instant(253_402_171_200_000);
const DAY_MS = 86_400_000;

/** Whether a lower bound of starts takes in those that are not known: it is the beginning of their day in some zone, or later. */
export function takesInUnknownStart(bound: number): boolean {
  return bound > UNKNOWN_START - DAY_MS;
}

const ISO_WITH_OFFSET = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)(Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)$/;

export interface OffsetTime {
  readonly instant: Instant;
  /** The offset in the text, in minutes east of UTC. */
  readonly offsetMinutes: number;
}

/** Reads ISO 8601 with an offset, truncated to milliseconds; null when the text has no offset or its day or time does not exist. */
export function parseOffsetTime(text: string): OffsetTime | null {
  const match = ISO_WITH_OFFSET.exec(text);
  const [, day, clock, offset] = match ?? [];
  if (day === undefined || offset === undefined || !isCalendarDay(day)) return null;
  // With a blank in it, Date.parse would take the years 1 to 99 for others.
  const wallMs = Date.parse(`${day}T${clock}Z`);
  if (Number.isNaN(wallMs)) return null;
  const offsetMinutes = minutesOf(offset);
  return { instant: instant(wallMs - offsetMinutes * 60_000), offsetMinutes };
}

function minutesOf(offset: string): number {
  if (offset === 'Z') return 0;
  const sign = offset.startsWith('-') ? -1 : 1;
  return sign * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2)));
}

const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** `YYYY-MM-DDTHH:MM:SSZ`, truncated to seconds. */
export function utcText(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** Whether `YYYY-MM-DD` names a day that exists (30 February does not). */
export function isCalendarDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const year = Number(text.slice(0, 4));
  const month = Number(text.slice(5, 7));
  const day = Number(text.slice(8));
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeap ? 29 : (DAYS_OF_MONTH[month - 1] ?? 0);
  return day >= 1 && day <= days;
}

/** Whole seconds from `from` to `to`, both truncated to seconds first, so that printed times give the same number. */
export function secondsBetween(from: Instant, to: Instant): number {
  return Math.floor(to / 1000) - Math.floor(from / 1000);
}
