/** The audit log: who erased or redacted what, and when; never what stood there. */
import type { TenantId } from '../../model/ids.ts';
import { actorText, readAuditRow } from '../audit-row.ts';
import type { AuditEntry } from '../chat-store.ts';
import type { ProjectRow } from '../project-row.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** Adds a line; inside a transaction of its caller. */
export function insertAudit(
  connection: SqliteConnection,
  project: ProjectRow,
  { at, actor, action, target }: Pick<AuditEntry, 'at' | 'actor' | 'action' | 'target'>,
): void {
  connection.run(
    'INSERT INTO audit (at, project_row, actor, action, target) VALUES (?, ?, ?, ?, ?)',
    at,
    project.projectRow,
    actorText(actor),
    action,
    target,
  );
}

/** In the order in which they were written, the last first; of every tenant when null. */
export function listAudit(
  connection: SqliteConnection,
  tenantId: TenantId | null,
  limit: number,
): readonly AuditEntry[] {
  const rows = connection.all(
    `SELECT audit.*, project.tenant, project.project_id FROM audit JOIN project USING (project_row)
     WHERE ?1 IS NULL OR project.tenant = ?1 ORDER BY audit_row DESC LIMIT ?2`,
    tenantId,
    limit,
  );
  return rows.map(readAuditRow);
}
