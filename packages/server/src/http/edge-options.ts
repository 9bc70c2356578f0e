/** What the operator decides about the HTTP edge, and what holds when nothing is decided. */
import type { ProxyOptions } from './client-address.ts';
import type { CostlyOptions } from './costly-replies.ts';
import type { RateLimitOptions } from './rate-limits.ts';

export interface EdgeOptions extends ProxyOptions, RateLimitOptions, CostlyOptions {
  /** Origins whose pages may read (CORS): `https://app.example.com`, or `*` for every one. */
  readonly allowedOrigins: readonly string[];
  /** How many times the usual limits visitors have; 0 for none. */
  readonly visitorLimits: number;
}

export const DEFAULT_EDGE: EdgeOptions = {
  trustedProxies: [],
  forwardedHeader: 'x-forwarded',
  allowedOrigins: [],
  visitorLimits: 1,
  requestsPerKey: null,
  requestsPerTenant: null,
  requestsPerAddress: null,
  costlyPerKey: 8,
  costlyAtOnce: 32,
  costlyWaitSeconds: 10,
};
