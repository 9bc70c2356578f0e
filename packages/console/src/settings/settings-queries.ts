/** What the settings ask the server, and under which names the replies are kept. */
import { queryOptions } from '@tanstack/react-query';
import { readKeys, readPeople, readSessions, readStoreHealth } from '../api/administration.ts';

export function keysQuery() {
  return queryOptions({ queryKey: ['keys'], queryFn: ({ signal }) => readKeys(signal) });
}

export function peopleQuery() {
  return queryOptions({ queryKey: ['people'], queryFn: ({ signal }) => readPeople(signal) });
}

export function sessionsQuery(login: string) {
  return queryOptions({
    queryKey: ['sessions', login],
    queryFn: ({ signal }) => readSessions(login, signal),
    staleTime: 0,
  });
}

const LOOK_EVERY_MS = 10_000;

export function healthQuery() {
  return queryOptions({
    queryKey: ['health'],
    queryFn: ({ signal }) => readStoreHealth(signal),
    refetchInterval: ({ state }) => (state.error === null ? LOOK_EVERY_MS : false),
  });
}
