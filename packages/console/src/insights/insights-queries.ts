/** What the insights ask the server, and under which names the replies are kept. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type LogQuery, readEdgeTime } from '../api/chats.ts';
import { readStatistics, type StatisticsQuery } from '../api/statistics.ts';

export function statisticsQuery(log: LogQuery, query: StatisticsQuery) {
  return queryOptions({
    queryKey: ['statistics', log, query],
    queryFn: ({ signal }) => readStatistics(log, query, signal),
    placeholderData: keepPreviousData,
  });
}

/** The days of the first and the last chat; null without chats. */
export function edgesQuery(log: LogQuery) {
  return queryOptions({
    queryKey: ['edges', log],
    queryFn: async ({ signal }) => {
      const [first, last] = await Promise.all([readEdgeTime(log, 'asc', signal), readEdgeTime(log, 'desc', signal)]);
      if (first === null || last === null) return null;
      const [from = '', to = ''] = [first.slice(0, 10), last.slice(0, 10)].sort();
      return { from, to };
    },
  });
}
