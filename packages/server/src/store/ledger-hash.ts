/**
 * The names under which the ledger of erasures knows chats and contacts: hashes, so that the ledger holds no list of who
 * was erased. Used by every store.
 */
import { createHash } from 'node:crypto';
import type { ProjectScope } from './chat-store.ts';

/** What happened to the chat or to the contact. */
export type LedgerKind = 'erased-chat' | 'redacted-chat' | 'redacted-contact';

/** SHA-256 over the store's salt and the name; the same in every store that has the same salt. */
export function ledgerHash(
  salt: Uint8Array,
  { tenantId, projectId }: ProjectScope,
  kind: LedgerKind,
  id: number,
): Uint8Array {
  return createHash('sha256').update(salt).update(`${tenantId}/${projectId}/${kind}/${id}`).digest();
}
