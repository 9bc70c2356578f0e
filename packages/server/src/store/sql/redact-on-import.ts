/** Empties an imported chat of a redacted contact before it is stored. Used by import; does no I/O. */

import { sealChat } from '../../chat-log/codec/seal-chat.ts';
import { foldStored } from '../../chat-log/fold/fold-stored.ts';
import { isRedactionChange, redactEvents } from '../../chat-log/privacy/redact-events.ts';
import type { Instant } from '../../model/instant.ts';
import type { ImportChat, Project } from '../chat-store.ts';

/** An imported chat as it is stored. */
export type StoredImport = Omit<ImportChat, 'contentHash'> & {
  /** null: no hash may tell what was removed. */
  readonly contentHash: Uint8Array | null;
};

/**
 * The chat without what its contact left, when it started before `redactedAt`, the time at which the contact was redacted
 * (null: never); null when the chat is to be stored as it is. `at` is the time of the import.
 */
export function redactOnImport(
  project: Pick<Project, 'projectId' | 'zone'>,
  chat: ImportChat,
  redactedAt: Instant | null,
  at: Instant,
): StoredImport | null {
  if (redactedAt === null || chat.folded.index.startedAt >= redactedAt) return null;
  const redacted = redactEvents(chat.events, { kind: 'contact' }, at);
  if (redacted === null || !isRedactionChange(redacted)) return null;
  const folded = foldStored(project, chat.chatId, redacted.events);
  return { chatId: chat.chatId, events: redacted.events, folded, sealed: sealChat(folded), contentHash: null };
}
