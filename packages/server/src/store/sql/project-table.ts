/** Projects, their counters, and what readers must know of them. */
import { FOLD_VERSION } from '../../chat-log/fold/fold-version.ts';
import { projectId, type TenantId } from '../../model/ids.ts';
import { Zone } from '../../model/zone.ts';
import type { NewProject, Project, ProjectScope } from '../chat-store.ts';
import { StoreError } from '../store-error.ts';
import type { Columns, Row, Statements, Transaction } from './database.ts';
import { raw, type Sql, sql } from './sql.ts';

/** A project with the number by which the other tables know it. */
export interface ProjectRow extends Project {
  readonly projectRow: number;
  /** Rises when the time zone is changed: rows that were made before have a lower one. */
  readonly zoneRevision: number;
  /** Length of the longest document ever stored: how many may be read at once. */
  readonly maxDocumentBytes: number;
  /** Chats up to this id are joined into blocks as far as that is possible. */
  readonly compactedTo: number;
  /** All chats are made by this version of the fold and for this zone revision, or those up to `refoldedTo` only. */
  readonly refoldedVersion: number;
  readonly refoldedZoneRevision: number;
  readonly refoldedTo: number;
}

const COLUMNS = {
  project_row: 'int',
  tenant: 'text',
  project_id: 'int',
  name: 'text',
  time_zone: 'text',
  chat_count: 'int',
  highest_chat_id: 'int',
  zone_revision: 'int',
  max_document_bytes: 'int',
  compacted_to: 'int',
  refolded_version: 'int',
  refolded_zone_revision: 'int',
  refolded_to: 'int',
} as const satisfies Columns;

export class ProjectTable {
  /** One `Zone` for each name, because it caches offsets. */
  readonly #zones = new Map<string, Zone>();

  async find(statements: Statements, { tenantId, projectId: id }: ProjectScope): Promise<ProjectRow | null> {
    const row = await statements.get(
      COLUMNS,
      sql`SELECT * FROM project JOIN project_read_stats USING (project_row)
        WHERE tenant = ${tenantId} AND project_id = ${id}`,
    );
    return row === null ? null : this.#read(statements, row);
  }

  /** @throws StoreError `missing` when the project is gone */
  async read(statements: Statements, projectRow: number): Promise<ProjectRow> {
    const row = await statements.get(
      COLUMNS,
      sql`SELECT * FROM project JOIN project_read_stats USING (project_row) WHERE project_row = ${projectRow}`,
    );
    if (row === null) throw new StoreError('missing', 'the project is gone from the store');
    return this.#read(statements, row);
  }

  /**
   * The project, for this transaction alone. Locks are taken in the order project, chats by id, read stats, so that nobody
   * waits in a circle. @throws StoreError `missing`
   */
  async lock(transaction: Transaction, projectRow: number): Promise<ProjectRow> {
    await transaction.lockProject(projectRow);
    // A statement of its own: one that waited would go on with the counters that it saw before.
    return this.read(transaction, projectRow);
  }

  /** By tenant and id; of every tenant when null. */
  async list(statements: Statements, tenantId: TenantId | null): Promise<readonly ProjectRow[]> {
    const { byBytes } = statements.dialect;
    const of = tenantId === null ? raw('1 = 1') : sql`tenant = ${tenantId}`;
    const rows = await statements.all(
      COLUMNS,
      sql`SELECT * FROM project JOIN project_read_stats USING (project_row) WHERE ${of} ORDER BY ${byBytes('tenant')}, project_id`,
    );
    return rows.map((row) => this.#read(statements, row));
  }

  /** False when the tenant has one with that id already. */
  async insert(transaction: Transaction, project: NewProject): Promise<boolean> {
    const name = transaction.dialect.encodeText(project.name);
    const made = await transaction.get(
      { project_row: 'int' },
      sql`INSERT INTO project (tenant, project_id, name, time_zone, created_at)
        VALUES (${project.tenantId}, ${project.projectId}, ${name}, ${project.zone.name}, ${project.createdAt})
        ON CONFLICT (tenant, project_id) DO NOTHING RETURNING project_row`,
    );
    if (made === null) return false;
    await transaction.run(sql`INSERT INTO project_read_stats (project_row) VALUES (${made.project_row})`);
    return true;
  }

  #read({ dialect }: Statements, row: Row<typeof COLUMNS>): ProjectRow {
    return {
      projectRow: row.project_row,
      tenantId: row.tenant as TenantId,
      projectId: projectId(row.project_id),
      name: dialect.decodeText(row.name),
      zone: this.#zone(row.time_zone),
      chatCount: row.chat_count,
      highestChatId: row.highest_chat_id,
      zoneRevision: row.zone_revision,
      maxDocumentBytes: row.max_document_bytes,
      compactedTo: row.compacted_to,
      refoldedVersion: row.refolded_version,
      refoldedZoneRevision: row.refolded_zone_revision,
      refoldedTo: row.refolded_to,
    };
  }

  #zone(name: string): Zone {
    const known = this.#zones.get(name);
    if (known !== undefined) return known;
    const zone = new Zone(name);
    this.#zones.set(name, zone);
    return zone;
  }
}

export interface CounterChange {
  /** Chats that came or, below 0, went. */
  readonly added: number;
  readonly highestChatId: number;
}

/** Adds to the project's counters; with the project locked. */
export function countersChanged({ projectRow }: ProjectRow, { added, highestChatId }: CounterChange): Sql {
  return sql`UPDATE project SET chat_count = chat_count + ${added},
    highest_chat_id = CASE WHEN highest_chat_id < ${highestChatId} THEN ${highestChatId} ELSE highest_chat_id END
    WHERE project_row = ${projectRow}`;
}

/**
 * What readers and the refolding must know after chats were written: nothing new, as a rule. The last lock that a
 * transaction takes.
 */
export function statsAfterWrite(project: ProjectRow, longestBytes: number): readonly Sql[] {
  const isOlder = FOLD_VERSION < project.refoldedVersion;
  if (longestBytes <= project.maxDocumentBytes && !isOlder) return [];
  return [
    sql`UPDATE project_read_stats SET
      max_document_bytes = CASE WHEN max_document_bytes < ${longestBytes} THEN ${longestBytes} ELSE max_document_bytes END,
      refolded_version = CASE WHEN refolded_version > ${FOLD_VERSION} THEN ${FOLD_VERSION} ELSE refolded_version END
      WHERE project_row = ${project.projectRow}`,
  ];
}
