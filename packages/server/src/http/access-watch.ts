/**
 * Ends running replies of keys and sessions that were revoked or expired meanwhile, by whatever process. While there are
 * replies that run, the state of their keys and sessions is read every two seconds, all replies of one together; a server
 * without such replies reads nothing.
 */
import type { Logger } from '../platform/logger.ts';
import type { Timers } from '../platform/timers.ts';
import type { Principal } from './principal.ts';

export interface AccessWatchOptions {
  readonly timers: Timers;
  readonly logger: Logger;
}

type Watched = Pick<Principal, 'subject' | 'actor' | 'isInForce'>;

interface Replies extends Pick<Watched, 'actor' | 'isInForce'> {
  readonly ends: Set<() => void>;
}

const LOOK_EVERY_MS = 2_000;

export class AccessWatch implements Disposable {
  readonly #options: AccessWatchOptions;
  readonly #replies = new Map<string, Replies>();
  #timer: Disposable | null = null;
  #isClosed = false;

  constructor(options: AccessWatchOptions) {
    this.#options = options;
  }

  /** Calls `end` at most 5 s after the key or session stopped being in force, unless `signal` was aborted before. */
  watch({ subject, actor, isInForce }: Watched, end: () => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    const replies = this.#replies.get(subject) ?? { actor, isInForce, ends: new Set() };
    this.#replies.set(subject, replies);
    replies.ends.add(end);
    const forget = () => {
      replies.ends.delete(end);
      if (replies.ends.size === 0 && this.#replies.get(subject) === replies) this.#replies.delete(subject);
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
    const { logger } = this.#options;
    for (const { actor, isInForce, ends } of [...this.#replies.values()]) {
      if (this.#isClosed) return;
      try {
        if (await isInForce()) continue;
        logger.info(
          { ...actor, replies: ends.size },
          'running replies are ended: their key or session is no longer in force',
        );
        for (const end of [...ends]) end();
      } catch (error) {
        logger.warn(
          { err: error, ...actor },
          'whether a key or session is in force could not be read; asked again soon',
        );
      }
    }
  }
}
