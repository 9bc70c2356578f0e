/**
 * Lets pages of other origins send requests of the live protocol (CORS). Which origins a site has, the handlers know; nothing is sent
 * with cookies, so that a page learns nothing by asking.
 */
import type { ApiRequest } from './route.ts';

const REQUEST_HEADERS = 'Authorization, Content-Type, Last-Event-ID, Prefer';
const EXPOSED = 'Retry-After, Parley-Resend-From, Date';
const REMEMBER_SECONDS = '600';

type Asked = Pick<ApiRequest['headers'], 'origin'>;

/** The headers by which the page sees the reply, whatever it is. */
export function openedToPage({ origin }: Asked): Readonly<Record<string, string>> {
  if (origin === undefined) return { vary: 'Origin' };
  return { vary: 'Origin', 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED };
}

/** The answer to a browser that asks before it sends a request. */
export function pagePreflight({ origin }: Asked): Readonly<Record<string, string>> {
  const vary = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers';
  if (origin === undefined) return { vary };
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, HEAD, POST, PUT',
    'access-control-allow-headers': REQUEST_HEADERS,
    'access-control-max-age': REMEMBER_SECONDS,
    vary,
  };
}
