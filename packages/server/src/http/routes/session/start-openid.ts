/** `POST /v2/session/openid`: begins to sign a person in by the OpenID Connect provider. */
import { OpenidRequest } from '@parley/contract';
import Value from 'typebox/value';
import { instant } from '../../../model/instant.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { Randomness } from '../../../platform/randomness.ts';
import type { OpenidProvider } from '../../../services/people/openid-provider.ts';
import { digestOfToken, findSession, newToken } from '../../../services/people/sessions.ts';
import type { ChatStore } from '../../../store/chat-store.ts';
import { ApiError } from '../../api-error.ts';
import { attemptCookie } from '../../openid-attempt.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { challenge } from '../../principal.ts';
import { malformedBody, readJsonBody } from '../../read-json-body.ts';
import { requireNoParameters } from '../../read-query.ts';
import { type ApiRequest, jsonReply } from '../../route.ts';
import { safePath } from '../../safe-path.ts';
import { requireOwnPage } from '../../same-origin.ts';
import { readSessionToken } from '../../session-cookie.ts';

export interface StartOpenidDeps {
  readonly provider: OpenidProvider | null;
  readonly store: Pick<ChatStore, 'users'>;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

/** The provider is asked again after this. */
const RETRY_SOON = { 'retry-after': '5' };
/** Longer paths make a cookie that browsers do not keep. */
const LONGEST_PATH = 1_500;

export function startOpenid({ provider, store, clock, randomness }: StartOpenidDeps): OperationHandler<'startOpenid'> {
  return async (request) => {
    requireOwnPage(request);
    requireNoParameters(request);
    const wanted = readOpenidRequest((await readJsonBody(request)).value);
    if (provider === null) throw ApiError.of('openidNotOffered');
    const session = wanted.connect === true ? await digestOfSession(request) : null;
    const checks = { state: newToken(randomness), nonce: newToken(randomness), verifier: newToken(randomness) };
    const location = await provider.addressOf(checks);
    if (location === null) throw ApiError.of('openidUnreachable', { headers: RETRY_SOON });
    const path = safePath(wanted.returnTo ?? '/');
    const returnTo = path.length > LONGEST_PATH ? '/' : path;
    const attempt = { ...checks, returnTo, link: wanted.link ?? null, session };
    const reply = jsonReply({ response: { location }, errors: [] as never[] });
    const cookie = attemptCookie(request, attempt, clock.nowMs());
    return { ...reply, headers: { ...reply.headers, 'set-cookie': cookie } };
  };

  /** Of the session to whose person the account is to be connected. @throws ApiError `signInRefused` */
  async function digestOfSession(request: ApiRequest): Promise<string> {
    const token = readSessionToken(request);
    const found = token === null ? null : await findSession(store.users, token, instant(clock.nowMs()));
    if (token === null || found === null) throw ApiError.of('signInRefused', { headers: challenge(request) });
    return Buffer.from(digestOfToken(token)).toString('base64url');
  }
}

/** @throws ApiError `malformedBody` */
function readOpenidRequest(value: unknown): OpenidRequest {
  const isKnown = Value.Check(OpenidRequest, value);
  if (isKnown && !(value.link !== undefined && value.connect !== undefined)) return value;
  throw malformedBody('', 'it may have returnTo, and one of link and connect (which is true), and nothing else');
}
