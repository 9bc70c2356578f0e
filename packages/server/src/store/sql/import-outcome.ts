/** What becomes of a chat that is imported. Does no I/O. */
import { isDeepStrictEqual } from 'node:util';
import type { StoredEvent } from '../../model/event.ts';
import type { ImportChat, ImportOutcome } from '../chat-store.ts';

/** What is known of a chat before its stored events are read. */
export interface ImportFacts {
  /** What stands under the chat's id; null when there is none. */
  readonly head: { readonly isImported: boolean; readonly contentHash: Uint8Array | null } | null;
  /** Asked only when the answer matters: each answer may cost a hash and a look. */
  readonly wasErased: () => boolean;
  readonly wasRedacted: () => boolean;
}

/** `compare`: other bytes may say the same, so that only `isSameContent` tells `unchanged` from `replaced`. */
export function judgeImport(
  chat: ImportChat,
  { head, wasErased, wasRedacted }: ImportFacts,
): ImportOutcome | 'compare' {
  if (head === null) return wasErased() ? 'erased' : 'created';
  if (!head.isImported) return 'collision';
  if (wasRedacted()) return 'redacted';
  const isSameBytes = head.contentHash !== null && Buffer.compare(head.contentHash, chat.contentHash) === 0;
  return isSameBytes ? 'unchanged' : 'compare';
}

/** Whether the stored events say the same as the chat's, with other spaces or another order of keys. */
export function isSameContent(stored: readonly StoredEvent[], chat: ImportChat): boolean {
  return isDeepStrictEqual(stored, asStored(chat.events));
}

/** The events as they would be read back from a store. */
export function asStored(events: readonly StoredEvent[]): readonly StoredEvent[] {
  return JSON.parse(JSON.stringify(events));
}
