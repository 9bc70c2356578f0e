/** Counts and measures of the chats that filters leave. */
import type { STATISTICS_GROUPS, Statistics, StatisticsReply } from '@parley/contract';
import { callApi } from './call-api.ts';
import { type LogQuery, logPath, queryText } from './chats.ts';

/** How chats are grouped. */
export type AnyGroup = keyof typeof STATISTICS_GROUPS;

/** Those that the insights show. */
export type GroupBy = Extract<
  AnyGroup,
  'hour' | 'day' | 'week' | 'month' | 'weekdayHour' | 'queue' | 'lastQueue' | 'lastAgent'
>;

export interface StatisticsQuery {
  /** null for the total alone. */
  readonly by: AnyGroup | null;
  /** As the parameter; null for all. */
  readonly metrics: string | null;
  /** Milliseconds after which counts may be lower bounds. */
  readonly withinMs?: number;
  /** Groups at most. */
  readonly limit?: number;
}

export async function readStatistics(
  { projectId, parameters }: LogQuery,
  { by, metrics, withinMs, limit }: StatisticsQuery,
  signal: AbortSignal,
): Promise<Statistics> {
  const { direction: _, sort: __, ...filters } = parameters;
  const query = queryText({
    ...filters,
    ...(by === null ? {} : { by }),
    ...(metrics === null ? {} : { metrics }),
    ...(withinMs === undefined ? {} : { withinMs: String(withinMs) }),
    ...(limit === undefined ? {} : { limit: String(limit) }),
  });
  return (await callApi<StatisticsReply>(`${logPath(projectId)}/stats?${query}`, { signal })).body.response;
}
