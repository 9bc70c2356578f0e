/**
 * Lets programs in browsers read from pages of other origins (CORS). Off unless the operator names origins; only reads are
 * allowed, and never with cookies: a key is always sent on purpose.
 */
import { REPLY_HEADERS } from '@parley/contract';
import type { ApiRequest } from './route.ts';

const ANY = '*';
const REQUEST_HEADERS = 'Authorization, Accept, Prefer, If-None-Match, Range, If-Range';
const METHODS = 'GET, HEAD';
/** How long a browser may remember the answer to its question. */
const REMEMBER_SECONDS = '600';
/** Beyond these a browser shows a page only what is named. `Date` is what a date in Retry-After is counted from. */
const EXPOSED = [...Object.keys(REPLY_HEADERS), 'Content-Encoding', 'Date'].join(', ');
const DEFAULT_VARY = 'Authorization, Accept-Encoding';

type HeaderValues = Readonly<Record<string, string | readonly string[]>>;
type Asked = Pick<ApiRequest['headers'], 'origin'>;

export class CrossOrigin {
  readonly #allowed: ReadonlySet<string>;

  /** Origins such as `https://app.example.com`; `*` is every one; empty is none. */
  constructor(allowed: readonly string[]) {
    this.#allowed = new Set(allowed);
  }

  get isOn(): boolean {
    return this.#allowed.size > 0;
  }

  /** The headers of a reply to a read, with those that let the page see it. */
  opened(headers: HeaderValues, asked: Asked): HeaderValues {
    if (!this.isOn) return headers;
    const { vary = DEFAULT_VARY } = headers;
    return { ...headers, ...this.opening(asked, [vary].flat().join(', ')) };
  }

  /** Those headers alone, of a reply that varies with `vary`. */
  opening(asked: Asked, vary = DEFAULT_VARY): Readonly<Record<string, string>> {
    if (!this.isOn) return {};
    const opening = this.#originHeaders(asked);
    return {
      ...opening,
      ...('access-control-allow-origin' in opening ? { 'access-control-expose-headers': EXPOSED } : {}),
      vary: this.#allowed.has(ANY) ? vary : `${vary}, Origin`,
    };
  }

  /** The answer to a browser that asks before it sends a request. */
  preflight(asked: Asked): Readonly<Record<string, string>> {
    const opening = this.#originHeaders(asked);
    const vary = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers';
    if (!('access-control-allow-origin' in opening)) return { vary };
    return {
      ...opening,
      'access-control-allow-methods': METHODS,
      'access-control-allow-headers': REQUEST_HEADERS,
      'access-control-max-age': REMEMBER_SECONDS,
      vary,
    };
  }

  #originHeaders({ origin }: Asked): Readonly<Record<string, string>> {
    if (this.#allowed.has(ANY)) return { 'access-control-allow-origin': ANY };
    return origin !== undefined && this.#allowed.has(origin) ? { 'access-control-allow-origin': origin } : {};
  }
}
