/** Which projects a key or a person may see. */
import type { ProjectId, TenantId } from '../../model/ids.ts';
import type { ChatStore, Project, ProjectStore } from '../../store/chat-store.ts';

/** Of whom, and which projects; null is every project of the tenant. */
export interface ProjectAccess {
  readonly tenantId: TenantId;
  readonly projectIds: readonly ProjectId[] | null;
}

/** The project; null when it does not exist or may not be seen, which callers cannot distinguish. */
export async function readProject(
  store: Pick<ChatStore, 'project'>,
  access: ProjectAccess,
  projectId: ProjectId,
): Promise<ProjectStore | null> {
  return maySee(access, projectId) ? store.project({ tenantId: access.tenantId, projectId }) : null;
}

/** By id. */
export async function listVisibleProjects(
  store: Pick<ChatStore, 'listProjects'>,
  access: ProjectAccess,
): Promise<readonly Project[]> {
  const projects = await store.listProjects(access.tenantId);
  return projects.filter((project) => maySee(access, project.projectId));
}

function maySee({ projectIds }: ProjectAccess, projectId: ProjectId): boolean {
  return projectIds === null || projectIds.includes(projectId);
}
