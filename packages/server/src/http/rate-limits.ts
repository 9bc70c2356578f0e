/**
 * How many requests a minute a key, a tenant and an address may send. Counts in minutes of the clock, so that what a
 * reply says of the rest is exact. Off for each that has no limit.
 */
import { isIPv6 } from 'node:net';
import type { Clock } from '../platform/clock.ts';
import { ApiError } from './api-error.ts';
import type { Principal } from './principal.ts';

/** Requests a minute; null for no limit. */
export interface RateLimitOptions {
  readonly requestsPerKey: number | null;
  readonly requestsPerTenant: number | null;
  readonly requestsPerAddress: number | null;
}

/** Where somebody stands in this minute. */
interface Standing {
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
}

const MINUTE_MS = 60_000;

export class RateLimits {
  readonly #clock: Clock;
  readonly #keys: MinuteCounter;
  readonly #tenants: MinuteCounter;
  readonly #addresses: MinuteCounter;

  constructor({ requestsPerKey, requestsPerTenant, requestsPerAddress }: RateLimitOptions, clock: Clock) {
    this.#clock = clock;
    this.#keys = new MinuteCounter('key', requestsPerKey);
    this.#tenants = new MinuteCounter('tenant', requestsPerTenant);
    this.#addresses = new MinuteCounter('address', requestsPerAddress);
  }

  /** Counts a request before its key is known: guesses count too. @throws ApiError `tooManyRequests` */
  countAddress(ip: string): Standing | null {
    return this.#addresses.count(networkOf(ip), this.#clock.nowMs());
  }

  /** @throws ApiError `tooManyRequests` */
  countPrincipal({ subject, tenantId }: Principal): readonly (Standing | null)[] {
    const nowMs = this.#clock.nowMs();
    return [this.#keys.count(subject, nowMs), this.#tenants.count(tenantId, nowMs)];
  }
}

/** The headers of the limit that leaves the least; none without limits. */
export function rateHeaders(standings: readonly (Standing | null)[]): Readonly<Record<string, string>> {
  const [tightest] = standings.filter((one) => one !== null).sort((a, b) => a.remaining - b.remaining);
  if (tightest === undefined) return {};
  return {
    'ratelimit-limit': String(tightest.limit),
    'ratelimit-remaining': String(tightest.remaining),
    'ratelimit-reset': String(tightest.resetSeconds),
  };
}

/** Counts the requests of each subject in the current minute, and forgets all of them in the next. */
class MinuteCounter {
  readonly #kind: 'key' | 'tenant' | 'address';
  readonly #limit: number | null;
  readonly #counts = new Map<string, number>();
  #minute = Number.NaN;

  constructor(kind: 'key' | 'tenant' | 'address', limit: number | null) {
    this.#kind = kind;
    this.#limit = limit;
  }

  count(subject: string, nowMs: number): Standing | null {
    if (this.#limit === null) return null;
    const minute = Math.floor(nowMs / MINUTE_MS);
    if (minute !== this.#minute) this.#counts.clear();
    this.#minute = minute;
    const count = (this.#counts.get(subject) ?? 0) + 1;
    this.#counts.set(subject, count);
    const resetSeconds = Math.ceil(((minute + 1) * MINUTE_MS - nowMs) / 1_000);
    const standing = { limit: this.#limit, remaining: Math.max(0, this.#limit - count), resetSeconds };
    if (count <= this.#limit) return standing;
    throw ApiError.of('tooManyRequests', {
      slots: { subject: this.#kind, limit: String(this.#limit) },
      headers: { ...rateHeaders([standing]), 'retry-after': String(resetSeconds) },
    });
  }
}

/** An IPv6 client has a whole /64 of addresses: they count as one. */
function networkOf(ip: string): string {
  if (!isIPv6(ip)) return ip;
  const [head = '', tail = ''] = ip.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const zeros = ip.includes('::') ? Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0') : [];
  const groups = [...before, ...zeros, ...after].slice(0, 4);
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}
