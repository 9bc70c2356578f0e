/** The values that a filter can have in what the other filters leave, each with how many chats it finds. */
import type { FilterName, Statistics } from '@parley/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { LogQuery } from '../api/chats.ts';
import { type AnyGroup, readStatistics } from '../api/statistics.ts';
import { modesOf, withoutFilter } from '../search/given-filters.ts';
import type { LogFilter } from '../search/log-filters.ts';

export interface CountedValue {
  /** null: chats without a value. */
  readonly value: string | null;
  /** null where the value speaks for itself. */
  readonly name: string | null;
  readonly count: number;
}

export interface CountedValues {
  readonly values: readonly CountedValue[];
  /** Whether time ran out, so that there may be more. */
  readonly isLowerBound: boolean;
}

const GROUPS: Readonly<Partial<Record<FilterName, AnyGroup>>> = {
  disposition: 'disposition',
  slaStatus: 'slaStatus',
  status: 'status',
  isSPAM: 'isSPAM',
  type: 'type',
  pageName: 'page',
  agentId: 'agent',
  userId: 'lastAgent',
  queueId: 'queue',
  lastQueueId: 'lastQueue',
};
const WITHIN_MS = 800;
const MOST_VALUES = 50;

/** Whether somebody counts the values of the filter. */
export function isCounted({ name }: LogFilter): boolean {
  return name in GROUPS;
}

/** null while they are not known, and for a filter whose values nobody counts. */
export function useCountedValues(log: LogQuery, filter: LogFilter): CountedValues | null {
  const by = GROUPS[filter.name as FilterName] ?? null;
  const others = modesOf(filter).reduce((texts, mode) => withoutFilter(texts, { filter, mode }), log.parameters);
  const counted = { projectId: log.projectId, parameters: others };
  const { data } = useQuery({
    queryKey: ['counted', counted, by],
    queryFn: ({ signal }) =>
      readStatistics(counted, { by, metrics: 'count,spam', withinMs: WITHIN_MS, limit: MOST_VALUES }, signal),
    enabled: by !== null,
    placeholderData: keepPreviousData,
  });
  return data === undefined || by === null ? null : valuesIn(data);
}

/** The list has spam too, which statistics count apart. The most frequent first. */
export function valuesIn({ groups, isComplete }: Statistics): CountedValues {
  const values = groups
    .map(({ key, name, count, spam }): CountedValue => {
      // By isSPAM it is counted already.
      const isOfSpam = key === 0 || key === 1;
      return { value: key === null ? null : String(key), name, count: count + (isOfSpam ? 0 : (spam?.count ?? 0)) };
    })
    .filter(({ count }) => count > 0);
  return { values: values.sort((a, b) => b.count - a.count), isLowerBound: !isComplete };
}
