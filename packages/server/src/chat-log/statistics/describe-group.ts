/** Prints the numbers of a group, each with the query of the log that lists its chats. */
import type { StatisticsGroup, StatisticsMeasure, StatisticsMetric, StatisticsShare } from '@parley/contract';
import type { GroupBy, GroupKey } from './aggregation.ts';
import { MEASURES, type Measure } from './fact-batch.ts';
import type { GroupTally } from './group-tally.ts';
import { roundedMean, type SpareCounters } from './histogram.ts';
import type { RowsFilters, RowsQueries } from './rows-query.ts';
import type { TextCounts } from './text-counts.ts';

export interface Description {
  readonly metrics: ReadonlySet<StatisticsMetric>;
  readonly isSpamCounted: boolean;
  readonly queries: RowsQueries;
  readonly spare: SpareCounters;
}

export interface NamedTally {
  readonly key: GroupKey;
  readonly name: string | null;
  readonly tally: GroupTally;
}

/** `by` is left out for the total. */
export function describeGroup(
  description: Description,
  { key, name, tally }: NamedTally,
  by: GroupBy | null = null,
): StatisticsGroup {
  const { metrics, queries, isSpamCounted } = description;
  const filters = by === null ? queries.total : queries.ofGroup(by, shownKey(by, key));
  const shares = (metric: 'dispositions' | 'slaStatus', filter: string, counts: TextCounts) =>
    metrics.has(metric) ? listShares(queries, filters, filter, counts) : null;
  const measures = Object.fromEntries(
    MEASURES.map((measure) => [
      measure,
      metrics.has(measure) ? describeMeasure(description, filters, measure, tally) : null,
    ]),
  ) as Pick<StatisticsGroup, Measure>;
  return {
    key: by === null ? null : shownKey(by, key),
    name,
    query: queries.print(filters),
    count: tally.count,
    ...measures,
    dispositions: shares('dispositions', 'disposition', tally.dispositions),
    slaStatus: shares('slaStatus', 'slaStatus', tally.slaStatus),
    spam: metrics.has('spam') ? { count: tally.spam, query: queries.print(spamOf(filters, isSpamCounted)) } : null,
    transferred: metrics.has('transferred')
      ? { count: tally.transferred, query: queries.print(queries.atLeast(filters, 'transferCount', 1)) }
      : null,
  };
}

/** As the log spells it; null for none. */
function shownKey(by: GroupBy, key: GroupKey): GroupKey {
  if (by === 'status') return key === 1 ? 'open' : 'closed';
  const isNobody = key === 0 && by !== 'isSPAM';
  return key === '' || isNobody ? null : key;
}

function describeMeasure(
  { queries, spare }: Description,
  filters: RowsFilters,
  measure: Measure,
  tally: GroupTally,
): StatisticsMeasure {
  const summary = tally.histogramOf(measure).summary(spare);
  const query = queries.print(queries.withValue(filters, measure === 'messages' ? 'messageCount' : measure));
  if (measure !== 'averageResponseTime' || summary.count === 0) return { ...summary, query };
  return { ...summary, mean: roundedMean(tally.sumResponseTime.value, Number(tally.responseCount.value)), query };
}

function listShares(queries: RowsQueries, filters: RowsFilters, filter: string, counts: TextCounts): StatisticsShare[] {
  return counts.list().map(({ value, count }) => {
    return { value, count, query: queries.print(queries.ofValue(filters, filter, value)) };
  });
}

/** null where the filters leave spam out and it was not counted as left out. */
function spamOf(filters: RowsFilters, isSpamCounted: boolean): RowsFilters {
  if (filters === null || (isSpamCounted && filters.get('isSPAM') === '0')) return null;
  return new Map([...filters, ['isSPAM', '1']]);
}
