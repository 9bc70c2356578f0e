/** What the operator decides about the HTTP edge, and what holds when nothing is decided. */
import type { ProxyOptions } from './client-address.ts';

export type EdgeOptions = ProxyOptions;

export const DEFAULT_EDGE: EdgeOptions = {
  trustedProxies: [],
  forwardedHeader: 'x-forwarded',
};
