/** Keeps what the server replied. Any reply of 401 shows the sign-in. */
import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiFailure, isSignedOut } from '../api/api-failure.ts';
import { noteExpiry } from './session-state.ts';

const FRESH_MS = 30_000;

export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (isSignedOut(error)) noteExpiry(client);
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        refetchOnWindowFocus: false,
        // Tried whether or not the browser thinks that it is online: the server may be this machine.
        networkMode: 'always',
        retry: (count, error) => count < 1 && error instanceof ApiFailure && error.kind === 'unreachable',
        retryDelay: 500,
      },
    },
  });
  return client;
}
