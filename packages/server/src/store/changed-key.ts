/** How a chat that changed stands in the feed. Used by every store; does no I/O. */
import { chatId } from '../model/ids.ts';
import type { ChangedKey } from './chat-store.ts';

/** `matches` says whether the chat is in the reader's selection now; of no account for an erased one. */
export function changedKey(id: number, isErased: boolean, matches: boolean): ChangedKey {
  const kind = matches ? 'changed' : 'left';
  return { chatId: chatId(id), kind: isErased ? 'erased' : kind };
}
