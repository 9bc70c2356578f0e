/** Repeats in a restored store what was erased and redacted after the backup was made. Used by `parley restore` and `mark-restored`. */

import type { AuditEntry } from '../../model/audit.ts';
import { chatId } from '../../model/ids.ts';
import { unreachable } from '../../model/unreachable.ts';
import type { ChatStore, ProjectPrivacy } from '../../store/chat-store.ts';

/** More lines than any audit log has. */
const EVERY_LINE = Number.MAX_SAFE_INTEGER;

export interface RepeatedRemovals {
  /** Lines of the later audit log that the restored one lacks. */
  readonly found: number;
  /** Those of them that removed something. */
  readonly repeated: number;
}

/** Reads what is missing from the audit log of `later`, the store as it was before the restore. Oldest first; may be repeated. */
export async function repeatRemovals(restored: ChatStore, later: ChatStore): Promise<RepeatedRemovals> {
  const known = new Set((await restored.audit.list(null, EVERY_LINE)).map(keyOf));
  const missing = (await later.audit.list(null, EVERY_LINE)).filter((entry) => !known.has(keyOf(entry))).reverse();
  let repeated = 0;
  for (const entry of missing) {
    const project = await restored.project(entry);
    if (project !== null && (await repeat(project.privacy, entry))) repeated += 1;
  }
  return { found: missing.length, repeated };
}

function keyOf({ tenantId, projectId, at, action, target }: AuditEntry): string {
  return JSON.stringify([tenantId, projectId, at, action, target]);
}

/** False when the backup does not hold what was removed. */
async function repeat(privacy: ProjectPrivacy, { at, actor, action, target, reason }: AuditEntry): Promise<boolean> {
  const [first = Number.NaN, second = Number.NaN] = (target.match(/\d+/g) ?? []).map(Number);
  switch (action) {
    case 'chat.erased':
      return (await privacy.eraseChat(chatId(first), at, actor, reason)) !== null;
    case 'message.redacted':
      return (
        (await privacy.redact({ kind: 'message', chatId: chatId(first), seq: second }, at, actor, reason)) !== null
      );
    case 'contact.redacted':
      return (await privacy.redact({ kind: 'contact', contactId: first }, at, actor, reason)) !== null;
    case 'chat.redacted':
      return (await privacy.redact({ kind: 'chat', chatId: chatId(first) }, at, actor, reason)) !== null;
    default:
      return unreachable(action);
  }
}
