/** `GET /v2/projects/{projectid}/chats/{chatId}/events`: what happened in a chat, in the event format. */
import { encodeEventLine } from '../../../chat-log/input/event-format.ts';
import type { ChatEvent } from '../../../model/event.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireNoParameters } from '../../read-query.ts';
import { jsonReply } from '../../route.ts';

export const getChatEvents: OperationHandler<'getChatEvents'> = async (request) => {
  const { project, chatId } = request;
  // A key that may see only some queues sees no other chat's events either.
  if ((await project.chats.read(chatId)) === null) throw ApiError.notFound('chatId');
  const events = await project.chats.readEvents(chatId);
  requireNoParameters(request);
  const captured = events.filter((event): event is ChatEvent => event.body.type !== 'chat.imported');
  if (captured.length < events.length) throw ApiError.of('eventsNotFound', { property: 'chatId' });
  const line = { ...encodeEventLine(chatId, captured), projectId: project.projectId };
  const response = { ...line, events: [...line.events] };
  return { ...jsonReply({ response, errors: [] }), read: { rows: () => 1 } };
};
