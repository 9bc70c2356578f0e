/** Ways to a project that a test works in. */
import type { ProjectScope } from '../../src/model/ids.ts';
import type { ChatStore, NewProject, ProjectStore } from '../../src/store/chat-store.ts';
import { testDeed } from './test-deed.ts';

/** @throws TypeError when there is no such project */
export async function openProject(store: Pick<ChatStore, 'project'>, scope: ProjectScope): Promise<ProjectStore> {
  const project = await store.project(scope);
  if (project === null) throw new TypeError(`there is no project ${scope.projectId} of ${scope.tenantId}`);
  return project;
}

/** Creates the project unless it is there. */
export async function makeProject(
  store: Pick<ChatStore, 'createProject' | 'project'>,
  project: NewProject,
): Promise<ProjectStore> {
  await store.createProject(project, testDeed(project.createdAt));
  return openProject(store, project);
}
