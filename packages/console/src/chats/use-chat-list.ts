/** The rows of the list, their number and their zone. */
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type { LogQuery } from '../api/chats.ts';
import { mayReadContent } from '../api/session.ts';
import { useSession } from '../session/session-context.ts';
import { chatListQuery, countQuery, projectsQuery } from './log-queries.ts';

export function useChatList(log: LogQuery) {
  const list = useInfiniteQuery(chatListQuery(log, mayReadContent(useSession())));
  const { data: total = null } = useQuery({ ...countQuery(log), placeholderData: keepPreviousData });
  const chats = useMemo(() => list.data?.pages.flatMap((page) => page.chats) ?? [], [list.data]);
  const { data: projects = [] } = useQuery(projectsQuery());
  const project = projects.find(({ projectid }) => String(projectid) === log.projectId);
  const { fetchNextPage } = list;
  const fetchMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  return {
    chats,
    total,
    /** null while it is not known. */
    zone: log.parameters.tz ?? project?.timeZone ?? null,
    isLoading: list.isPending,
    /** Why there are no rows at all. */
    error: list.data === undefined ? list.error : null,
    retry: () => void list.refetch(),
    more: {
      hasMore: list.hasNextPage,
      isFetching: list.isFetchingNextPage,
      error: list.data === undefined ? null : list.error,
      fetch: fetchMore,
    },
    ...useNewChats(log, total),
  };
}

/** New chats wait until they are asked for, so that rows do not move under the reader. */
function useNewChats(log: LogQuery, total: number | null) {
  const client = useQueryClient();
  const key = JSON.stringify(log);
  const [seen, setSeen] = useState<{ readonly key: string; readonly total: number } | null>(null);
  if (total !== null && seen?.key !== key) setSeen({ key, total });
  const newChats = total !== null && seen?.key === key ? Math.max(0, total - seen.total) : 0;
  const showNewChats = () => {
    setSeen(null);
    void client.resetQueries({ queryKey: ['chats', log] });
  };
  return { newChats, showNewChats };
}
