/** The audit log: who read, removed or administered what, and when; never what stood there, and no secret. */
import type { AdminAction, RemovalAction } from '@parley/contract';
import {
  type AuditEntry,
  type AuditLine,
  type AuditQuery,
  actorText,
  type CountedReads,
  type NotedDeed,
  readActor,
} from '../../model/audit.ts';
import { type ProjectScope, projectId, type TenantId } from '../../model/ids.ts';
import { type Instant, instant } from '../../model/instant.ts';
import type { AuditLog } from '../chat-store.ts';
import { type AuditedTable, readLines } from './audit-walk.ts';
import { addReads, READS, type ReadRow, readCounted } from './audited-reads.ts';
import type { Columns, Database, Row } from './database.ts';
import { raw, type Sql, sql } from './sql.ts';

const COLUMNS = {
  tenant: 'text',
  project_id: 'int',
  at: 'int',
  actor: 'text',
  action: 'text',
  target: 'text',
  reason: 'text?',
} as const satisfies Columns;

/** What `audit.project_row` is of a deed, which belongs to a tenant. */
const NO_PROJECT = 0;

const ACTS = {
  kind: 'acts',
  name: 'audit',
  key: 'audit_row',
  columns: { ...COLUMNS, tenant: 'text?', project_id: 'int?', deed_tenant: 'text?' },
  tenant: 'coalesce(tenant, deed_tenant)',
  kinds: { removal: 'project_id IS NOT NULL', deed: `project_row = ${NO_PROJECT}` },
} as const satisfies AuditedTable;

/** How many rows one commit forgets. */
const MOST_PURGED = 1_000;

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
    return rows.map(readEntry);
  }

  async read(query: AuditQuery): Promise<readonly AuditLine[]> {
    const acts = await readLines(this.#database, ACTS, query);
    const reads = await readLines(this.#database, READS, query);
    const lines: AuditLine[] = [
      ...acts.map(({ row, place }) => ({ ...readAct(row), place })),
      ...reads.map(({ row, place }) => ({ kind: 'reads', ...readCounted(row satisfies ReadRow), place }) as const),
    ];
    return lines.sort(byPlace).slice(0, query.limit);
  }

  async addReads(reads: readonly CountedReads[]): Promise<void> {
    await this.#database.write(null, (transaction) => addReads(transaction, reads));
  }

  async purgeReads(before: Instant): Promise<boolean> {
    const purged = await this.#database.write(null, (transaction) =>
      transaction.run(
        sql`DELETE FROM audit_read
          WHERE read_row IN (SELECT read_row FROM audit_read WHERE at < ${before} ORDER BY at LIMIT ${MOST_PURGED})`,
      ),
    );
    return purged === MOST_PURGED;
  }
}

export function auditLine(
  projectRow: number,
  { at, actor, action, target, reason }: Omit<AuditEntry, keyof ProjectScope>,
): Sql {
  return sql`INSERT INTO audit (at, project_row, actor, action, target, reason)
    VALUES (${at}, ${projectRow}, ${actorText(actor)}, ${action}, ${target}, ${reason})`;
}

/** Beside what was done, in its commit. */
export function deedLine(tenantId: TenantId, { at, actor, action, target }: NotedDeed): Sql {
  return sql`INSERT INTO audit (at, project_row, deed_tenant, actor, action, target)
    VALUES (${at}, ${NO_PROJECT}, ${tenantId}, ${actorText(actor)}, ${action}, ${target})`;
}

function readAct(row: Row<(typeof ACTS)['columns']>) {
  const { tenant, project_id, deed_tenant, at, actor, action, target } = row;
  if (tenant !== null && project_id !== null)
    return { kind: 'removal', ...readEntry({ ...row, tenant, project_id }) } as const;
  const tenantId = deed_tenant as TenantId;
  return {
    kind: 'deed',
    tenantId,
    at: instant(at),
    actor: readActor(actor),
    action: action as AdminAction,
    target,
  } as const;
}

function readEntry({ tenant, project_id, at, actor, action, target, reason }: Row<typeof COLUMNS>): AuditEntry {
  return {
    tenantId: tenant as TenantId,
    projectId: projectId(project_id),
    at: instant(at),
    actor: readActor(actor),
    action: action as RemovalAction,
    target,
    reason,
  };
}

/** The newest first; of the same time reads before acts. */
function byPlace({ place: one }: AuditLine, { place: other }: AuditLine): number {
  if (one.at !== other.at) return other.at - one.at;
  if (one.kind !== other.kind) return one.kind === 'reads' ? -1 : 1;
  return other.row - one.row;
}
