/** Filters that are asked for often: each puts its own in place of those of the same names. Pure. */
import type { PlainTextId } from '../language/catalogue.ts';
import type { SearchTexts } from './search-text.ts';

export interface Preset {
  readonly label: PlainTextId;
  /** `today` is the day in the zone of the list. */
  readonly filters: (today: string) => SearchTexts;
}

const DAY_MS = 86_400_000;

export const PRESETS: readonly Preset[] = [
  { label: 'presets.today', filters: (today) => days(today, today) },
  { label: 'presets.yesterday', filters: (today) => days(before(today, 1), before(today, 1)) },
  { label: 'presets.lastWeek', filters: (today) => days(before(today, 6), today) },
  { label: 'presets.lastMonth', filters: (today) => days(before(today, 29), today) },
  { label: 'presets.thisMonth', filters: (today) => days(`${today.slice(0, 8)}01`, today) },
  { label: 'presets.open', filters: () => ({ status: 'open' }) },
  { label: 'presets.missed', filters: () => ({ disposition: 'Missed' }) },
  { label: 'presets.outOfSla', filters: () => ({ slaStatus: 'Out of SLA' }) },
  { label: 'presets.slow', filters: () => ({ minFirstResponseTime: '60' }) },
  { label: 'presets.transferred', filters: () => ({ minTransferCount: '1' }) },
];

function days(startDate: string, endDate: string): SearchTexts {
  return { startDate, endDate };
}

function before(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - count * DAY_MS).toISOString().slice(0, 10);
}
