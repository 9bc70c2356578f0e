/** `GET /v2/people/{login}/sessions`: where a person is signed in. */
import { instant } from '../../../model/instant.ts';
import { isSessionInForce } from '../../../services/people/sessions.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireNoParameters } from '../../read-query.ts';
import { jsonReply } from '../../route.ts';
import type { AdminDeps } from './admin-deps.ts';
import { findPerson } from './find-person.ts';
import { printSession } from './print-access.ts';

export function listPersonSessions({
  store,
  clock,
}: Pick<AdminDeps, 'store' | 'clock'>): OperationHandler<'listPersonSessions'> {
  return async (request) => {
    requireNoParameters(request);
    const user = await findPerson(store, request);
    const at = instant(clock.nowMs());
    const sessions = (await store.users.listSessions(user)).filter((session) =>
      isSessionInForce({ session, user }, at),
    );
    const own = request.principal.signedIn?.session ?? null;
    return jsonReply({ response: sessions.map((session) => printSession(session, own)), errors: [] });
  };
}
