/** Cookies of this server: their names and attributes follow the address at which browsers reach it. */
import type { ApiRequest } from './route.ts';

type Addressed = Pick<ApiRequest, 'address'>;

/** The value; null when the request has none that `shape` allows. */
export function readCookie(
  { headers, address }: Pick<ApiRequest, 'headers' | 'address'>,
  name: string,
  shape: RegExp,
): string | null {
  const wanted = cookieName(address, name);
  for (const pair of (headers.cookie ?? '').split(';')) {
    const [given = '', value = ''] = pair.trim().split('=', 2);
    if (given === wanted && shape.test(value)) return value;
  }
  return null;
}

/** `Set-Cookie`; no script can read it, and only this server gets it, also when a link of another site leads here. */
export function makeCookie({ address }: Addressed, name: string, value: string, maxAgeSeconds: number): string {
  const isSecure = address.startsWith('https:');
  // Without HTTPS browsers would drop a cookie that asks for it, and nobody could sign in.
  const attributes = [
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    `Max-Age=${maxAgeSeconds}`,
    ...(isSecure ? ['Secure'] : []),
  ];
  return [`${cookieName(address, name)}=${value}`, ...attributes].join('; ');
}

/** `__Host-` keeps other hosts of the same domain from setting it. */
function cookieName(address: string, name: string): string {
  return address.startsWith('https:') ? `__Host-${name}` : name;
}
