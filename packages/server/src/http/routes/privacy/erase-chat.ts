/** `DELETE /v2/projects/{projectid}/chats/{chatId}`: removes a chat; the reply is its tombstone. */
import { erasedElement } from '../../../chat-log/formats/change-elements.ts';
import { parseParameters } from '../../../chat-log/query/parse-parameters.ts';
import { instant } from '../../../model/instant.ts';
import type { Clock } from '../../../platform/clock.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { readJsonQuery } from '../../read-query.ts';
import { jsonReply } from '../../route.ts';

export function eraseChat(clock: Clock): OperationHandler<'eraseChat'> {
  return async (request) => {
    const { principal, project, chatId } = request;
    if ((await project.chats.read(chatId)) === null) throw ApiError.notFound('chatId');
    const { values } = readJsonQuery(request, (given) => parseParameters('eraseChat', { ...given, projectId: null }));
    const reason = values.get('reason') ?? null;
    const erased = await project.privacy.eraseChat(chatId, instant(clock.nowMs()), principal.actor, reason);
    if (erased === null) throw ApiError.notFound('chatId');
    return jsonReply({ response: erasedElement(project.projectId, { chatId, ...erased }), errors: [] });
  };
}
