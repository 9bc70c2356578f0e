/** Numbers and groups as people read them. */
import type { StatisticsGroup } from '@parley/contract';
import type { GroupBy } from '../api/statistics.ts';
import type { PlainTextId } from '../language/catalogue.ts';
import type { LanguageState } from '../language/language-context.ts';
import { COLUMNS, type ColumnName, type TableNumber } from './number-table.ts';

type Words = Pick<LanguageState, 'text' | 'formats'>;

export const COLUMN_TITLES = {
  count: 'insights.count',
  firstP50: 'insights.firstP50',
  firstP90: 'insights.firstP90',
  averageP50: 'insights.averageP50',
  waitP90: 'insights.waitP90',
  durationP50: 'insights.durationP50',
  within: 'insights.within',
  missed: 'insights.missed',
  transferred: 'insights.transferred',
} as const satisfies Readonly<Record<ColumnName, PlainTextId>>;

/** A dash for what was not measured. */
export function numberWords(name: ColumnName, { value }: TableNumber, { formats }: Words): string {
  if (value === null) return '–';
  switch (COLUMNS[name]) {
    case 'count':
      return formats.number(value);
    case 'seconds':
      return formats.duration(value);
    case 'percent':
      return formats.percent(value);
  }
}

/** What the chats of a group have in common. */
export function groupWords(by: GroupBy, { key, name }: StatisticsGroup, { text, formats }: Words): string {
  if (key === null || key === '') return text('insights.none');
  const known = String(key);
  switch (by) {
    case 'hour':
      return `${formats.day(known.slice(0, 10), 'short')} ${known.slice(11, 16)}`;
    case 'day':
      return formats.day(known, 'short');
    case 'week':
      return text('insights.weekOf', { day: formats.day(known, 'short') });
    case 'month':
      return formats.month(known);
    case 'queue':
    case 'lastQueue':
    case 'lastAgent':
      return key === 0 ? text('insights.none') : (name ?? known);
    case 'weekdayHour':
      return known;
  }
}
