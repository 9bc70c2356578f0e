/** Bytes that come in parts, in one buffer that grows with them. */
import { releaseParts } from './release-bytes.ts';

const GROWTH = 4;

export class GrowingBytes {
  #buffer = Buffer.alloc(0);
  #length = 0;

  /** All that were added, uncopied. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Copies the part. */
  add(part: Uint8Array): void {
    const length = this.#length + part.length;
    if (length > this.#buffer.length) this.#grow(length);
    this.#buffer.set(part, this.#length);
    this.#length = length;
  }

  #grow(least: number): void {
    const outgrown = this.#buffer;
    // The first part is often all.
    this.#buffer = Buffer.allocUnsafe(Math.max(least, outgrown.length * GROWTH));
    outgrown.copy(this.#buffer, 0, 0, this.#length);
    releaseParts([outgrown]);
  }
}
