/** Keeps what the server replied. Any reply of 401 shows the sign-in. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isSignedOut, isUnreachable } from '../api/api-failure.ts';
import { watchConnection } from './connection.ts';
import { noteExpiry } from './session-state.ts';

const FRESH_MS = 30_000;

export function createQueryClient(): QueryClient {
  const onError = (error: Error) => {
    if (isSignedOut(error)) noteExpiry(client);
    if (isUnreachable(error)) watchConnection(client);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        refetchOnWindowFocus: false,
        // Tried whether or not the browser thinks that it is online: the server may be this machine.
        networkMode: 'always',
        retry: (count, error) => count < 1 && isUnreachable(error),
        retryDelay: 500,
      },
    },
  });
  return client;
}
