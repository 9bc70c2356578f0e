/**
 * Ends running replies of keys that were revoked or expired meanwhile, by whatever process. While keys have replies that
 * run, their state is read every two seconds, all replies of a key together; a server without such replies reads nothing.
 */
import type { StoredApiKey } from '../model/api-key.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Timers } from '../platform/timers.ts';
import type { KeyStore } from '../store/chat-store.ts';

export interface KeyWatchOptions {
  readonly keys: Pick<KeyStore, 'findByPrefix'>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
}

const LOOK_EVERY_MS = 2_000;

export class KeyWatch implements Disposable {
  readonly #options: KeyWatchOptions;
  readonly #replies = new Map<string, Set<() => void>>();
  #timer: Disposable | null = null;
  #isClosed = false;

  constructor(options: KeyWatchOptions) {
    this.#options = options;
  }

  /** Calls `end` at most 5 s after the key stopped being in force, unless `signal` was aborted before. */
  watch({ prefix }: StoredApiKey, end: () => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    const ends = this.#replies.get(prefix) ?? new Set();
    this.#replies.set(prefix, ends.add(end));
    const forget = () => {
      ends.delete(end);
      if (ends.size === 0 && this.#replies.get(prefix) === ends) this.#replies.delete(prefix);
    };
    signal.addEventListener('abort', forget, { once: true });
    if (this.#timer === null) this.#lookLater();
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.#timer?.[Symbol.dispose]();
  }

  #lookLater(): void {
    this.#timer = this.#options.timers.after(LOOK_EVERY_MS, () => {
      this.#look().then(() => {
        this.#timer = null;
        if (this.#replies.size > 0 && !this.#isClosed) this.#lookLater();
      });
    });
  }

  async #look(): Promise<void> {
    const { clock, keys, logger } = this.#options;
    for (const [prefix, ends] of [...this.#replies]) {
      if (this.#isClosed) return;
      try {
        const key = await keys.findByPrefix(prefix);
        if (key !== null && isInForce(key, clock.nowMs())) continue;
        logger.info({ key: prefix, replies: ends.size }, 'running replies are ended: their key is revoked or expired');
        for (const end of [...ends]) end();
      } catch (error) {
        logger.warn({ err: error, key: prefix }, 'whether a key is still in force could not be read; asked again soon');
      }
    }
  }
}

/** Whether requests with the key are accepted at that time. */
export function isInForce({ revokedAt, expiresAt }: StoredApiKey, nowMs: number): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > nowMs);
}
