/** Which chats a removal of many takes, and what it leaves of them. */
import type { Instant } from '../../model/instant.ts';

/** `started-before` takes closed chats only: one in progress is still in use. */
export type RemovalSelection =
  | { readonly kind: 'contact'; readonly contactId: number }
  | { readonly kind: 'started-before'; readonly before: Instant }
  | { readonly kind: 'all' };

/** `tombstone`: the chats are erased. `numbers`: what people wrote is emptied, and counts, times and measures stay. */
export type Kept = 'tombstone' | 'numbers';
