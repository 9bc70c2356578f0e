/** `POST /v2/session`: signs a person in, by password or by a link that works once. */
import { SessionRequest } from '@parley/contract';
import Value from 'typebox/value';
import { tenantId } from '../../../model/ids.ts';
import { instant } from '../../../model/instant.ts';
import type { User, UserKey } from '../../../model/user.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { Randomness } from '../../../platform/randomness.ts';
import { Semaphore } from '../../../platform/semaphore.ts';
import { PasswordCheck } from '../../../services/people/passwords.ts';
import { startSession as beginSession } from '../../../services/people/sessions.ts';
import { takeSignInLink } from '../../../services/people/sign-in-links.ts';
import { SignInThrottle } from '../../../services/people/sign-in-throttle.ts';
import type { ChatStore } from '../../../store/chat-store.ts';
import { ApiError } from '../../api-error.ts';
import { principalOfSession } from '../../authenticator.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { challenge } from '../../principal.ts';
import { malformedBody, readJsonBody } from '../../read-json-body.ts';
import { requireNoParameters } from '../../read-query.ts';
import type { ApiRequest } from '../../route.ts';
import { requireOwnPage } from '../../same-origin.ts';
import { sessionCookie } from '../../session-cookie.ts';
import { identityReply } from './get-session.ts';

export interface SignInDeps {
  readonly store: Pick<ChatStore, 'users'>;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

const MOST_AT_ONCE = 2;
const LONGEST_WAIT_MS = 30_000;

export function startSession({ store, clock, randomness }: SignInDeps): OperationHandler<'startSession'> {
  const passwords = new PasswordCheck();
  const throttle = new SignInThrottle();
  const turns = new Semaphore(MOST_AT_ONCE);
  return async (request) => {
    requireOwnPage(request);
    requireNoParameters(request);
    const wanted = readSessionRequest((await readJsonBody(request)).value);
    const key = 'link' in wanted ? null : keyOf(wanted);
    const user = await inTurn(() => attempt(wanted, key, request.ip));
    if (user === null) throw ApiError.of('signInRefused', { headers: challenge(request) });
    return signIn(user, request);
  };

  /** Few at the same time: each hash costs memory and a core, and whoever guesses must learn of the failures before. */
  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (!(await turns.take(LONGEST_WAIT_MS))) {
      throw ApiError.of('busy', { headers: { 'retry-after': String(LONGEST_WAIT_MS / 1_000) } });
    }
    try {
      return await work();
    } finally {
      turns.give();
    }
  }

  /** null when it fails. @throws ApiError `tooManySignIns` */
  async function attempt(wanted: SessionRequest, key: UserKey | null, ip: string): Promise<User | null> {
    const nowMs = clock.nowMs();
    refuseTooMany(throttle.waitMs(key, ip, nowMs));
    const user = await findUser(wanted, key);
    if (user === null) throttle.noteFailure(key, ip, nowMs);
    else throttle.noteSuccess(user, ip);
    return user;
  }

  /** null for a wrong password, somebody unknown or disabled, and a link that does not work. */
  async function findUser(wanted: SessionRequest, key: UserKey | null): Promise<User | null> {
    if ('link' in wanted) return takeSignInLink(store.users, wanted.link, instant(clock.nowMs()));
    const user = key === null ? null : await store.users.find(key);
    const isRight = await passwords.isPasswordOf(user, wanted.password);
    return isRight && user?.disabledAt === null ? user : null;
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

function refuseTooMany(waitMs: number): void {
  if (waitMs <= 0) return;
  throw ApiError.of('tooManySignIns', { headers: { 'retry-after': String(Math.ceil(waitMs / 1_000)) } });
}
