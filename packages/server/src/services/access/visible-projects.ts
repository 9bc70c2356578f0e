/** Which projects a key or a person may see. */
import type { AccessLimits } from '../../model/access-limits.ts';
import type { ProjectId, TenantId } from '../../model/ids.ts';
import type { ChatStore, Project, ProjectStore } from '../../store/chat-store.ts';

/** Of whom, which projects, and chats of which queues. */
export interface ProjectAccess extends AccessLimits {
  readonly tenantId: TenantId;
}

/** The project; null when it does not exist or may not be seen, which callers cannot distinguish. */
export async function readProject(
  store: Pick<ChatStore, 'project'>,
  access: ProjectAccess,
  projectId: ProjectId,
): Promise<ProjectStore | null> {
  const { tenantId, queueIds } = access;
  return maySee(access, projectId) ? store.project({ tenantId, projectId, queueIds }) : null;
}

/** By id, with the number of chats that may be seen. */
export async function listVisibleProjects(
  store: Pick<ChatStore, 'listProjects' | 'project'>,
  access: ProjectAccess,
): Promise<readonly Project[]> {
  const projects = await store.listProjects(access.tenantId);
  const visible = projects.filter((project) => maySee(access, project.projectId));
  if (access.queueIds === null) return visible;
  const counted: Project[] = [];
  for (const project of visible) {
    const part = await readProject(store, access, project.projectId);
    if (part !== null) counted.push({ ...project, chatCount: await part.chats.count({}) });
  }
  return counted;
}

function maySee({ projectIds }: ProjectAccess, projectId: ProjectId): boolean {
  return projectIds === null || projectIds.includes(projectId);
}
