/** `GET /v2/projects/{projectid}/chats/{chatId}/explain`: how each number of a chat was computed. */
import { ChatExplanation } from '@parley/contract';
import { fieldRule } from '../../../chat-log/privacy/field-rule.ts';
import { openPart } from '../../../chat-log/privacy/open-part.ts';
import { explainStoredChat } from '../../../services/read-log/explain-chat.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireNoParameters } from '../../read-query.ts';
import { jsonReply } from '../../route.ts';

const EXPLANATION_RULE = fieldRule(ChatExplanation);

export const explainChat: OperationHandler<'explainChat'> = async (request) => {
  const { project, chatId, isMetadataOnly } = request;
  await request.beginCostly();
  const explanation = await explainStoredChat(project, chatId);
  if (explanation === null) throw ApiError.notFound('chatId');
  requireNoParameters(request);
  return jsonReply({ response: isMetadataOnly ? openPart(EXPLANATION_RULE, explanation) : explanation, errors: [] });
};
