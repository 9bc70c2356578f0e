/** How a caller asks for the log. */
import type { ChatFilters, SortName } from './contract-types.ts';
import type { LogFacts } from './log-facts.ts';
import type { ChatKey, PrintOptions } from './query.ts';

export interface ChatsOptions extends PrintOptions {
  readonly filters?: ChatFilters;
  /** Maximum number of chats; every chat when left out. */
  readonly limit?: number;
  /** Order by this in place of chatId; chats without a value come last. */
  readonly sort?: SortName;
  /** By chatId or `sort`; `ASC` when left out. */
  readonly direction?: 'ASC' | 'DESC';
  /** Begin at this chat, inclusive. Not with `sort`, nor is `after`. */
  readonly start?: number;
  /** Begin after this chat, exclusive. At most one of `start` and `after`. */
  readonly after?: number;
  /** Only these keys; the types still name all of them. */
  readonly fields?: readonly ChatKey[];
  readonly include?: readonly ('ext' | 'preview')[];
  readonly signal?: AbortSignal | undefined;
  /** Called with the facts of the first reply, before the first chat. */
  readonly onReply?: (facts: LogFacts) => void;
}
