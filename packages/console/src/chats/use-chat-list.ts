/** The rows of the list, and how many there are. */
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ListView, LogQuery } from '../api/chats.ts';
import { countQuery, readAgain, roundQuery } from './log-queries.ts';
import { usePagedRows } from './use-paged-rows.ts';

export function useChatList(log: LogQuery, view: ListView) {
  const client = useQueryClient();
  const { data: round } = useQuery(roundQuery());
  const { data: total = null, isPlaceholderData } = useQuery({
    ...countQuery(log),
    placeholderData: keepPreviousData,
  });
  const list = usePagedRows(log, view, round);
  const { newChats, forget } = useNewChats(log, isPlaceholderData ? null : total);
  const showNewChats = () => {
    forget();
    readAgain(client);
  };
  return { ...list, total, newChats, showNewChats };
}

/** New chats wait until they are asked for, so that rows do not move under the reader. */
function useNewChats(
  { projectId, parameters: { sort: _, direction: __, ...filters } }: LogQuery,
  total: number | null,
) {
  const key = JSON.stringify([projectId, filters]);
  const [seen, setSeen] = useState<{ readonly key: string; readonly total: number } | null>(null);
  if (total !== null && seen?.key !== key) setSeen({ key, total });
  const newChats = total !== null && seen?.key === key ? Math.max(0, total - seen.total) : 0;
  return { newChats, forget: () => setSeen(null) };
}
