/** `GET /v2/projects/{projectid}/chats/{chatId}/explain`: how each number of a chat came about. */
import { ChatExplanation } from '@parley/contract';
import { fieldRule } from '../../../chat-log/privacy/field-rule.ts';
import { openPart } from '../../../chat-log/privacy/open-part.ts';
import { chatId } from '../../../model/ids.ts';
import { explainStoredChat } from '../../../services/read-log/explain-chat.ts';
import { ApiError } from '../../api-error.ts';
import { requireNoParameters } from '../../no-parameters.ts';
import { type AccessDeps, accessProject, readId, requireJson } from '../../project-access.ts';
import { type ApiRequest, jsonReply, type Reply, type Route } from '../../route.ts';

const EXPLANATION_RULE = fieldRule(ChatExplanation);

export function explainChat(deps: AccessDeps): Route {
  return {
    operationId: 'explainChat',
    method: 'GET',
    path: '/v2/projects/{projectid}/chats/{chatId}/explain',
    handle: (request) => answerExplanation(deps, request),
  };
}

async function answerExplanation(deps: AccessDeps, request: ApiRequest): Promise<Reply> {
  const { project, isMetadataOnly } = await accessProject(deps, request);
  const id = readId(request.params.chatId);
  const explanation = id === null ? null : await explainStoredChat(project, chatId(id));
  if (explanation === null) throw ApiError.of('chatNotFound', { property: 'chatId', slots: {} });
  requireJson(request);
  requireNoParameters('explainChat', request);
  return jsonReply({ response: isMetadataOnly ? openPart(EXPLANATION_RULE, explanation) : explanation, errors: [] });
}
