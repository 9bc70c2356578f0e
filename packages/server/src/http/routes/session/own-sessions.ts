/** `GET /v2/sessions`, `DELETE /v2/sessions` and `…/{sessionId}`: where you are signed in, and how that ends. */
import { instant } from '../../../model/instant.ts';
import type { Clock } from '../../../platform/clock.ts';
import { endSessions } from '../../../services/people/end-sessions.ts';
import type { ChatStore } from '../../../store/chat-store.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import type { Principal } from '../../principal.ts';
import { requireNoParameters } from '../../read-query.ts';
import { jsonReply } from '../../route.ts';
import { sessionsReply } from '../../sessions-reply.ts';

interface Deps {
  readonly store: Pick<ChatStore, 'users'>;
  readonly clock: Clock;
}

export function listOwnSessions({ store, clock }: Deps): OperationHandler<'listOwnSessions'> {
  return async (request) => {
    requireNoParameters(request);
    const { signedIn } = request.principal;
    if (signedIn === null) return jsonReply({ response: [], errors: [] });
    const { user, session } = signedIn;
    return sessionsReply(store.users, user, { own: session, at: instant(clock.nowMs()) });
  };
}

export function endOwnSessions(deps: Deps): OperationHandler<'endOwnSessions'> {
  return async (request) => {
    requireNoParameters(request);
    const sessions = await endFor(deps, request.principal, null);
    return jsonReply({ response: { sessions: sessions ?? 0 }, errors: [] });
  };
}

export function endOwnSession(deps: Deps): OperationHandler<'endOwnSession'> {
  return async (request) => {
    requireNoParameters(request);
    const sessions = await endFor(deps, request.principal, request.sessionId);
    if (sessions === null) throw ApiError.notFound('sessionId');
    return jsonReply({ response: { sessions }, errors: [] });
  };
}

/** null when there is no such session; a key has none. */
async function endFor({ store, clock }: Deps, principal: Principal, sessionId: string | null): Promise<number | null> {
  const { signedIn, actor } = principal;
  if (signedIn === null) return null;
  return endSessions(store.users, signedIn.user, sessionId, { at: instant(clock.nowMs()), actor });
}
