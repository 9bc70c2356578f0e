/** Counts and measures of the chats that filters leave. */
import type { Statistics, StatisticsReply } from '@parley/contract';
import { callApi } from './call-api.ts';
import { type LogQuery, logPath, queryText } from './chats.ts';

/** How chats are grouped. */
export type GroupBy = 'hour' | 'day' | 'week' | 'month' | 'weekdayHour' | 'queue' | 'lastQueue' | 'lastAgent';

export interface StatisticsQuery {
  /** null for the total alone. */
  readonly by: GroupBy | null;
  /** As the parameter; null for all. */
  readonly metrics: string | null;
}

export async function readStatistics(
  { projectId, parameters }: LogQuery,
  { by, metrics }: StatisticsQuery,
  signal: AbortSignal,
): Promise<Statistics> {
  const { direction: _, ...filters } = parameters;
  const query = queryText({
    ...filters,
    ...(by === null ? {} : { by }),
    ...(metrics === null ? {} : { metrics }),
  });
  return (await callApi<StatisticsReply>(`${logPath(projectId)}/stats?${query}`, { signal })).body.response;
}
