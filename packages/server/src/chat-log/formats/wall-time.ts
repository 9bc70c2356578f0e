/** A wall time as a number. Used by the formats that have a type for times. */
import { isCalendarDay } from '../../model/instant.ts';

/** Milliseconds since 1970 as if the wall time were UTC; null for a text that is no `YYYY-MM-DD HH:MM:SS` of a real day. */
export function wallTimeMs(text: string): number | null {
  const isWallTime = /^.{10} ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(text) && isCalendarDay(text.slice(0, 10));
  return isWallTime ? Date.parse(`${text.slice(0, 10)}T${text.slice(11)}Z`) : null;
}
