/** What the headers of the log say of it. */

export interface LogFacts {
  /** Chats that the filters select; null when the server does not say. */
  readonly totalCount: number | null;
  /** Where the change feed continues after this read; null when the server does not say. */
  readonly syncCursor: string | null;
}

export function factsOf(headers: Headers): LogFacts {
  const total = headers.get('x-total-count');
  return { totalCount: total === null ? null : Number(total), syncCursor: headers.get('parley-sync-cursor') };
}
