/** Projects and their counters. */
import type { TenantId } from '../../model/ids.ts';
import type { NewProject, ProjectScope } from '../chat-store.ts';
import { type ProjectRow, ProjectRowReader } from '../project-row.ts';
import type { SqlRow, Statements } from './postgres-database.ts';

const SELECT = `SELECT p.*, r.max_document_bytes, r.blocks_checked_to
  FROM parley.project AS p JOIN parley.reading AS r USING (project_row)`;

export class ProjectTable {
  readonly #rows = new ProjectRowReader();

  async find(statements: Statements, { tenantId, projectId: id }: ProjectScope): Promise<ProjectRow | null> {
    const [row] = await statements.query(`${SELECT} WHERE p.tenant = $1 AND p.project_id = $2`, [tenantId, id]);
    return row === undefined ? null : this.#read(row);
  }

  /**
   * Inside a transaction: waits for others who create, import, erase or join chats of the project and keeps them waiting
   * until the commit. Locks are taken in the order project, chats by id, reading, so that nobody waits in a circle.
   */
  async lock(statements: Statements, { tenantId, projectId: id }: ProjectScope): Promise<ProjectRow | null> {
    const sql = 'SELECT 1 FROM parley.project WHERE tenant = $1 AND project_id = $2 FOR NO KEY UPDATE';
    const [row] = await statements.query(sql, [tenantId, id]);
    // A statement of its own: one that waited would go on with the counters that it saw before.
    return row === undefined ? null : this.find(statements, { tenantId, projectId: id });
  }

  /** By tenant and id; of every tenant when null. */
  async list(statements: Statements, tenantId: TenantId | null): Promise<readonly ProjectRow[]> {
    const sql = `${SELECT} WHERE $1::text IS NULL OR p.tenant = $1 ORDER BY p.tenant COLLATE "C", p.project_id`;
    return (await statements.query(sql, [tenantId])).map((row) => this.#read(row));
  }

  /** False when there is one with that id already. */
  async insert(statements: Statements, project: NewProject): Promise<boolean> {
    const rows = await statements.query(
      `WITH made AS (
         INSERT INTO parley.project (tenant, project_id, name, time_zone, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (tenant, project_id) DO NOTHING RETURNING project_row)
       INSERT INTO parley.reading (project_row) SELECT project_row FROM made RETURNING project_row`,
      [project.tenantId, project.projectId, encodeName(project.name), project.zone.name, project.createdAt],
    );
    return rows.length > 0;
  }

  #read(row: SqlRow): ProjectRow {
    return this.#rows.read(row, decodeName(row.name));
  }
}

/** Adds to the project's counters; inside a transaction that has locked the project. */
export async function updateCounters(
  statements: Statements,
  { projectRow }: ProjectRow,
  change: { readonly added: number; readonly highestChatId: number },
): Promise<void> {
  await statements.query(
    `UPDATE parley.project SET chat_count = chat_count + $2, highest_chat_id = greatest(highest_chat_id, $3)
     WHERE project_row = $1`,
    [projectRow, change.added, change.highestChatId],
  );
}

/** Remembers the longest document; the last lock that a transaction takes, and seldom needed. */
export async function raiseMaxDocumentBytes(
  statements: Statements,
  { projectRow, maxDocumentBytes }: ProjectRow,
  bytes: number,
): Promise<void> {
  if (bytes <= maxDocumentBytes) return;
  const sql = 'UPDATE parley.reading SET max_document_bytes = $2 WHERE project_row = $1 AND max_document_bytes < $2';
  await statements.query(sql, [projectRow, bytes]);
}

/** A name as JSON: PostgreSQL's text cannot hold NUL, which a name may. */
export function encodeName(name: string): string {
  return JSON.stringify(name);
}

export function decodeName(stored: unknown): string {
  const name: unknown = JSON.parse(String(stored));
  return String(name);
}
