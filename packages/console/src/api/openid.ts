/** Signing in by the provider that the operator has named. */
import type { OpenidRequest, OpenidStartReply, SignInWays, SignInWaysReply } from '@parley/contract';
import { callApi } from './call-api.ts';

/** How people can sign in besides by a password or a link. @throws ApiFailure */
export async function readWays(signal: AbortSignal): Promise<SignInWays> {
  return (await callApi<SignInWaysReply>('/v2/session/ways', { signal })).body.response;
}

/** The address of the provider to which the browser must go. @throws ApiFailure */
export async function startOpenid(request: OpenidRequest): Promise<string> {
  const reply = await callApi<OpenidStartReply>('/v2/session/openid', { method: 'POST', body: request });
  return reply.body.response.location;
}
