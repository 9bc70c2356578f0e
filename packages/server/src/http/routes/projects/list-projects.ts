/** `GET /v2/projects`: the projects that the key may see. */
import { listVisibleProjects } from '../../../services/access/visible-projects.ts';
import type { ChatStore } from '../../../store/chat-store.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireNoParameters } from '../../read-query.ts';
import { jsonReply } from '../../route.ts';

export function listProjects(store: Pick<ChatStore, 'listProjects' | 'project'>): OperationHandler<'listProjects'> {
  return async (request) => {
    requireNoParameters(request);
    const projects = await listVisibleProjects(store, request.principal);
    const response = projects.map(({ projectId, name, zone, chatCount }) => ({
      projectid: projectId,
      name,
      status: 'active',
      folderid: 0,
      container: '',
      folder: '',
      timeZone: zone.name,
      chatCount,
    }));
    return jsonReply({ response, errors: [] });
  };
}
