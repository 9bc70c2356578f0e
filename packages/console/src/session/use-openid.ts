/** Signing in by the provider: whether there is one, and the way there. */
import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { readWays, startOpenid } from '../api/openid.ts';

const waysQuery = queryOptions({
  queryKey: ['session', 'ways'],
  queryFn: ({ signal }) => readWays(signal),
  staleTime: Number.POSITIVE_INFINITY,
});

/** What the provider is called; null when there is none, or nobody could say so. */
export function useOpenidLabel(): string | null {
  return useQuery(waysQuery).data?.openid?.label ?? null;
}

/** Leaves the page for the provider, which sends the browser back to where it was. */
export function useOpenid(purpose: { readonly link?: string; readonly connect?: true }) {
  return useMutation({
    mutationFn: async () => {
      const { pathname, search, hash } = window.location;
      window.location.assign(await startOpenid({ ...purpose, returnTo: `${pathname}${search}${hash}` }));
    },
    networkMode: 'always',
  });
}
