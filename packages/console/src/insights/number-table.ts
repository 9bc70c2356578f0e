/** What a chart shows as rows of numbers, each with the parameters of the log that list its chats. Pure. */
import type { Statistics, StatisticsGroup, StatisticsMeasure } from '@parley/contract';

export type NumberKind = 'count' | 'seconds' | 'percent';

/** The columns a table may have; their titles are texts of the catalogue. */
export const COLUMNS = {
  count: 'count',
  firstP50: 'seconds',
  firstP90: 'seconds',
  averageP50: 'seconds',
  waitP90: 'seconds',
  durationP50: 'seconds',
  within: 'percent',
  missed: 'percent',
  transferred: 'percent',
} as const satisfies Record<string, NumberKind>;

export type ColumnName = keyof typeof COLUMNS;

export interface TableNumber {
  /** null where nothing was measured. */
  readonly value: number | null;
  /** Parameters of the log; null where it has none for these chats. */
  readonly query: string | null;
}

export type NumberRow = Readonly<Record<ColumnName, TableNumber>>;

/** The numbers of a group. */
export function numbersOf(group: StatisticsGroup): NumberRow {
  const { firstResponseTime, averageResponseTime, wait, duration } = group;
  return {
    count: { value: group.count, query: group.query },
    firstP50: measured(firstResponseTime, 'p50'),
    firstP90: measured(firstResponseTime, 'p90'),
    averageP50: measured(averageResponseTime, 'p50'),
    waitP90: measured(wait, 'p90'),
    durationP50: measured(duration, 'p50'),
    within: share(group, 'Within SLA'),
    missed: missed(group),
    transferred:
      group.transferred === null || group.count === 0
        ? NOTHING
        : { value: (100 * group.transferred.count) / group.count, query: group.transferred.query },
  };
}

const NOTHING: TableNumber = { value: null, query: null };

function measured(measure: StatisticsMeasure | null, name: 'p50' | 'p90'): TableNumber {
  return measure === null ? NOTHING : { value: measure[name], query: measure.query };
}

/** Of the chats that have a service level status. */
function share({ slaStatus }: StatisticsGroup, wanted: string): TableNumber {
  const judged = (slaStatus ?? []).filter(({ value }) => value !== '');
  const all = judged.reduce((sum, { count }) => sum + count, 0);
  const found = judged.find(({ value }) => value === wanted);
  return all === 0 ? NOTHING : { value: (100 * (found?.count ?? 0)) / all, query: found?.query ?? null };
}

/** Of all chats. */
function missed({ dispositions, count }: StatisticsGroup): TableNumber {
  if (dispositions === null || count === 0) return NOTHING;
  const found = dispositions.find(({ value }) => value === 'Missed');
  return { value: (100 * (found?.count ?? 0)) / count, query: found?.query ?? null };
}

/** A week of hours: for each day from Monday and each hour from 0 how many chats began. */
export function weekOfHours({ groups }: Statistics): readonly (readonly TableNumber[])[] {
  const byKey = new Map(groups.map((group) => [String(group.key), group]));
  return Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: 24 }, (_, hour) => {
      const group = byKey.get(`${day + 1}-${String(hour).padStart(2, '0')}`);
      return { value: group?.count ?? 0, query: group?.query ?? null };
    }),
  );
}

/** A round number at or above the largest, for the top of an axis. */
export function axisTop(values: readonly (number | null)[]): number {
  const largest = Math.max(1, ...values.map((value) => value ?? 0));
  const unit = 10 ** Math.floor(Math.log10(largest));
  return [1, 2, 5, 10].map((times) => times * unit).find((top) => top >= largest) ?? largest;
}
