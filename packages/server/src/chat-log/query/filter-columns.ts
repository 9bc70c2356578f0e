/** The columns of `chat` that filters use, derived from the table of filters. */
import type { FilterName } from '@parley/contract';
import type { FoldedFacts } from '../fold/folded-chat.ts';
import { type Filter, isFactFilter } from './filter-kinds.ts';
import { FILTERS } from './filters.ts';

type ColumnFilter = Exclude<
  (typeof FILTERS)[FilterName],
  { readonly kind: 'participant' | 'search' } | { readonly isFact: true }
>;
type TextColumn = Extract<ColumnFilter, { readonly kind: 'text' }>['column'];

const ALL: readonly Filter[] = Object.values(FILTERS);
const WITH_COLUMN = ALL.filter((filter) => filter.kind !== 'participant' && filter.kind !== 'search').filter(
  (filter) => !isFactFilter(filter),
);

/** The text columns, which are only compared. */
export const TEXT_COLUMNS = WITH_COLUMN.filter(({ kind }) => kind === 'text').map(
  ({ column }) => column,
) as readonly TextColumn[];

/** One of the filters of each column: those that share one store the same. */
const BY_COLUMN = new Map(WITH_COLUMN.map((filter) => [filter.column, filter]));

/** Each column with the filter value of a chat; marks are 1 or 0. */
export const FILTER_COLUMNS = [...BY_COLUMN.values()].map(({ column, stored }) => ({
  name: column,
  of: (folded: FoldedFacts): number | string => {
    const value = stored(folded);
    return typeof value === 'boolean' ? Number(value) : value;
  },
}));

/** Who took part in the chat, each once. */
export function participantsOf(
  folded: FoldedFacts,
): readonly { readonly kind: 'agent' | 'queue'; readonly id: number }[] {
  return ALL.flatMap((filter) => {
    if (filter.kind !== 'participant') return [];
    return filter.stored(folded).map((id) => ({ kind: filter.participant, id }));
  });
}
