/** `DELETE /v2/projects/{projectid}/chats/{chatId}`: removes a chat and answers with its tombstone. */
import { erasedElement } from '../../../chat-log/formats/change-elements.ts';
import { chatId } from '../../../model/ids.ts';
import { instant } from '../../../model/instant.ts';
import type { Clock } from '../../../platform/clock.ts';
import { ApiError } from '../../api-error.ts';
import { requireNoParameters } from '../../no-parameters.ts';
import { type AccessDeps, accessProjectFor, readId, requireJson } from '../../project-access.ts';
import { type ApiRequest, jsonReply, type Reply, type Route } from '../../route.ts';

export interface EraseDeps extends AccessDeps {
  readonly clock: Clock;
}

export function eraseChat(deps: EraseDeps): Route {
  return {
    operationId: 'eraseChat',
    method: 'DELETE',
    path: '/v2/projects/{projectid}/chats/{chatId}',
    handle: (request) => answerErasure(deps, request),
  };
}

async function answerErasure(deps: EraseDeps, request: ApiRequest): Promise<Reply> {
  const { principal, project } = await accessProjectFor(deps, request, 'chats:write');
  const id = readId(request.params.chatId);
  if (id === null || (await project.chats.read(chatId(id))) === null) throw notFound();
  requireJson(request);
  requireNoParameters('eraseChat', request);
  const actor = { keyPrefix: principal.key.prefix };
  const erased = await project.privacy.eraseChat(chatId(id), instant(deps.clock.nowMs()), actor);
  if (erased === null) throw notFound();
  return jsonReply({ response: erasedElement(project.projectId, { chatId: chatId(id), ...erased }), errors: [] });
}

function notFound(): ApiError {
  return ApiError.of('chatNotFound', { property: 'chatId', slots: {} });
}
