/** The audit log: who erased or redacted what, and when; never what stood there. */
import { projectId, type TenantId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import type { Actor, AuditEntry } from '../journal.ts';
import type { ProjectRow } from './project-table.ts';
import type { SqliteConnection, SqlRow } from './sqlite-connection.ts';

const OPERATOR = 'operator';
const KEY = 'key ';

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
    actor === OPERATOR ? OPERATOR : `${KEY}${actor.keyPrefix}`,
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
  return rows.map(readEntry);
}

function readEntry(row: SqlRow): AuditEntry {
  const actor = String(row.actor);
  return {
    tenantId: String(row.tenant) as TenantId,
    projectId: projectId(Number(row.project_id)),
    at: instant(Number(row.at)),
    actor: actor === OPERATOR ? OPERATOR : ({ keyPrefix: actor.slice(KEY.length) } satisfies Actor),
    action: String(row.action) as AuditEntry['action'],
    target: String(row.target),
  };
}
