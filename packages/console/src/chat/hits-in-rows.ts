/** Where the messages of a conversation hold what is looked for, by the rules of the search. Pure. */
import { findHits } from '@parley/contract/find-hits';
import { parseSearch } from '@parley/contract/search-query';
import type { ConversationRow } from './conversation-rows.ts';

export interface ChatHit {
  /** Index of its row. */
  readonly row: number;
  /** UTF-16 units of the message's text, the end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** More than anybody goes through one by one. */
export const MOST_HITS = 10_000;

/** Yields after each message, so that whoever takes them may do so in pieces; nothing when nothing can be looked for. */
export function* hitsInRows(rows: readonly ConversationRow[], words: string): Generator<readonly ChatHit[]> {
  const query = parseSearch(words);
  if (query === null) return;
  for (const [index, row] of rows.entries()) {
    if (row.kind !== 'message') continue;
    yield findHits(query, row.message.message ?? '').map(({ start, end }) => ({ row: index, start, end }));
  }
}
