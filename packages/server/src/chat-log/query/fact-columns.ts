/**
 * The columns of a chat's facts: all that filters use, as in `chat`, and what is measured. Selections, statistics and sorting
 * read them in place of the documents.
 */
import type { ChatFacts } from '../fold/folded-chat.ts';
import { FILTER_COLUMNS, TEXT_COLUMNS } from './filter-columns.ts';

/** `compared`: a text of which only equality matters. `text`: one that is shown. */
type FactKind = 'int' | 'int?' | 'compared' | 'text';

/** Each measured fact by its column. */
export const MEASURED_COLUMNS = {
  closed_at: { kind: 'int?', of: ({ closedAt }) => closedAt },
  first_queue: { kind: 'int', of: ({ firstQueue }) => firstQueue },
  last_queue: { kind: 'int', of: ({ lastQueue }) => lastQueue },
  page_name: { kind: 'text', of: ({ pageName }) => pageName },
  first_response_time: { kind: 'int?', of: ({ firstResponseTime }) => firstResponseTime },
  average_response_time: { kind: 'int?', of: ({ averageResponseTime }) => averageResponseTime },
  max_response_time: { kind: 'int?', of: ({ maxResponseTime }) => maxResponseTime },
  response_count: { kind: 'int?', of: ({ responseCount }) => responseCount },
  sum_response_time: { kind: 'int?', of: ({ sumResponseTime }) => sumResponseTime },
  wait: { kind: 'int?', of: ({ wait }) => wait },
  duration: { kind: 'int?', of: ({ duration }) => duration },
  message_count: { kind: 'int?', of: ({ messages }) => messages },
  visitor_message_count: { kind: 'int?', of: ({ visitorMessages }) => visitorMessages },
  agent_message_count: { kind: 'int?', of: ({ agentMessages }) => agentMessages },
  transfer_count: { kind: 'int?', of: ({ transferCount }) => transferCount },
} as const satisfies Readonly<
  Record<string, { readonly kind: FactKind; readonly of: (facts: ChatFacts) => number | string | null }>
>;

export const MEASURED = Object.entries(MEASURED_COLUMNS).map(([name, { kind, of }]) => ({
  name,
  kind: kind as FactKind,
  of: of as (facts: ChatFacts) => number | string | null,
}));

const COMPARED: readonly string[] = TEXT_COLUMNS;

/** The columns that `chat` has too. */
export const SHARED = FILTER_COLUMNS.map(({ name, of }) => {
  return { name: name as string, kind: (COMPARED.includes(name) ? 'compared' : 'int') as FactKind, of };
});

/** In the order of the table, without its key. */
export const FACT_COLUMNS: readonly { readonly name: string; readonly kind: FactKind }[] = [...SHARED, ...MEASURED];
