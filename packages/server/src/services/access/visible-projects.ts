/** Which projects a key may see. */

import type { ProjectId } from '../../model/ids.ts';
import type { StoredApiKey } from '../../store/api-key.ts';
import type { Journal, Project } from '../../store/chat-store.ts';

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
