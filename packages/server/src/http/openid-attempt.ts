/**
 * An attempt to sign in by OpenID Connect, kept by the browser that makes it until the provider sends it back: the store would
 * have to keep one for everybody who clicks, and any server on the store can finish it. Nothing in it is secret from its browser.
 */

import { OPENID_COOKIE } from '@parley/contract';
import { type Static, Type } from 'typebox';
import Value from 'typebox/value';
import { makeCookie, readCookie } from './cookies.ts';
import type { ApiRequest } from './route.ts';

const LONGEST_SECONDS = 600;
const SHAPE = /^[A-Za-z0-9_-]{1,4000}$/;
const Token = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });

const OpenidAttempt = Type.Object(
  {
    state: Token,
    nonce: Token,
    verifier: Token,
    /** After this many ms since 1970 it is over. */
    untilMs: Type.Integer(),
    /** A path of this server; read as any text is that comes from outside. */
    returnTo: Type.String(),
    /** Of an invitation. */
    link: Type.Union([Type.String(), Type.Null()]),
    /** Base64url of the digest of the session from which the account is connected. */
    session: Type.Union([Token, Type.Null()]),
  },
  { additionalProperties: false },
);
export type OpenidAttempt = Static<typeof OpenidAttempt>;

/** `Set-Cookie` with the attempt. */
export function attemptCookie(
  request: Pick<ApiRequest, 'address'>,
  attempt: Omit<OpenidAttempt, 'untilMs'>,
  nowMs: number,
): string {
  const whole: OpenidAttempt = { ...attempt, untilMs: nowMs + LONGEST_SECONDS * 1_000 };
  const value = Buffer.from(JSON.stringify(whole)).toString('base64url');
  return makeCookie(request, OPENID_COOKIE, value, LONGEST_SECONDS);
}

/** `Set-Cookie` that forgets it. */
export function endedAttempt(request: Pick<ApiRequest, 'address'>): string {
  return makeCookie(request, OPENID_COOKIE, '', 0);
}

/** The attempt that came back with this state; null when this browser has made none, or too long ago. */
export function readAttempt(
  request: Pick<ApiRequest, 'headers' | 'address'>,
  state: string | null,
  nowMs: number,
): OpenidAttempt | null {
  const text = readCookie(request, OPENID_COOKIE, SHAPE);
  const attempt: unknown = text === null ? null : parse(Buffer.from(text, 'base64url').toString());
  if (!Value.Check(OpenidAttempt, attempt)) return null;
  return attempt.state === state && nowMs < attempt.untilMs ? attempt : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
