/** `DELETE /v2/session`: signs out. */
import { digestOfToken } from '../../../services/people/sessions.ts';
import type { ChatStore } from '../../../store/chat-store.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireNoParameters } from '../../read-query.ts';
import { jsonReply } from '../../route.ts';
import { requireOwnPage } from '../../same-origin.ts';
import { endedCookie, readSessionToken } from '../../session-cookie.ts';

export function endSession({ users }: Pick<ChatStore, 'users'>): OperationHandler<'endSession'> {
  return async (request) => {
    requireOwnPage(request);
    requireNoParameters(request);
    const token = readSessionToken(request);
    if (token !== null) await users.endSession(digestOfToken(token));
    const reply = jsonReply({ response: {}, errors: [] as never[] });
    return { ...reply, headers: { ...reply.headers, 'set-cookie': endedCookie(request) } };
  };
}
