/**
 * Lends a bounded number of places for a bounded time. A place whose holder waits for somebody outside is taken back when
 * it is old, and much earlier while others wait for one: slow holders never keep everybody else out.
 */
import { Semaphore } from './semaphore.ts';
import { SYSTEM_TIMERS, type Timers } from './timers.ts';

export interface LeasePoolOptions {
  readonly most: number;
  /** A holder that waits for others outside may keep its place for so long. */
  readonly longestMs: number;
  /** While others wait for a place, or need all of them back. */
  readonly longestWhileWantedMs: number;
  /** How long a caller waits for a place. */
  readonly longestWaitMs: number;
  readonly monotonicMs: () => number;
  readonly timers?: Timers | undefined;
}

/**
 * Who decides how long a place is held: `reader` is somebody outside, who may be slow; `self` is work of this process that
 * ends by itself. The latter is never interrupted, and has at most half of the places.
 */
export type LeasePace = 'reader' | 'self';

export interface Lease extends Disposable {
  /** Whether the place was taken back: what it stood for must not be used any more. */
  readonly isOver: boolean;
}

interface Held {
  readonly sinceMs: number;
  readonly end: () => void;
}

export class LeasePool implements Disposable {
  readonly #options: LeasePoolOptions;
  readonly #timers: Timers;
  readonly #places: Semaphore;
  readonly #ownPlaces: Semaphore;
  /** Those that may be taken back, oldest first. */
  readonly #held = new Set<Held>();
  readonly #ends = new Set<() => void>();
  #waiting = 0;

  constructor(options: LeasePoolOptions) {
    this.#options = options;
    this.#timers = options.timers ?? SYSTEM_TIMERS;
    this.#places = new Semaphore(options.most);
    this.#ownPlaces = new Semaphore(Math.max(1, Math.floor(options.most / 2)));
  }

  /** Null when no place became free in time. `onEnd` is called once, when the place is given or taken back. */
  async take(pace: LeasePace, onEnd: () => void): Promise<Lease | null> {
    const { longestWaitMs } = this.#options;
    if (pace === 'self' && !(await this.#ownPlaces.take(longestWaitMs))) return null;
    const isTaken = await this.#wait();
    if (isTaken) return this.#lend(pace, onEnd);
    if (pace === 'self') this.#ownPlaces.give();
    return null;
  }

  /** Lends nothing until it is disposed of, and takes back what waiting callers would get too. */
  rest(): Disposable {
    const rest = this.#places.close();
    this.endOld();
    return rest;
  }

  /** Takes back the places that may be taken back while others want them. */
  endOld(): void {
    const { longestWhileWantedMs, monotonicMs } = this.#options;
    const before = monotonicMs() - longestWhileWantedMs;
    for (const { sinceMs, end } of [...this.#held]) if (sinceMs <= before) end();
  }

  /** Takes every place back, because what they stand for is going away. */
  [Symbol.dispose](): void {
    for (const end of [...this.#ends]) end();
  }

  async #wait(): Promise<boolean> {
    this.#waiting += 1;
    const taken = this.#places.take(this.#options.longestWaitMs);
    this.#makeRoom();
    try {
      return await taken;
    } finally {
      this.#waiting -= 1;
    }
  }

  /** Takes the oldest place back as soon as it is old enough, for as long as somebody waits. */
  #makeRoom(): void {
    const { longestWhileWantedMs, monotonicMs } = this.#options;
    const [oldest] = this.#held;
    if (this.#waiting === 0 || oldest === undefined || !this.#places.isFull) return;
    const restMs = oldest.sinceMs + longestWhileWantedMs - monotonicMs();
    if (restMs <= 0) oldest.end();
    else this.#timers.after(restMs, () => this.#makeRoom());
  }

  #lend(pace: LeasePace, onEnd: () => void): Lease {
    let [isOver, isGiven] = [false, false];
    const giveBack = () => {
      if (isGiven) return;
      isGiven = true;
      this.#held.delete(held);
      this.#ends.delete(end);
      timer?.[Symbol.dispose]();
      onEnd();
      if (pace === 'self') this.#ownPlaces.give();
      this.#places.give();
    };
    const end = () => {
      isOver = true;
      giveBack();
    };
    const held = { sinceMs: this.#options.monotonicMs(), end };
    this.#ends.add(end);
    if (pace === 'reader') this.#held.add(held);
    const timer = pace === 'reader' ? this.#timers.after(this.#options.longestMs, end) : null;
    return {
      get isOver() {
        return isOver;
      },
      [Symbol.dispose]: giveBack,
    };
  }
}
