/** Limits how many callers do costly work at the same time; the others queue. */
import { setTimeout } from 'node:timers';

export class Semaphore {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #taken = 0;
  #isClosed = false;

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether nobody has a permit or waits for one. */
  get isUnused(): boolean {
    return this.#taken === 0 && this.#waiting.length === 0;
  }

  get isFull(): boolean {
    return this.#taken >= this.#most;
  }

  /** False when no permit became free in time, or `signal` ended the wait. Whoever takes a permit must release it. */
  take(longestWaitMs: number, signal?: AbortSignal): Promise<boolean> {
    if (!this.#isClosed && this.#taken < this.#most) {
      this.#taken += 1;
      return Promise.resolve(true);
    }
    if (longestWaitMs === 0 || signal?.aborted === true) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (isTaken: boolean) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        resolve(isTaken);
      };
      const take = () => end(true);
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(take), 1);
        end(false);
      };
      const timer = setTimeout(giveUp, longestWaitMs);
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#waiting.push(take);
    });
  }

  give(): void {
    this.#taken -= 1;
    this.#serve();
  }

  /** Grants no permit until disposed; existing holders finish meanwhile. */
  close(): Disposable {
    this.#isClosed = true;
    return {
      [Symbol.dispose]: () => {
        this.#isClosed = false;
        this.#serve();
      },
    };
  }

  #serve(): void {
    while (!this.#isClosed && this.#taken < this.#most && this.#waiting.length > 0) {
      this.#taken += 1;
      this.#waiting.shift()?.();
    }
  }
}
