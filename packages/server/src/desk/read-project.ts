/** Which projects a key may see. */
import type { StoredApiKey } from '../journal/api-key.ts';
import type { Journal, Project } from '../journal/journal.ts';
import type { ProjectId } from '../model/ids.ts';

/** The project; null when there is none or the key may not see it, which nobody can tell apart. */
export async function readProject(journal: Journal, key: StoredApiKey, projectId: ProjectId): Promise<Project | null> {
  if (!maySee(key, projectId)) return null;
  return journal.findProject({ tenantId: key.tenantId, projectId });
}

/** By id. */
export async function listVisibleProjects(journal: Journal, key: StoredApiKey): Promise<readonly Project[]> {
  const projects = await journal.listProjects(key.tenantId);
  return projects.filter((project) => maySee(key, project.projectId));
}

function maySee({ projectIds }: StoredApiKey, projectId: ProjectId): boolean {
  return projectIds === null || projectIds.includes(projectId);
}
