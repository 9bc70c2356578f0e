/** The audit log: who erased or redacted what, and when; never what stood there. */
import type { TenantId } from '../../model/ids.ts';
import { actorText, readAuditRow } from '../audit-row.ts';
import type { AuditEntry } from '../chat-store.ts';
import type { ProjectRow } from '../project-row.ts';
import type { Statements } from './postgres-database.ts';

/** Adds a line; inside a transaction of its caller. */
export async function insertAudit(
  statements: Statements,
  { projectRow }: ProjectRow,
  { at, actor, action, target }: Pick<AuditEntry, 'at' | 'actor' | 'action' | 'target'>,
): Promise<void> {
  await statements.query(
    'INSERT INTO parley.audit (at, project_row, actor, action, target) VALUES ($1, $2, $3, $4, $5)',
    [at, projectRow, actorText(actor), action, target],
  );
}

/** In the order in which they were written, the last first; of every tenant when null. */
export async function listAudit(
  statements: Statements,
  tenantId: TenantId | null,
  limit: number,
): Promise<readonly AuditEntry[]> {
  const rows = await statements.query(
    `SELECT audit.*, project.tenant, project.project_id FROM parley.audit AS audit JOIN parley.project AS project USING (project_row)
     WHERE $1::text IS NULL OR project.tenant = $1 ORDER BY audit_row DESC LIMIT $2`,
    [tenantId, limit],
  );
  return rows.map(readAuditRow);
}
