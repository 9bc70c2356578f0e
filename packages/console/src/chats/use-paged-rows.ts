/**
 * The rows of the list, page by page. Of very many that were seen only those around the visible ones are kept; the others
 * come again when somebody goes back to them.
 */
import { useQueries } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { type ChatPage, type ListedChat, type ListView, type LogQuery, PAGE_ROWS } from '../api/chats.ts';
import { chatPageQuery } from './log-queries.ts';

export interface PagedRows {
  /** As far as the list was read. */
  readonly count: number;
  /** null while its page is not there. */
  readonly at: (index: number) => ListedChat | null;
  /** -1 when it is on no page that is there. */
  readonly indexOf: (chatId: string) => number;
  /** Those that are there. */
  readonly loaded: readonly ListedChat[];
  /** Tells which rows are in sight. */
  readonly show: (first: number, last: number) => void;
}

interface Reading {
  /** What is read. */
  readonly key: string;
  /** Where each page begins. */
  readonly afters: readonly (string | null)[];
  /** Of the last page: its rows, and where the next one begins, null at the end; null while it is not read. */
  readonly end: { readonly rows: number; readonly next: string | null } | null;
  /** Pages in sight. */
  readonly first: number;
  readonly last: number;
}

/** Pages beside those in sight that are kept. */
const BESIDE = 2;

function beginning(key: string): Reading {
  return { key, afters: [null], end: null, first: 0, last: 0 };
}

/** `round` changes when the list is to be read again. */
export function usePagedRows(log: LogQuery, view: ListView, round: number) {
  const key = JSON.stringify([log, view, round]);
  const [stored, setReading] = useState<Reading>(() => beginning(key));
  const reading = stored.key === key ? stored : beginning(key);
  if (stored !== reading) setReading(reading);
  const { afters } = reading;
  const lastPage = afters.length - 1;
  const firstKept = Math.max(0, reading.first - BESIDE);
  const kept = afters.slice(firstKept, reading.last + BESIDE + 1);
  const queries = useQueries({ queries: kept.map((after) => chatPageQuery(log, view, { after, round })) });
  const pages = queries.map((query) => query.data);
  const lastQuery = queries[lastPage - firstKept];
  const lastRead = lastQuery?.data;
  useEffect(() => {
    if (lastRead === undefined) return;
    setReading((now) =>
      now.key === key ? { ...now, end: { rows: lastRead.chats.length, next: lastRead.nextAfter } } : now,
    );
  }, [key, lastRead]);
  const show = useCallback((firstRow: number, lastRow: number) => {
    const [first, last] = [Math.floor(firstRow / PAGE_ROWS), Math.floor(lastRow / PAGE_ROWS)];
    setReading((now) => (now.first === first && now.last === last ? now : { ...now, first, last }));
  }, []);
  const fetchMore = useCallback(() => {
    setReading((now) =>
      now.end === null || now.end.next === null ? now : { ...now, afters: [...now.afters, now.end.next], end: null },
    );
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the pages are the same objects until one of them is another
  const loaded = useMemo(() => pages.flatMap((page) => page?.chats ?? []), [firstKept, ...pages, pages.length]);
  const count = lastPage * PAGE_ROWS + (reading.end?.rows ?? 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `loaded` changes with the pages
  const rows = useMemo(() => rowsOf(pages, { firstKept, count, loaded, show }), [loaded, firstKept, count, show]);
  const error = queries.find((query) => query.error !== null)?.error ?? null;
  const retry = () => {
    for (const query of queries) if (query.error !== null) void query.refetch();
  };
  const isEmpty = rows.count === 0;
  return {
    rows,
    isLoading: isEmpty && reading.end === null && error === null,
    /** Why there are no rows at all. */
    error: isEmpty ? error : null,
    retry,
    more: {
      hasMore: reading.end === null || reading.end.next !== null,
      isFetching: !isEmpty && reading.end === null && error === null,
      error: isEmpty ? null : error,
      fetch: error === null ? fetchMore : retry,
    },
  };
}

interface KeptPages extends Pick<PagedRows, 'count' | 'loaded' | 'show'> {
  readonly firstKept: number;
}

function rowsOf(pages: readonly (ChatPage | undefined)[], { firstKept, ...rows }: KeptPages): PagedRows {
  return {
    ...rows,
    at: (index) => pages[Math.floor(index / PAGE_ROWS) - firstKept]?.chats[index % PAGE_ROWS] ?? null,
    indexOf: (chatId) => {
      for (const [at, page] of pages.entries()) {
        const found = page?.chats.findIndex((chat) => String(chat.chatId) === chatId) ?? -1;
        if (found >= 0) return (firstKept + at) * PAGE_ROWS + found;
      }
      return -1;
    },
  };
}
