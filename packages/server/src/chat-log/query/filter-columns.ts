/** The columns of `chat` that filters use, derived from the table of filters. */
import type { FilterName } from '@parley/contract';
import type { FoldedChat } from '../fold/folded-chat.ts';
import { FILTERS, type Filter } from './filters.ts';

type ColumnFilter = Exclude<(typeof FILTERS)[FilterName], { readonly kind: 'participant' }>;
type TextColumn = Extract<ColumnFilter, { readonly kind: 'text' }>['column'];
type Stored<Value> = Value extends boolean ? number : Value;

/** Each column and its type. Marks are 1 or 0, instants milliseconds since 1970. */
export type FilterColumns = { readonly [F in ColumnFilter as F['column']]: Stored<ReturnType<F['stored']>> };

const ALL: readonly Filter[] = Object.values(FILTERS);
const WITH_COLUMN = ALL.filter((filter) => filter.kind !== 'participant');

/** The text columns, which are only compared. */
export const TEXT_COLUMNS = WITH_COLUMN.filter(({ kind }) => kind === 'text').map(
  ({ column }) => column,
) as readonly TextColumn[];

/** The filter values of the chat. */
export function filterColumns(folded: FoldedChat): FilterColumns {
  const columns: Record<string, number | string> = {};
  for (const { column, stored } of WITH_COLUMN) {
    const value = stored(folded);
    columns[column] = typeof value === 'boolean' ? Number(value) : value;
  }
  return columns as FilterColumns;
}

/** Who took part in the chat, each once. */
export function participantsOf(
  folded: FoldedChat,
): readonly { readonly kind: 'agent' | 'queue'; readonly id: number }[] {
  return ALL.flatMap((filter) => {
    if (filter.kind !== 'participant') return [];
    return filter.stored(folded).map((id) => ({ kind: filter.participant, id }));
  });
}
