/** `DELETE /v2/people/{login}/sessions` and `…/sessions/{sessionId}`: signs a person out everywhere, or in one browser. */
import { endSessions } from '../../../services/people/end-sessions.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireNoParameters } from '../../read-query.ts';
import { jsonReply } from '../../route.ts';
import { type AdminDeps, deedOf } from './admin-deps.ts';
import { findPerson } from './find-person.ts';

type Deps = Pick<AdminDeps, 'store' | 'clock'>;

export function endPersonSessions(deps: Deps): OperationHandler<'endPersonSessions'> {
  return async (request) => {
    requireNoParameters(request);
    const user = await findPerson(deps.store, request);
    const sessions = await endSessions(deps.store.users, user, null, deedOf(deps, request.principal));
    return jsonReply({ response: { sessions: sessions ?? 0 }, errors: [] });
  };
}

export function endPersonSession(deps: Deps): OperationHandler<'endPersonSession'> {
  return async (request) => {
    requireNoParameters(request);
    const user = await findPerson(deps.store, request);
    const { principal, sessionId } = request;
    const sessions = await endSessions(deps.store.users, user, sessionId, deedOf(deps, principal));
    if (sessions === null) throw ApiError.notFound('sessionId');
    return jsonReply({ response: { sessions }, errors: [] });
  };
}
