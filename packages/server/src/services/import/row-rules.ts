/** How large a row of an import or a mirror may be, and how strictly it is read. Chosen by options of the commands. */
import { type ChatLimits, DEFAULT_CHAT_LIMITS } from '../../chat-log/input/chat-limits.ts';

export interface RowRules extends ChatLimits {
  /** Whether what programs without types write is corrected, see `lenient-row.ts`. */
  readonly isLenient: boolean;
}

export const DEFAULT_ROW_RULES: RowRules = { ...DEFAULT_CHAT_LIMITS, isLenient: false };

/** How many keys a row may have that the log does not, at any depth: whoever redacts it looks at each of them. */
export function mostExtraKeys({ maxMessages }: Pick<RowRules, 'maxMessages'>): number {
  return 2 * maxMessages;
}

/** What parsing takes in memory is bounded before it begins: a row of so many messages has no more values than these. */
export function mostValues({ maxMessages }: Pick<RowRules, 'maxMessages'>): number {
  return 1_000_000 + 20 * maxMessages;
}
