/**
 * `GET /openid/callback`: where the provider sends the browser back to. Starts the session and goes on to where the person came
 * from; what went wrong goes to the console in the fragment, which says it in its language.
 */
import { OPENID_CALLBACK, type OpenidFailure } from '@parley/contract';
import { instant } from '../model/instant.ts';
import type { Clock } from '../platform/clock.ts';
import type { Randomness } from '../platform/randomness.ts';
import type { OpenidProvider } from '../services/people/openid-provider.ts';
import { type OpenidIntent, settleOpenid } from '../services/people/openid-sign-in.ts';
import { digestOfToken, startSession } from '../services/people/sessions.ts';
import type { SignInThrottle } from '../services/people/sign-in-throttle.ts';
import type { ChatStore } from '../store/chat-store.ts';
import { endedAttempt, type OpenidAttempt, readAttempt } from './openid-attempt.ts';
import type { ApiRequest, Reply, Route } from './route.ts';
import { safePath } from './safe-path.ts';
import { readSessionToken, sessionCookie } from './session-cookie.ts';

export interface OpenidCallbackDeps {
  readonly provider: OpenidProvider;
  readonly store: Pick<ChatStore, 'users'>;
  readonly throttle: SignInThrottle;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

type Finished = { readonly returnTo: string } & ({ readonly cookie: string } | { readonly failure: OpenidFailure });

export function openidCallback(deps: OpenidCallbackDeps): Route {
  return {
    name: OPENID_CALLBACK,
    method: 'GET',
    path: OPENID_CALLBACK,
    handle: async (request) => {
      // Somebody only looks where it leads; the attempt is for whoever follows.
      if (request.isHead) return redirection('/', []);
      const done = await finish(deps, request);
      const ended = endedAttempt(request);
      const path = safePath(done.returnTo);
      if ('failure' in done) {
        const [page = '/'] = path.split('#', 1);
        return redirection(`${page}#openid=${done.failure}`, [ended]);
      }
      return redirection(path, [ended, done.cookie]);
    },
  };
}

async function finish(
  { provider, store, throttle, clock, randomness }: OpenidCallbackDeps,
  request: ApiRequest,
): Promise<Finished> {
  const query = new URLSearchParams(request.query.parameters.map(([name, value]): [string, string] => [name, value]));
  const nowMs = clock.nowMs();
  const attempt = readAttempt(request, query.get('state'), nowMs);
  const intent = attempt === null ? null : intentOf(attempt, request);
  if (attempt === null || intent === null) return { returnTo: '/', failure: 'expired' };
  const { returnTo } = attempt;
  if (throttle.waitMs(null, request.ip, nowMs) > 0) return { returnTo, failure: 'wait' };
  const answer = await provider.identify(query, attempt);
  if ('refused' in answer) {
    if (answer.refused === 'refused') throttle.noteFailure(null, request.ip, nowMs);
    return { returnTo, failure: answer.refused };
  }
  const at = instant(clock.nowMs());
  const user = await settleOpenid(store.users, answer.identity, intent, at);
  if ('refused' in user) {
    throttle.noteFailure(null, request.ip, nowMs);
    return { returnTo, failure: user.refused };
  }
  const { token, session } = await startSession(store.users, user, at, randomness);
  const cookie = sessionCookie(request, token, Math.floor((session.expiresAt - at) / 1_000));
  return { returnTo, cookie };
}

/** null when it was to be connected to the person of another session than the browser has now. */
function intentOf({ link, session }: OpenidAttempt, request: ApiRequest): OpenidIntent | null {
  if (link !== null) return { kind: 'invitation', link };
  if (session === null) return { kind: 'sign-in' };
  const sessionToken = readSessionToken(request);
  if (sessionToken === null || Buffer.from(digestOfToken(sessionToken)).toString('base64url') !== session) return null;
  return { kind: 'connect', sessionToken };
}

function redirection(location: string, cookies: readonly string[]): Reply {
  const headers = {
    location,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    ...(cookies.length === 0 ? {} : { 'set-cookie': cookies }),
  };
  return { status: 303, headers, body: { kind: 'none' } };
}
