/** Lets so many at a time do what is costly; the others wait in line. */
import { setTimeout } from 'node:timers';

export class Semaphore {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #taken = 0;
  #isClosed = false;

  constructor(most: number) {
    this.#most = most;
  }

  /** Whoever takes a permit gives it back. False when none came free in that time. */
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

  /** Gives out no permit until it is disposed of: as the holders end, nobody is left. */
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
