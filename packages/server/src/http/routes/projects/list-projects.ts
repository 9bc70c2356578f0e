/** `GET /v2/projects`: what the key may see. */
import { listVisibleProjects } from '../../../services/access/visible-projects.ts';
import type { ChatStore } from '../../../store/chat-store.ts';
import { requireNoParameters } from '../../no-parameters.ts';
import type { Authenticator } from '../../principal.ts';
import { requireJson } from '../../project-access.ts';
import { type ApiRequest, jsonReply, type Reply, type Route } from '../../route.ts';

export interface ListProjectsDeps {
  readonly store: Pick<ChatStore, 'listProjects'>;
  readonly authenticator: Authenticator;
}

export function listProjects(deps: ListProjectsDeps): Route {
  return {
    operationId: 'listProjects',
    method: 'GET',
    path: '/v2/projects',
    handle: (request) => answerProjects(deps, request),
  };
}

async function answerProjects({ store, authenticator }: ListProjectsDeps, request: ApiRequest): Promise<Reply> {
  const { key } = await authenticator.authenticate(request);
  requireJson(request);
  requireNoParameters('listProjects', request);
  const projects = await listVisibleProjects(store, key);
  const response = projects.map(({ projectId, name }) => ({
    projectid: projectId,
    name,
    status: 'active',
    folderid: 0,
    container: '',
    folder: '',
  }));
  return jsonReply({ response, errors: [] });
}
