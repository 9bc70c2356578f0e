/** Keeps the byte strings that were used last, up to a total size. For bytes that never change under their number. */
export class ByteCache {
  /** The one used last at the end. */
  readonly #entries = new Map<number, Uint8Array>();
  readonly #largestBytes: number;
  #bytes = 0;

  /** Keeps so many bytes at most; 0 keeps nothing. */
  constructor(largestBytes: number) {
    this.#largestBytes = largestBytes;
  }

  /** How much it holds. */
  get bytes(): number {
    return this.#bytes;
  }

  get(id: number): Uint8Array | null {
    const bytes = this.#entries.get(id);
    if (bytes === undefined) return null;
    this.#entries.delete(id);
    this.#entries.set(id, bytes);
    return bytes;
  }

  /** Returns the bytes, as a copy of its own when it is kept: a part would keep the whole result in memory. */
  add(id: number, bytes: Uint8Array): Uint8Array {
    const known = this.#entries.get(id);
    if (known !== undefined || bytes.length > this.#largestBytes) return known ?? bytes;
    const kept = new Uint8Array(bytes);
    this.#entries.set(id, kept);
    this.#bytes += kept.length;
    for (const [oldest, { length }] of this.#entries) {
      if (this.#bytes <= this.#largestBytes) break;
      this.#entries.delete(oldest);
      this.#bytes -= length;
    }
    return kept;
  }

  /** Forgets all: what was removed must not stay here. */
  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }
}
