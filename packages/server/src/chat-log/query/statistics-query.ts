/** Turns the parameters of a request for statistics into a query, or refuses them. Used by their route. */
import { type Refusal, STATISTICS_METRICS, type StatisticsMetric, USUAL_GROUPS } from '@parley/contract';
import type { ProjectId } from '../../model/ids.ts';
import { Zone } from '../../model/zone.ts';
import type { GroupBy } from '../statistics/aggregation.ts';
import type { ChatSelection } from './chat-selection.ts';
import { parseParameters } from './parse-parameters.ts';
import type { QueryPair } from './query-string.ts';
import { conflict, type DateRange, findContradiction, readSelection, type Values } from './selection-query.ts';

export interface StatisticsInput {
  /** Decoded pairs in the order of the request. */
  readonly parameters: readonly QueryPair[];
  readonly projectId: ProjectId;
  /** The project's zone. */
  readonly zone: Zone;
  readonly isLenient: boolean;
  /** Whether the reader may see only numbers and times. */
  readonly isMetadataOnly: boolean;
}

export interface StatisticsQuery {
  readonly selection: ChatSelection;
  readonly dateRange: DateRange | null;
  readonly by: GroupBy | null;
  readonly metrics: ReadonlySet<StatisticsMetric>;
  /** In which hours and days begin. */
  readonly zone: Zone;
  readonly isSpamCounted: boolean;
  /** Groups at most. */
  readonly limit: number;
  /** How long reading may take; null: as long as it takes. */
  readonly withinMs: number | null;
  /** The filters that list what is counted, spam named in them. */
  readonly rowsFilters: Values;
}

/** Not filters: they say what is counted and how. */
const OWN = ['by', 'metrics', 'limit', 'withinMs'];

/** Reads the parameters of the statistics; the first wrong one is refused. */
export function readStatisticsQuery(
  input: StatisticsInput,
): { readonly query: StatisticsQuery; readonly warnings: readonly string[] } | { readonly refused: Refusal } {
  const given = parseParameters('getChatStatistics', input);
  if ('refused' in given) return given;
  const { values, warnings } = given;
  const by = (values.get('by') as GroupBy | undefined) ?? null;
  const refused = findContradiction(values) ?? findConflict(by, values, input.isMetadataOnly);
  if (refused !== null) return { refused };
  const zoneName = values.get('tz');
  const zone = zoneName === undefined ? input.zone : new Zone(zoneName);
  const isSpamCounted = values.has('isSPAM') || by === 'isSPAM';
  const filters = new Map([...values].filter(([name]) => !OWN.includes(name)));
  const metrics = values.get('metrics')?.split(',') ?? STATISTICS_METRICS;
  const query: StatisticsQuery = {
    ...readSelection(values, zone),
    by,
    metrics: new Set(STATISTICS_METRICS.filter((name) => metrics.includes(name))),
    zone,
    isSpamCounted,
    limit: Number(values.get('limit') ?? USUAL_GROUPS),
    withinMs: values.has('withinMs') ? Number(values.get('withinMs')) : null,
    rowsFilters: isSpamCounted ? filters : new Map([...filters, ['isSPAM', '0']]),
  };
  return { query, warnings };
}

function findConflict(by: GroupBy | null, values: Values, isMetadataOnly: boolean): Refusal | null {
  if (by === 'page' && isMetadataOnly) return { error: 'filterNotAllowed', property: 'by', slots: { name: 'page' } };
  const filter = by === 'queue' ? 'queueId' : by === 'agent' ? 'agentId' : null;
  if (filter === null || !values.has(filter)) return null;
  const other = by === 'queue' ? 'lastQueue' : 'lastAgent';
  return conflict('by', filter, `cannot be combined here: both ask who took part; by=${other} goes with ${filter}`);
}
