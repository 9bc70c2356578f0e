/** The cookie of a session. Its name and attributes follow the address at which browsers reach the server. */
import { SESSION_COOKIE } from '@parley/contract';
import type { ApiRequest } from './route.ts';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The token in the request's cookie; null when there is none that could be one. */
export function readSessionToken({ headers, address }: Pick<ApiRequest, 'headers' | 'address'>): string | null {
  const wanted = cookieName(address);
  for (const pair of (headers.cookie ?? '').split(';')) {
    const [name = '', value = ''] = pair.trim().split('=', 2);
    if (name === wanted && TOKEN.test(value)) return value;
  }
  return null;
}

/** `Set-Cookie` for a new session; without an age, the browser keeps it until the session's own end. */
export function sessionCookie({ address }: Pick<ApiRequest, 'address'>, token: string, maxAgeSeconds: number): string {
  const isSecure = address.startsWith('https:');
  // Without HTTPS browsers would drop a cookie that asks for it, and nobody could sign in.
  const attributes = [
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    `Max-Age=${maxAgeSeconds}`,
    ...(isSecure ? ['Secure'] : []),
  ];
  return [`${cookieName(address)}=${token}`, ...attributes].join('; ');
}

/** `Set-Cookie` that removes the cookie. */
export function endedCookie(request: Pick<ApiRequest, 'address'>): string {
  return sessionCookie(request, '', 0);
}

/** `__Host-` keeps other hosts of the same domain from setting it. */
function cookieName(address: string): string {
  return address.startsWith('https:') ? `__Host-${SESSION_COOKIE}` : SESSION_COOKIE;
}
