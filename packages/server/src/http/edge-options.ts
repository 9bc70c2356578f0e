/** What the operator decides about the HTTP edge, and what holds when nothing is decided. */
import type { ProxyOptions } from './client-address.ts';

export interface EdgeOptions extends ProxyOptions {
  /** Origins whose pages may read (CORS): `https://app.example.com`, or `*` for every one. */
  readonly allowedOrigins: readonly string[];
}

export const DEFAULT_EDGE: EdgeOptions = {
  trustedProxies: [],
  forwardedHeader: 'x-forwarded',
  allowedOrigins: [],
};
