/**
 * Slows down guessing: after some failures the next attempt has to wait, longer each time. Counted by address, and by
 * account together with the address, so that a stranger cannot lock anybody out; by account alone only at a rate that no
 * person reaches.
 */
import type { UserKey } from '../../model/user.ts';

interface Failures {
  count: number;
  blockedUntilMs: number;
  lastMs: number;
}

interface Rule {
  /** Failures that cost nothing. */
  readonly free: number;
  readonly longestWaitMs: number;
}

const RULES = {
  address: { free: 20, longestWaitMs: 900_000 },
  accountFromAddress: { free: 5, longestWaitMs: 900_000 },
  account: { free: 100, longestWaitMs: 30_000 },
} as const satisfies Record<string, Rule>;
type RuleName = keyof typeof RULES;

/** Failures are forgotten after this long without another. */
const FORGET_AFTER_MS = 3_600_000;
const MOST_SUBJECTS = 10_000;

export class SignInThrottle {
  readonly #failures = new Map<string, Failures>();

  /** How long to wait before the next attempt; 0 when it may be made. */
  waitMs(key: UserKey | null, address: string, nowMs: number): number {
    const waits = subjectsOf(key, address).map(([, subject]) => {
      const failures = this.#failures.get(subject);
      return failures === undefined ? 0 : failures.blockedUntilMs - nowMs;
    });
    return Math.max(0, ...waits);
  }

  noteFailure(key: UserKey | null, address: string, nowMs: number): void {
    for (const [name, subject] of subjectsOf(key, address)) {
      const { free, longestWaitMs } = RULES[name];
      const before = this.#failures.get(subject);
      const isRecent = before !== undefined && nowMs - before.lastMs < FORGET_AFTER_MS;
      const count = isRecent ? before.count + 1 : 1;
      const waitMs = count < free ? 0 : Math.min(longestWaitMs, 1_000 * 2 ** Math.min(count - free, 20));
      // The oldest first: a set that is full forgets those that failed longest ago.
      this.#failures.delete(subject);
      this.#failures.set(subject, { count, blockedUntilMs: nowMs + waitMs, lastMs: nowMs });
    }
    for (const subject of this.#failures.keys()) {
      if (this.#failures.size <= MOST_SUBJECTS) break;
      this.#failures.delete(subject);
    }
  }

  /** Whoever knows the password need not wait for their own earlier mistakes; the address keeps its count. */
  noteSuccess(key: UserKey, address: string): void {
    for (const [name, subject] of subjectsOf(key, address)) if (name !== 'address') this.#failures.delete(subject);
  }
}

function subjectsOf(key: UserKey | null, address: string): readonly (readonly [RuleName, string])[] {
  if (key === null) return [['address', `address ${address}`]];
  const account = `${key.tenantId}/${key.login}`;
  return [
    ['address', `address ${address}`],
    ['accountFromAddress', `account ${account} from ${address}`],
    ['account', `account ${account}`],
  ];
}
