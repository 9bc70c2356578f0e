/** The cookie of a session. */
import { SESSION_COOKIE } from '@parley/contract';
import { makeCookie, readCookie } from './cookies.ts';
import type { ApiRequest } from './route.ts';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The token in the request's cookie; null when there is none that could be one. */
export function readSessionToken(request: Pick<ApiRequest, 'headers' | 'address'>): string | null {
  return readCookie(request, SESSION_COOKIE, TOKEN);
}

/** `Set-Cookie` for a new session; without an age, the browser keeps it until the session's own end. */
export function sessionCookie(request: Pick<ApiRequest, 'address'>, token: string, maxAgeSeconds: number): string {
  return makeCookie(request, SESSION_COOKIE, token, maxAgeSeconds);
}

/** `Set-Cookie` that removes the cookie. */
export function endedCookie(request: Pick<ApiRequest, 'address'>): string {
  return sessionCookie(request, '', 0);
}
