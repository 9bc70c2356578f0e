/** Days of a calendar as the instants between which they lie. Pure. */
import { instantOf, wallOf } from '../language/zoned-time.ts';

const DAY_MS = 86_400_000;

/** When a day such as `2026-01-31` begins in a zone; null for no day. */
export function startOfDay(day: string, timeZone: string): string | null {
  return instantOf(`${day}T00:00`, timeZone);
}

/** When it ends. */
export function endOfDay(day: string, timeZone: string): string | null {
  const at = Date.parse(`${day}T00:00Z`);
  if (Number.isNaN(at)) return null;
  return startOfDay(new Date(at + DAY_MS).toISOString().slice(0, 10), timeZone);
}

/** The day that begins at an instant, or in which it lies; empty for no instant. */
export function dayFrom(instant: string, timeZone: string): string {
  return wallOf(instant, timeZone).slice(0, 10);
}

/** The day that ends at an instant; empty for no instant. */
export function dayBefore(instant: string, timeZone: string): string {
  const at = Date.parse(instant);
  return Number.isNaN(at) ? '' : dayFrom(new Date(at - 1).toISOString(), timeZone);
}
