/** Periods of days, and the unit of time in which one is drawn. Pure; days are `YYYY-MM-DD` of the page's zone. */
import type { GroupBy } from '../api/statistics.ts';
import type { SearchTexts } from '../search/search-text.ts';

const DAY_MS = 86_400_000;

export interface Period {
  readonly from: string;
  readonly to: string;
}

/** Periods that people ask for most, each by its length in days. */
export const USUAL_PERIOD_DAYS = [1, 7, 30, 90, 365] as const;

/** The period of the address; null unless both its days are there and are days. */
export function periodOf({ startDate, endDate }: SearchTexts): Period | null {
  if (startDate === undefined || !isDay(startDate)) return null;
  // A start alone is that day alone, as in the API.
  const to = endDate ?? startDate;
  return isDay(to) && to >= startDate ? { from: startDate, to } : null;
}

export function lengthInDays({ from, to }: Period): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
}

/** So many days that end with this one. */
export function periodUntil(to: string, days: number): Period {
  return { from: dayAfter(to, 1 - days), to };
}

/** The period of the same length that ends where this one begins. */
export function periodBefore(period: Period): Period {
  return periodUntil(dayAfter(period.from, -1), lengthInDays(period));
}

/** The unit in which so many days are neither a few bars nor a grey mass. */
export function unitFor({ from, to }: Period): GroupBy {
  const days = lengthInDays({ from, to });
  if (days <= 2) return 'hour';
  if (days <= 92) return 'day';
  return days <= 731 ? 'week' : 'month';
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && new Date(Date.parse(text)).toISOString().startsWith(text);
}
