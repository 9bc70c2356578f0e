/** Takes passwords, and slows down who guesses: one for signing in and for whatever asks for the password again. */
import type { User, UserKey } from '../../model/user.ts';
import type { Clock } from '../../platform/clock.ts';
import { Semaphore } from '../../platform/semaphore.ts';
import { PasswordCheck } from './passwords.ts';
import type { SignInThrottle } from './sign-in-throttle.ts';

const MOST_AT_ONCE = 2;
/** Of an attempt for its turn, after which it is told to come again. */
export const LONGEST_TURN_WAIT_MS = 30_000;

export interface Attempt {
  /** null when nobody can have that login. */
  readonly key: UserKey | null;
  readonly address: string;
}

export type AttemptOutcome =
  /** Who it is; null when the attempt failed. */
  | { readonly kind: 'made'; readonly user: User | null }
  /** Not made: there were too many failures. */
  | { readonly kind: 'wait'; readonly waitMs: number }
  /** Not made: too many others are being made. */
  | { readonly kind: 'busy' };

export class PasswordGuard {
  readonly #clock: Clock;
  readonly #passwords = new PasswordCheck();
  readonly #throttle: SignInThrottle;
  readonly #turns = new Semaphore(MOST_AT_ONCE);

  constructor(clock: Clock, throttle: SignInThrottle) {
    this.#clock = clock;
    this.#throttle = throttle;
  }

  /**
   * Makes one attempt, and counts its failure. Few are made at the same time: each hash costs memory and a core, and whoever
   * guesses must learn of the failures before.
   */
  async attempt(attempt: Attempt, find: () => Promise<User | null>): Promise<AttemptOutcome> {
    if (!(await this.#turns.take(LONGEST_TURN_WAIT_MS))) return { kind: 'busy' };
    try {
      return await this.#makeAttempt(attempt, find);
    } finally {
      this.#turns.give();
    }
  }

  async #makeAttempt({ key, address }: Attempt, find: () => Promise<User | null>): Promise<AttemptOutcome> {
    const nowMs = this.#clock.nowMs();
    const waitMs = this.#throttle.waitMs(key, address, nowMs);
    if (waitMs > 0) return { kind: 'wait', waitMs };
    const user = await find();
    if (user === null) this.#throttle.noteFailure(key, address, nowMs);
    else this.#throttle.noteSuccess(user, address);
    return { kind: 'made', user };
  }

  /** In the same time whether there is such a person with a password, or not. */
  isPasswordOf(user: User | null, password: string): Promise<boolean> {
    return this.#passwords.isPasswordOf(user, password);
  }
}
