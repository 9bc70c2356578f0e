/** Reads in the audit log, those of a minute that are alike in one row. */
import type { LogFormat, ReadAction } from '@parley/contract';
import { type AuditedFilter, actorText, type CountedReads, readActor } from '../../model/audit.ts';
import { projectId, type TenantId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import type { AuditedTable } from './audit-walk.ts';
import type { Columns, Row, Transaction } from './database.ts';
import { sql } from './sql.ts';

const COLUMNS = {
  tenant: 'text',
  project_id: 'int',
  at: 'int',
  actor: 'text',
  action: 'text',
  target: 'text?',
  format: 'text?',
  filters: 'text?',
  requests: 'int',
  chats: 'int',
} as const satisfies Columns;
export type ReadRow = Row<typeof COLUMNS>;

export const READS = {
  kind: 'reads',
  name: 'audit_read',
  key: 'read_row',
  columns: COLUMNS,
  tenant: 'tenant',
  kinds: { reads: 'project_id IS NOT NULL' },
} as const satisfies AuditedTable;

/** Servers that add the same kind at the same time may leave two rows of it, which mean the same. */
export async function addReads(transaction: Transaction, reads: readonly CountedReads[]): Promise<void> {
  for (const read of reads) {
    const { tenantId, projectId: id, at, action, target, format, requests, rows } = read;
    const project = await transaction.get(
      { project_row: 'int' },
      sql`SELECT project_row FROM project WHERE tenant = ${tenantId} AND project_id = ${id}`,
    );
    if (project === null) continue;
    const { project_row: projectRow } = project;
    const [actor, filters] = [actorText(read.actor), filtersText(read.filters)];
    const added = await transaction.run(
      sql`UPDATE audit_read SET requests = requests + ${requests}, chats = chats + ${rows}
        WHERE at = ${at} AND project_row = ${projectRow} AND actor = ${actor} AND action = ${action}
          AND target IS NOT DISTINCT FROM ${target} AND format IS NOT DISTINCT FROM ${format}
          AND filters IS NOT DISTINCT FROM ${filters}`,
    );
    if (added > 0) continue;
    await transaction.run(
      sql`INSERT INTO audit_read (at, project_row, actor, action, target, format, filters, requests, chats)
        VALUES (${at}, ${projectRow}, ${actor}, ${action}, ${target}, ${format}, ${filters}, ${requests}, ${rows})`,
    );
  }
}

export function readCounted(row: ReadRow): CountedReads {
  return {
    tenantId: row.tenant as TenantId,
    projectId: projectId(row.project_id),
    at: instant(row.at),
    actor: readActor(row.actor),
    action: row.action as ReadAction,
    target: row.target,
    format: row.format as LogFormat | null,
    filters: readFilters(row.filters),
    requests: row.requests,
    rows: row.chats,
  };
}

/** ASCII, whatever the values. */
function filtersText(filters: readonly AuditedFilter[] | null): string | null {
  if (filters === null) return null;
  return filters.map(({ name, value }) => (value === null ? name : `${name}=${encodeURIComponent(value)}`)).join('&');
}

function readFilters(text: string | null): readonly AuditedFilter[] | null {
  if (text === null || text === '') return text === null ? null : [];
  return text.split('&').map((pair) => {
    const [name = '', value] = pair.split('=');
    return { name, value: value === undefined ? null : decodeURIComponent(value) };
  });
}
