/** Randomness as a parameter, so that tests control it. Only the process's root uses the real generator. */
import { randomBytes, randomInt, randomUUID } from 'node:crypto';

export interface Randomness {
  /** A uniformly distributed whole number from 0 to `bound` - 1. */
  integerBelow(bound: number): number;
  /** A version 4 UUID. */
  uuid(): string;
  bytes(count: number): Uint8Array;
}

/** The operating system's generator: suitable for keys. */
export const SYSTEM_RANDOMNESS: Randomness = {
  integerBelow: (bound) => randomInt(bound),
  uuid: () => randomUUID(),
  bytes: (count) => new Uint8Array(randomBytes(count)),
};
