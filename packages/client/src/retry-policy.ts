/** When a request is sent again and how long that waits. Pure except for `wait`; used by http-client.ts and sync-pages.ts. */

/** How often and how patiently a request is sent again. */
export interface RetryPolicy {
  /** Attempts after the first one before the call fails; each row that a long read receives resets the count. */
  readonly retries: number;
  /** The first wait is somewhere between 0 and this; each further one may be twice as long. */
  readonly firstDelayMs: number;
  /** The longest wait, without what `Retry-After` adds. */
  readonly maxDelayMs: number;
  /** If `Retry-After` asks for more, the call fails. */
  readonly maxRetryAfterMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = {
  retries: 6,
  firstDelayMs: 500,
  maxDelayMs: 30_000,
  maxRetryAfterMs: 300_000,
};

/** Statuses that are worth a retry. */
export const RETRIED_STATUSES: readonly number[] = [429, 502, 503, 504];

/**
 * Full jitter: anything up to the doubled delay, so that clients that failed together do not return together. What the
 * server asks for is added.
 */
export function retryDelayMs(policy: RetryPolicy, attempt: number, askedMs: number, random: () => number): number {
  const ceiling = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** Math.min(attempt, 30));
  return askedMs + random() * ceiling;
}

/** What the reply asks for, as milliseconds; 0 when nothing readable. A date counts from the reply's own `Date`. */
export function retryAfterMs(headers: Headers): number {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  const until = Date.parse(value) - Date.parse(headers.get('date') ?? '');
  return Number.isFinite(until) && until > 0 ? until : 0;
}

/** Resolves after the time. @throws the reason of `signal` as soon as that is aborted. */
export function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
