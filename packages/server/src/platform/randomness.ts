/** Chance as a value that is passed in, so that what depends on it can be tested. Only the process's root takes the real one. */
import { randomBytes, randomInt, randomUUID } from 'node:crypto';

export interface Randomness {
  /** A whole number from 0 to `bound` - 1, each with the same probability. */
  integerBelow(bound: number): number;
  /** A version 4 UUID. */
  uuid(): string;
  bytes(count: number): Uint8Array;
}

/** The operating system's generator: fit for keys. */
export const SYSTEM_RANDOMNESS: Randomness = {
  integerBelow: (bound) => randomInt(bound),
  uuid: () => randomUUID(),
  bytes: (count) => new Uint8Array(randomBytes(count)),
};
