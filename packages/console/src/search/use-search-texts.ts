/** The parameters of the page's address. */
import { useSearch } from '@tanstack/react-router';
import type { SearchTexts } from './search-text.ts';

export function useSearchTexts(): SearchTexts {
  // Without a route the router's type allows for parameters that are not there; `parseSearch` makes none.
  return useSearch({ strict: false }) as SearchTexts;
}
