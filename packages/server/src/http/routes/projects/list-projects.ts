/** `GET /v2/projects`: the projects that the key may see. */
import type { ProjectInReply } from '@parley/contract';
import { listVisibleProjects } from '../../../services/access/visible-projects.ts';
import type { ChatStore, Project } from '../../../store/chat-store.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireNoParameters } from '../../read-query.ts';
import { jsonReply } from '../../route.ts';

export function listProjects(store: Pick<ChatStore, 'listProjects' | 'project'>): OperationHandler<'listProjects'> {
  return async (request) => {
    requireNoParameters(request);
    const projects = await listVisibleProjects(store, request.principal);
    return jsonReply({ response: projects.map(printProject), errors: [] });
  };
}

export function printProject({
  projectId,
  name,
  zone,
  chatCount,
}: Pick<Project, 'projectId' | 'name' | 'zone' | 'chatCount'>): ProjectInReply {
  return {
    projectid: projectId,
    name,
    status: 'active',
    folderid: 0,
    container: '',
    folder: '',
    timeZone: zone.name,
    chatCount,
  };
}
