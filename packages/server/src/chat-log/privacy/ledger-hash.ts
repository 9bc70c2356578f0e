/** What the ledger of erasures knows a chat or a contact by, so that it holds no list of who was erased. */
import { createHash } from 'node:crypto';
import type { ProjectScope } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';

/** What happened to the chat or to the contact. */
export type LedgerKind = 'erased-chat' | 'redacted-chat' | 'redacted-contact';

/** A chat or a contact to note or to ask for. */
export interface LedgerSubject {
  readonly kind: LedgerKind;
  readonly id: number;
}

/** The latest time at which it happened; null when it did not. */
export type FindInLedger = (subject: LedgerSubject) => Instant | null;

/** SHA-256 over the salt and the name; the same in every store that has the same salt, and another one for each kind. */
export function ledgerHash(
  salt: Uint8Array,
  { tenantId, projectId }: ProjectScope,
  kind: LedgerKind,
  id: number,
): Uint8Array {
  return createHash('sha256').update(salt).update(`${tenantId}/${projectId}/${kind}/${id}`).digest();
}
