/** What the settings ask the server, and under which names the replies are kept. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { readKeys, readPeople, readStoreHealth } from '../api/administration.ts';
import { type AuditQuery, readAuditPage } from '../api/audit.ts';

export function keysQuery() {
  return queryOptions({ queryKey: ['keys'], queryFn: ({ signal }) => readKeys(signal) });
}

export function peopleQuery() {
  return queryOptions({ queryKey: ['people'], queryFn: ({ signal }) => readPeople(signal) });
}

const LOOK_EVERY_MS = 10_000;

export function healthQuery() {
  return queryOptions({
    queryKey: ['health'],
    queryFn: ({ signal }) => readStoreHealth(signal),
    refetchInterval: ({ state }) => (state.error === null ? LOOK_EVERY_MS : false),
  });
}

/** What happened last comes first, so it is read again whenever somebody looks. */
export function auditQuery(query: AuditQuery) {
  return infiniteQueryOptions({
    queryKey: ['audit', query],
    queryFn: ({ pageParam, signal }) => readAuditPage(query, { cursor: pageParam, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: 0,
    gcTime: 0,
  });
}
