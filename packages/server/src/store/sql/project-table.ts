/** Projects, their counters, and what readers must know of them. */
import type { SealedChat } from '../../chat-log/codec/seal-chat.ts';
import { FOLD_VERSION } from '../../chat-log/fold/fold-version.ts';
import type { NotedDeed } from '../../model/audit.ts';
import type { ProjectScope } from '../../model/ids.ts';
import { type ChatId, projectId, type QueueId, type TenantId } from '../../model/ids.ts';
import { Zone } from '../../model/zone.ts';
import type { NewProject, Project } from '../chat-store.ts';
import { StoreError } from '../store-error.ts';
import { deedLine } from './audit-table.ts';
import type { Columns, Row, Statements, Transaction } from './database.ts';
import { raw, type Sql, sql } from './sql.ts';

/** A project with the number by which the other tables know it. */
export interface ProjectRow extends Project {
  /** Whose chats whoever asks may see, those that were in one of these queues; null is every chat. */
  readonly queueIds: readonly QueueId[] | null;
  readonly projectRow: number;
  /** Length of the longest document ever stored: how many may be read at once. */
  readonly maxDocumentBytes: number;
  /** Chats up to this id are joined into blocks where possible. */
  readonly compactedTo: number;
  /** No chat was folded by an earlier version, or for another zone revision. */
  readonly refoldedVersion: number;
  readonly refoldedZoneRevision: number;
  /** The last chat for which that holds while a pass runs; null when it holds for all. */
  readonly refoldedTo: number | null;
  /** The last chat whose rows all have their checksums; null when every chat's have. */
  readonly sealedTo: number | null;
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
  refolded_to: 'int?',
  sealed_to: 'int?',
} as const satisfies Columns;

export class ProjectTable {
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
   * The project, for this transaction alone. Locks go in the order project, chats by id, read stats. @throws StoreError
   * `missing`
   */
  async lock(transaction: Transaction, projectRow: number): Promise<ProjectRow> {
    await transaction.lockProject(projectRow);
    // Another statement: the one that waited would return the counters from before.
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

  /** Changes the zone; with the project locked. Its chats are folded for the new one in the background. */
  async setZone(transaction: Transaction, project: ProjectRow, zone: Zone, deed: NotedDeed): Promise<void> {
    if (project.zone.name === zone.name) return;
    await transaction.run(
      sql`UPDATE project SET time_zone = ${zone.name}, zone_revision = zone_revision + 1
        WHERE project_row = ${project.projectRow}`,
    );
    await transaction.run(deedLine(project.tenantId, deed));
  }

  /** False when the tenant has one with that id already. */
  async insert(transaction: Transaction, project: NewProject, deed: NotedDeed): Promise<boolean> {
    const name = transaction.dialect.encodeText(project.name);
    const made = await transaction.get(
      { project_row: 'int' },
      sql`INSERT INTO project (tenant, project_id, name, time_zone, created_at)
        VALUES (${project.tenantId}, ${project.projectId}, ${name}, ${project.zone.name}, ${project.createdAt})
        ON CONFLICT (tenant, project_id) DO NOTHING RETURNING project_row`,
    );
    if (made === null) return false;
    await transaction.run(sql`INSERT INTO project_read_stats (project_row, refolded_version)
      VALUES (${made.project_row}, ${FOLD_VERSION})`);
    await transaction.run(deedLine(project.tenantId, deed));
    return true;
  }

  #read({ dialect }: Statements, row: Row<typeof COLUMNS>): ProjectRow {
    return {
      projectRow: row.project_row,
      queueIds: null,
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
      sealedTo: row.sealed_to,
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

/** Counts chats that came or, below 0, went, and the highest id; with the project locked. */
export function countersChanged(
  { projectRow }: ProjectRow,
  { added, highestChatId }: { readonly added: number; readonly highestChatId: number },
): Sql {
  return sql`UPDATE project SET chat_count = chat_count + ${added},
    highest_chat_id = CASE WHEN highest_chat_id < ${highestChatId} THEN ${highestChatId} ELSE highest_chat_id END
    WHERE project_row = ${projectRow}`;
}

/** What readers and the refold must know of written chats: as a rule nothing. A transaction's last lock. */
export function statsAfterWrite(
  project: ProjectRow,
  writes: readonly { readonly chatId: ChatId; readonly sealed: Pick<SealedChat, 'documentBytes'> }[],
): readonly Sql[] {
  const { projectRow, maxDocumentBytes, refoldedVersion, refoldedTo } = project;
  const longest = Math.max(0, ...writes.map(({ sealed }) => sealed.documentBytes));
  const lowest = Math.min(...writes.map(({ chatId }) => chatId));
  // Beside a later version of this program, which has to fold again what this one writes.
  const isOlder = FOLD_VERSION < refoldedVersion && (refoldedTo === null || refoldedTo >= lowest);
  if (writes.length === 0 || (longest <= maxDocumentBytes && !isOlder)) return [];
  const isAhead = sql`refolded_version > ${FOLD_VERSION} AND (refolded_to IS NULL OR refolded_to >= ${lowest})`;
  return [
    sql`UPDATE project_read_stats SET
      max_document_bytes = CASE WHEN max_document_bytes < ${longest} THEN ${longest} ELSE max_document_bytes END,
      refolded_to = CASE WHEN ${isAhead} THEN ${lowest - 1} ELSE refolded_to END
      WHERE project_row = ${projectRow}`,
  ];
}
