/** Projects and their counters. */
import type { TenantId } from '../../model/ids.ts';
import type { NewProject, ProjectScope } from '../chat-store.ts';
import { type ProjectRow, ProjectRowReader } from '../project-row.ts';
import type { SqliteConnection, SqlRow } from './sqlite-connection.ts';

export class ProjectTable {
  readonly #rows = new ProjectRowReader();

  find(connection: SqliteConnection, scope: ProjectScope): ProjectRow | null {
    const row = connection.get(
      'SELECT * FROM project WHERE tenant = ? AND project_id = ?',
      scope.tenantId,
      scope.projectId,
    );
    return row === null ? null : this.#read(row);
  }

  /** By tenant and id; of every tenant when null. */
  list(connection: SqliteConnection, tenantId: TenantId | null): readonly ProjectRow[] {
    const rows =
      tenantId === null
        ? connection.all('SELECT * FROM project ORDER BY tenant, project_id')
        : connection.all('SELECT * FROM project WHERE tenant = ? ORDER BY project_id', tenantId);
    return rows.map((row) => this.#read(row));
  }

  insert(connection: SqliteConnection, project: NewProject): void {
    connection.run(
      'INSERT INTO project (tenant, project_id, name, time_zone, created_at) VALUES (?, ?, ?, ?, ?)',
      project.tenantId,
      project.projectId,
      project.name,
      project.zone.name,
      project.createdAt,
    );
  }

  #read(row: SqlRow): ProjectRow {
    return this.#rows.read(row, String(row.name));
  }
}
