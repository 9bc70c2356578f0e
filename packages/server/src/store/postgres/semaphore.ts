/** Lets so many at once do what is costly; the others wait in line for ten seconds at most. Used for snapshots. */
import { setTimeout } from 'node:timers';
import { StoreError } from '../store-error.ts';

const LONGEST_WAIT_MS = 10_000;

export class Turns {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Whoever takes a turn gives it back. @throws StoreError `busy` when none came free in time */
  take(): Promise<void> {
    if (this.#taken < this.#most) {
      this.#taken += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const take = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(take), 1);
        reject(new StoreError('busy', 'too many large reads at once'));
      }, LONGEST_WAIT_MS);
      this.#waiting.push(take);
    });
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#taken -= 1;
    else next();
  }
}
