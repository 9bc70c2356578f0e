/** Projects and their counters. */
import { projectId, type TenantId } from '../../model/ids.ts';
import { Zone } from '../../model/zone.ts';
import type { NewProject, Project, ProjectScope } from '../journal.ts';
import type { SqliteConnection, SqlRow } from './sqlite-connection.ts';

/** A project with the number by which the other tables know it. */
export interface ProjectRow extends Project {
  readonly projectRow: number;
  /** Length of the longest document ever stored: how many may be read at once. */
  readonly maxDocumentBytes: number;
  /** Chats up to this id are joined into blocks as far as that is possible. */
  readonly blocksCheckedTo: number;
}

export class ProjectTable {
  /** One `Zone` for each name, because it caches offsets. */
  readonly #zones = new Map<string, Zone>();

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
    return {
      projectRow: Number(row.project_row),
      tenantId: String(row.tenant) as TenantId,
      projectId: projectId(Number(row.project_id)),
      name: String(row.name),
      zone: this.#zone(String(row.time_zone)),
      chatCount: Number(row.chat_count),
      highestChatId: Number(row.highest_chat_id),
      maxDocumentBytes: Number(row.max_document_bytes),
      blocksCheckedTo: Number(row.blocks_checked_to),
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
