/** How large a row of an import or a mirror may be, and how strictly it is read. Chosen by options of the commands. */
import { type ChatLimits, DEFAULT_CHAT_LIMITS } from '../../chat-log/input/chat-limits.ts';

export interface RowRules extends ChatLimits {
  /** Whether what programs without types write is corrected, see `lenient-row.ts`. */
  readonly isLenient: boolean;
}

export const DEFAULT_ROW_RULES: RowRules = { ...DEFAULT_CHAT_LIMITS, isLenient: false };

/** Bytes of one row as it stands in the file. */
export const MOST_ROW_BYTES = 64 * 1024 * 1024;

/** How deep a row may be nested; the contract needs 8 levels. */
export const MOST_LEVELS = 32;

/** How many keys a row may have that the log does not, at any depth: whoever redacts it looks at each of them. */
export function mostExtraKeys({ maxMessages }: Pick<RowRules, 'maxMessages'>): number {
  return 2 * maxMessages;
}

/** What parsing takes in memory is bounded before it begins: a row of so many messages has no more values than these. */
export function mostValues({ maxMessages }: Pick<RowRules, 'maxMessages'>): number {
  return 1_000_000 + 20 * maxMessages;
}

interface RowLimit {
  /** What is counted of one row. */
  readonly what: string;
  readonly most: (rules: RowRules) => number;
  /** The option that sets it, and how; null when none does. */
  readonly option: string | null;
}

/** Every limit of one row, for the page of the import. */
export const ROW_LIMITS: readonly RowLimit[] = [
  { what: 'bytes as the row stands in the file', most: () => MOST_ROW_BYTES, option: null },
  { what: 'levels of objects and arrays', most: () => MOST_LEVELS, option: null },
  {
    what: 'values: every object, array, text, number, `true`, `false` and `null`',
    most: mostValues,
    option: '1,000,000 and 20 for each of `--max-messages`',
  },
  { what: 'messages', most: ({ maxMessages }) => maxMessages, option: '`--max-messages`' },
  {
    what: 'keys that the log does not have, at any depth',
    most: mostExtraKeys,
    option: '2 for each of `--max-messages`',
  },
  {
    what: 'bytes of the document, and of what is kept beside it (`ext`)',
    most: ({ maxDocumentBytes }) => maxDocumentBytes,
    option: '`--max-document-bytes`',
  },
];
