/** Whether the server is reached. After a failure it is asked until it replies; then everything that failed is asked again. */
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { isUnreachable } from '../api/api-failure.ts';
import { readSession } from '../api/session.ts';

const KEY = ['connection'] as const;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

export type Connection = 'reached' | 'lost';

/** What the page shows of it; never asks by itself. */
export function connectionQuery() {
  return queryOptions<Connection>({
    queryKey: KEY,
    enabled: false,
    initialData: 'reached',
    gcTime: Number.POSITIVE_INFINITY,
  });
}

/** Begins to ask, unless that is happening already. */
export function watchConnection(client: QueryClient): void {
  if (client.getQueryData<Connection>(KEY) === 'lost') return;
  client.setQueryData<Connection>(KEY, 'lost');
  let pauseMs = FIRST_PAUSE_MS;
  const ask = async () => {
    try {
      await readSession();
    } catch (error) {
      if (isUnreachable(error)) {
        window.setTimeout(ask, pauseMs);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
        return;
      }
    }
    goOn(client);
  };
  window.setTimeout(ask, pauseMs);
}

function isList(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'pages' in data;
}

/** Lists go on by themselves, from the page that failed: see `useOnReconnect`. */
function goOn(client: QueryClient): void {
  client.setQueryData<Connection>(KEY, 'reached');
  void client.refetchQueries({
    predicate: ({ state }) => isUnreachable(state.error) && !isList(state.data),
  });
}
