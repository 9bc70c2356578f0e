/** What the page asks the server about a log, and under which names the replies are kept. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { countChats, type LogQuery, readChat, readChatPage, readExplanation, readNeighbour } from '../api/chats.ts';
import { readProjects } from '../api/projects.ts';

const FOREVER = Number.POSITIVE_INFINITY;
const COUNT_EVERY_MS = 30_000;

export interface ChatName {
  readonly projectId: string;
  readonly chatId: string;
}

export function projectsQuery() {
  return queryOptions({ queryKey: ['projects'], queryFn: ({ signal }) => readProjects(signal) });
}

/** The rows do not change while somebody reads them; new ones come when they are asked for. */
export function chatListQuery(log: LogQuery, showsNames: boolean) {
  return infiniteQueryOptions({
    queryKey: ['chats', log, showsNames],
    queryFn: ({ pageParam, signal }) => readChatPage(log, { after: pageParam, showsNames, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextAfter,
    staleTime: FOREVER,
  });
}

export function countQuery(log: LogQuery) {
  return queryOptions({
    queryKey: ['count', log],
    queryFn: ({ signal }) => countChats(log, signal),
    refetchInterval: ({ state }) => (state.error === null ? COUNT_EVERY_MS : false),
  });
}

export function chatQuery({ projectId, chatId }: ChatName, tz: string | undefined) {
  return queryOptions({
    queryKey: ['chat', projectId, chatId, tz ?? null],
    queryFn: ({ signal }) => readChat({ projectId, chatId, tz }, signal),
  });
}

export function explanationQuery({ projectId, chatId }: ChatName) {
  return queryOptions({
    queryKey: ['explanation', projectId, chatId],
    queryFn: ({ signal }) => readExplanation({ projectId, chatId }, signal),
  });
}

export function neighbourQuery(log: LogQuery, chatId: string, direction: 'asc' | 'desc') {
  return queryOptions({
    queryKey: ['neighbour', log, chatId, direction],
    queryFn: ({ signal }) => readNeighbour(log, { chatId, direction, signal }),
  });
}
