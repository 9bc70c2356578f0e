/** `GET /v2/projects/{projectid}/chats/{chatId}/explain`: how each number of a chat came about. */
import type { ChatExplanation } from '@parley/contract';
import { chatId } from '../../../model/ids.ts';
import { explainStoredChat } from '../../../services/read-log/explain-chat.ts';
import { type Answer, type ApiRequest, jsonAnswer, type Route } from '../../answer.ts';
import { ApiError } from '../../api-error.ts';
import { requireNoParameters } from '../../no-parameters.ts';
import { type AccessDeps, accessProject, readId, requireJson } from '../../project-access.ts';

export function explainChat(deps: AccessDeps): Route {
  return {
    operationId: 'explainChat',
    method: 'GET',
    path: '/v2/projects/{projectid}/chats/{chatId}/explain',
    handle: (request) => answerExplanation(deps, request),
  };
}

async function answerExplanation(deps: AccessDeps, request: ApiRequest): Promise<Answer> {
  const { project, isMetadataOnly } = await accessProject(deps, request);
  const id = readId(request.params.chatId);
  const explanation = id === null ? null : await explainStoredChat(project, chatId(id));
  if (explanation === null) throw ApiError.of('chatNotFound', { property: 'chatId', slots: {} });
  requireJson(request);
  requireNoParameters('explainChat', request);
  return jsonAnswer({ response: isMetadataOnly ? withoutMessageIds(explanation) : explanation, errors: [] });
}

/** Ids of messages are content: those of some channels hold the visitor's number. */
function withoutMessageIds(explanation: ChatExplanation): ChatExplanation {
  const hide = (id: string | null) => (id === null ? null : '');
  const hideIn = (point: ChatExplanation['numbers'][number]['from']) =>
    point === null ? null : { ...point, messageId: hide(point.messageId) };
  return {
    ...explanation,
    turns: explanation.turns.map((turn) => ({ ...turn, openedBy: '', closedBy: hide(turn.closedBy) })),
    numbers: explanation.numbers.map((number) => ({ ...number, from: hideIn(number.from), to: hideIn(number.to) })),
  };
}
