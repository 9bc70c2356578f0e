/** `GET /v2/people/{login}/sessions`: where a person is signed in. */
import { instant } from '../../../model/instant.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireNoParameters } from '../../read-query.ts';
import { sessionsReply } from '../../sessions-reply.ts';
import type { AdminDeps } from './admin-deps.ts';
import { findPerson } from './find-person.ts';

export function listPersonSessions({
  store,
  clock,
}: Pick<AdminDeps, 'store' | 'clock'>): OperationHandler<'listPersonSessions'> {
  return async (request) => {
    requireNoParameters(request);
    const user = await findPerson(store, request);
    const own = request.principal.signedIn?.session ?? null;
    return sessionsReply(store.users, user, { own, at: instant(clock.nowMs()) });
  };
}
