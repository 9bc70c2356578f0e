/** What the page asks the server about a log, and under which names the replies are kept. */
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import {
  countChats,
  type ListView,
  type LogQuery,
  readChat,
  readChatPage,
  readExplanation,
  readNeighbour,
} from '../api/chats.ts';
import { readProjects } from '../api/projects.ts';

const FOREVER = Number.POSITIVE_INFINITY;
const COUNT_EVERY_MS = 30_000;
const FORGET_AFTER_MS = 5_000;

export interface ChatName {
  readonly projectId: string;
  readonly chatId: string;
}

export function projectsQuery() {
  return queryOptions({ queryKey: ['projects'], queryFn: ({ signal }) => readProjects(signal) });
}

/**
 * Rows do not change while somebody reads them; new ones come when they are asked for. Pages that nobody looks at are
 * forgotten soon, so that memory does not grow with what was read.
 */
export function chatPageQuery(
  log: LogQuery,
  view: ListView,
  page: { readonly after: string | null; readonly round: number },
) {
  return queryOptions({
    queryKey: ['chats', log, view, page],
    queryFn: ({ signal }) => readChatPage(log, view, { after: page.after, signal }),
    staleTime: FOREVER,
    gcTime: FORGET_AFTER_MS,
  });
}

/** How often the list was to be read again from its beginning: see `readAgain`. */
export function roundQuery() {
  return queryOptions({ queryKey: ['round'], queryFn: () => 0, initialData: 0, staleTime: FOREVER, gcTime: FOREVER });
}

/** The pages of a list follow each other, so a row that is gone changes them all. */
export function readAgain(client: QueryClient): void {
  client.setQueryData(roundQuery().queryKey, (round = 0) => round + 1);
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

/** `place` null: it is not known yet. */
export function neighbourQuery(log: LogQuery, place: string | null, direction: 'asc' | 'desc') {
  return queryOptions({
    queryKey: ['neighbour', log, place, direction],
    queryFn: ({ signal }) => (place === null ? null : readNeighbour(log, { place, direction, signal })),
    enabled: place !== null,
  });
}
