/** The audit log: who erased or redacted what, and when; never what stood there. */
import type { Actor, AuditEntry } from '../../model/audit.ts';
import { projectId, type TenantId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import type { AuditLog } from '../chat-store.ts';
import type { Columns, Database } from './database.ts';
import { raw, type Sql, sql } from './sql.ts';

const OPERATOR = 'operator';
const USER = 'user ';
const KEY = 'key ';
const COLUMNS = {
  tenant: 'text',
  project_id: 'int',
  at: 'int',
  actor: 'text',
  action: 'text',
  target: 'text',
} as const satisfies Columns;

export class AuditTable implements AuditLog {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** In the order in which they were written, the last first. */
  async list(tenantId: TenantId | null, limit: number): Promise<readonly AuditEntry[]> {
    const of = tenantId === null ? raw('1 = 1') : sql`project.tenant = ${tenantId}`;
    const rows = await this.#database.live.all(
      COLUMNS,
      sql`SELECT ${raw(Object.keys(COLUMNS).join(', '))} FROM audit JOIN project USING (project_row)
        WHERE ${of} ORDER BY audit_row DESC LIMIT ${limit}`,
    );
    return rows.map(({ tenant, project_id, at, actor, action, target }) => ({
      tenantId: tenant as TenantId,
      projectId: projectId(project_id),
      at: instant(at),
      actor: readActor(actor),
      action: action as AuditEntry['action'],
      target,
    }));
  }
}

export function auditLine(
  projectRow: number,
  { at, actor, action, target }: Pick<AuditEntry, 'at' | 'actor' | 'action' | 'target'>,
): Sql {
  return sql`INSERT INTO audit (at, project_row, actor, action, target)
    VALUES (${at}, ${projectRow}, ${actorText(actor)}, ${action}, ${target})`;
}

function actorText(actor: Actor): string {
  if (actor === OPERATOR) return OPERATOR;
  return 'login' in actor ? `${USER}${actor.login}` : `${KEY}${actor.keyPrefix}`;
}

function readActor(text: string): Actor {
  if (text === OPERATOR) return OPERATOR;
  return text.startsWith(USER) ? { login: text.slice(USER.length) } : { keyPrefix: text.slice(KEY.length) };
}
