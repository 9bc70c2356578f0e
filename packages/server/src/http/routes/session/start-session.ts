/** `POST /v2/session`: signs a person in, by password or by a link that works once. */
import { SessionRequest } from '@parley/contract';
import Value from 'typebox/value';
import { tenantId } from '../../../model/ids.ts';
import { instant } from '../../../model/instant.ts';
import type { User, UserKey } from '../../../model/user.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { Randomness } from '../../../platform/randomness.ts';
import type { PasswordGuard } from '../../../services/people/password-guard.ts';
import { startSession as beginSession } from '../../../services/people/sessions.ts';
import { takeSignInLink } from '../../../services/people/sign-in-links.ts';
import type { ChatStore } from '../../../store/chat-store.ts';
import { ApiError } from '../../api-error.ts';
import { principalOfSession } from '../../authenticator.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { challenge } from '../../principal.ts';
import { malformedBody, readJsonBody } from '../../read-json-body.ts';
import { requireNoParameters } from '../../read-query.ts';
import { refusedAttempt } from '../../refused-attempt.ts';
import type { ApiRequest } from '../../route.ts';
import { requireOwnPage } from '../../same-origin.ts';
import { sessionCookie } from '../../session-cookie.ts';
import { identityReply } from './get-session.ts';

export interface SignInDeps {
  readonly store: Pick<ChatStore, 'users'>;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly guard: PasswordGuard;
}

export function startSession({ store, clock, randomness, guard }: SignInDeps): OperationHandler<'startSession'> {
  return async (request) => {
    requireOwnPage(request);
    requireNoParameters(request);
    const wanted = readSessionRequest((await readJsonBody(request)).value);
    const key = 'link' in wanted ? null : keyOf(wanted);
    const outcome = await guard.attempt({ key, address: request.ip }, () => findUser(wanted, key));
    if (outcome.kind !== 'made') throw refusedAttempt(outcome);
    const { user } = outcome;
    if (user === null) throw ApiError.of('signInRefused', { headers: challenge(request) });
    return signIn(user, request);
  };

  /** null for a wrong password, somebody unknown, disabled or without passwords, and a link that does not work. */
  async function findUser(wanted: SessionRequest, key: UserKey | null): Promise<User | null> {
    if ('link' in wanted) return takeSignInLink(store.users, wanted.link, instant(clock.nowMs()));
    const user = key === null ? null : await store.users.find(key);
    const isRight = await guard.isPasswordOf(user, wanted.password);
    return isRight && user?.disabledAt === null && !user.isOpenidOnly ? user : null;
  }

  async function signIn(user: User, request: ApiRequest) {
    const at = instant(clock.nowMs());
    const { token, session } = await beginSession(store.users, user, at, randomness);
    const reply = identityReply(principalOfSession({ session, user }, async () => true));
    const cookie = sessionCookie(request, token, Math.floor((session.expiresAt - at) / 1_000));
    return { ...reply, headers: { ...reply.headers, 'set-cookie': cookie } };
  }
}

/** @throws ApiError `malformedBody` */
function readSessionRequest(value: unknown): SessionRequest {
  if (Value.Check(SessionRequest, value)) return value;
  throw malformedBody('', 'it must have tenant, login and password, or link, and nothing else, as texts');
}

/** null when nobody can have that tenant. */
function keyOf({ tenant, login }: Exclude<SessionRequest, { link: string }>): UserKey | null {
  const known = tenantId(tenant.toLowerCase());
  return known === null ? null : { tenantId: known, login: login.toLowerCase() };
}
