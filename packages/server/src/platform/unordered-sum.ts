/** A sum over rows in whatever order: two of the same rows are equal, of different rows they are not. */
import { createHash } from 'node:crypto';

export class UnorderedSum {
  #rows = 0;
  #total = 0n;

  get rows(): number {
    return this.#rows;
  }

  /** Adds a row by its values. */
  add(values: readonly (null | number | bigint | string | Uint8Array)[]): void {
    const hash = createHash('sha256');
    for (const value of values) {
      const bytes = value instanceof Uint8Array ? value : Buffer.from(JSON.stringify(value));
      hash.update(`${bytes.length} `).update(bytes);
    }
    this.#total = BigInt.asUintN(256, this.#total + BigInt(`0x${hash.digest('hex')}`));
    this.#rows += 1;
  }

  text(): string {
    return this.#total.toString(16);
  }
}
