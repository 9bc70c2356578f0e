/** All that the page of insights shows, of one query. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { LogQuery } from '../api/chats.ts';
import { edgesQuery, statisticsQuery } from './insights-queries.ts';
import { periodBefore, periodOf, unitFor } from './period.ts';

export function useInsights(log: LogQuery) {
  const asked = useMemo(() => periodOf(log.parameters), [log]);
  const edges = useQuery({ ...edgesQuery(log), enabled: asked === null });
  const period = asked ?? edges.data ?? null;
  const by = period === null ? null : unitFor(period);
  const overTime = useQuery({ ...statisticsQuery(log, { by, metrics: null }), enabled: by !== null });
  const earlier = useMemo(() => (asked === null ? null : logOf(log, periodBefore(asked))), [log, asked]);
  // The chats of one queue of several that a chat was in cannot be listed beside those of another.
  const queueGroup = log.parameters.queueId === undefined ? 'queue' : 'lastQueue';
  const before = useQuery({
    ...statisticsQuery(earlier ?? log, { by: null, metrics: null }),
    enabled: earlier !== null,
  });
  return {
    /** null while it is not known, and without chats. */
    by,
    overTime: overTime.data ?? null,
    byQueue: useQuery(statisticsQuery(log, { by: queueGroup, metrics: null })).data ?? null,
    byAgent: useQuery(statisticsQuery(log, { by: 'lastAgent', metrics: null })).data ?? null,
    byHour: useQuery(statisticsQuery(log, { by: 'weekdayHour', metrics: 'count' })).data ?? null,
    /** The total of the period before; null unless the address names a period. */
    before: earlier === null ? null : (before.data?.total ?? null),
    hasNoChats: asked === null && edges.data === null,
    error: edges.error ?? overTime.error,
    retry: () => void Promise.all([edges.refetch(), overTime.refetch()]),
  };
}

function logOf(log: LogQuery, { from, to }: { readonly from: string; readonly to: string }): LogQuery {
  return { ...log, parameters: { ...log.parameters, startDate: from, endDate: to } };
}
