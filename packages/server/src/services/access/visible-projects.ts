/** Which projects a key may see. */
import type { StoredApiKey } from '../../model/api-key.ts';
import type { ProjectId } from '../../model/ids.ts';
import type { ChatStore, Project, ProjectStore } from '../../store/chat-store.ts';

/** The project; null when it does not exist or the key may not see it, which callers cannot distinguish. */
export async function readProject(
  store: Pick<ChatStore, 'project'>,
  key: StoredApiKey,
  projectId: ProjectId,
): Promise<ProjectStore | null> {
  return maySee(key, projectId) ? store.project({ tenantId: key.tenantId, projectId }) : null;
}

/** By id. */
export async function listVisibleProjects(
  store: Pick<ChatStore, 'listProjects'>,
  key: StoredApiKey,
): Promise<readonly Project[]> {
  const projects = await store.listProjects(key.tenantId);
  return projects.filter((project) => maySee(key, project.projectId));
}

function maySee({ projectIds }: StoredApiKey, projectId: ProjectId): boolean {
  return projectIds === null || projectIds.includes(projectId);
}
