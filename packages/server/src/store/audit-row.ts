/** A line of the audit log as a row of a store's table. Used by every store; does no I/O. */
import { projectId, type TenantId } from '../model/ids.ts';
import { instant } from '../model/instant.ts';
import type { Actor, AuditEntry } from './chat-store.ts';

const OPERATOR = 'operator';
const KEY = 'key ';

/** The text by which the actor is stored: `operator`, or `key ` and the prefix of the API key. */
export function actorText(actor: Actor): string {
  return actor === OPERATOR ? OPERATOR : `${KEY}${actor.keyPrefix}`;
}

/** A row of the audit table with `tenant` and `project_id` of its project. */
export function readAuditRow(row: Readonly<Record<string, unknown>>): AuditEntry {
  const actor = String(row.actor);
  return {
    tenantId: String(row.tenant) as TenantId,
    projectId: projectId(Number(row.project_id)),
    at: instant(Number(row.at)),
    actor: actor === OPERATOR ? OPERATOR : { keyPrefix: actor.slice(KEY.length) },
    action: String(row.action) as AuditEntry['action'],
    target: String(row.target),
  };
}
