/** Finds a store's projects: as they are now, or as they were within the last second, which most reads do with. */
import type { ProjectScope } from '../chat-store.ts';
import type { ProjectRow } from '../project-row.ts';
import type { Statements } from './postgres-database.ts';
import type { ProjectTable } from './project-table.ts';
import type { SharedQuestions } from './single-flight.ts';

const RECENT_MS = 1_000;

export interface RecentProjectsParts {
  readonly database: Statements;
  readonly table: ProjectTable;
  readonly shared: SharedQuestions;
  readonly monotonicMs: () => number;
}

export class RecentProjects {
  readonly #parts: RecentProjectsParts;
  readonly #recent = new Map<string, { readonly project: ProjectRow; readonly readMs: number }>();

  constructor(parts: RecentProjectsParts) {
    this.#parts = parts;
  }

  /** The project as it is; null when there is none. */
  find(scope: ProjectScope): Promise<ProjectRow | null> {
    const { database, table, shared } = this.#parts;
    return shared.ask(`project ${scopeName(scope)}`, () => table.find(database, scope));
  }

  /** The project as it was within the last second: its number never changes, and its limits are no promises. */
  async findRecent(scope: ProjectScope, statements = this.#parts.database): Promise<ProjectRow | null> {
    const name = scopeName(scope);
    const known = this.#recent.get(name);
    const nowMs = this.#parts.monotonicMs();
    if (known !== undefined && nowMs - known.readMs < RECENT_MS) return known.project;
    const project = await this.#parts.table.find(statements, scope);
    if (project === null) this.#recent.delete(name);
    else this.#recent.set(name, { project, readMs: nowMs });
    return project;
  }
}

/** One text for each project of each tenant. */
export function scopeName({ tenantId, projectId }: ProjectScope): string {
  return `${tenantId}/${projectId}`;
}
