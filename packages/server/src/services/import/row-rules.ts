/** How large a row of an import or a mirror may be, and how strictly it is read. Chosen by options of the commands. */

export interface RowRules {
  /** Largest number of messages in a chat. */
  readonly maxMessages: number;
  /** Largest size of a chat's document in bytes. */
  readonly maxDocumentBytes: number;
  /** Whether what programs without types write is corrected, see `lenient-row.ts`. */
  readonly isLenient: boolean;
}

export const DEFAULT_ROW_RULES: RowRules = {
  maxMessages: 100_000,
  maxDocumentBytes: 32 * 1024 * 1024,
  isLenient: false,
};

/** What parsing takes in memory is bounded before it begins: a row of so many messages has no more values than these. */
export function mostValues({ maxMessages }: Pick<RowRules, 'maxMessages'>): number {
  return 1_000_000 + 20 * maxMessages;
}
