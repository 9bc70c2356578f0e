/** `GET /v2/projects/{projectid}/chats/{chatId}/explain`: how each number of a chat was computed. */
import { explainStoredChat } from '../../../services/read-log/explain-chat.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireNoParameters } from '../../read-query.ts';
import { encodedReply, jsonReply } from '../../route.ts';

export const explainChat: OperationHandler<'explainChat'> = async (request) => {
  const { project, chatId, isMetadataOnly } = request;
  await request.beginCostly();
  const explanation = await explainStoredChat(project, chatId, isMetadataOnly);
  if (explanation === null) throw ApiError.notFound('chatId');
  requireNoParameters(request);
  const read = { rows: () => 1 };
  if (explanation instanceof Uint8Array) return { ...encodedReply(explanation), read };
  return { ...jsonReply({ response: explanation, errors: [] }), read };
};
