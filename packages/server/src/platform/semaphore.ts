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

  /** False when no permit became free in time. Whoever takes a permit must release it. */
  take(longestWaitMs: number): Promise<boolean> {
    if (!this.#isClosed && this.#taken < this.#most) {
      this.#taken += 1;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const take = () => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(take), 1);
        resolve(false);
      }, longestWaitMs);
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
