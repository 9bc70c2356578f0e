/** The order of the list in the address, by the names of the API. */
import type { SortName } from '@parley/contract';
import { withoutParameters } from './given-filters.ts';
import type { SearchTexts } from './search-text.ts';

export interface ListOrder {
  /** null: by number of the chat. */
  readonly sort: string | null;
  /** The list begins with the newest or the greatest unless the address says otherwise. */
  readonly direction: 'asc' | 'desc';
}

export function orderIn(texts: SearchTexts): ListOrder {
  return { sort: texts.sort ?? null, direction: texts.direction?.toLowerCase() === 'asc' ? 'asc' : 'desc' };
}

/** What the head of a column does when it is pressed: the greatest first, then the least, then as before. */
export function withNextOrder(texts: SearchTexts, sort: SortName): SearchTexts {
  const order = orderIn(texts);
  const others = withoutParameters(texts, ['sort', 'direction']);
  if (order.sort !== sort) return { ...others, sort };
  return order.direction === 'desc' ? { ...others, sort, direction: 'ASC' } : others;
}
