/** An LRU cache of byte strings, limited by total size. For bytes that never change under their number. */
export class ByteCache {
  /** Least recently used first. */
  readonly #entries = new Map<number, Uint8Array>();
  readonly #largestBytes: number;
  #bytes = 0;

  /** Keeps at most this many bytes; 0 keeps nothing. */
  constructor(largestBytes: number) {
    this.#largestBytes = largestBytes;
  }

  /** Whether nothing is ever kept. */
  get isOff(): boolean {
    return this.#largestBytes === 0;
  }

  /** Bytes held. */
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

  /** The bytes of every id, in order; reads those that are not held. Null when one cannot be found. */
  async readThrough(
    ids: readonly number[],
    read: (missing: readonly number[]) => Promise<readonly (readonly [id: number, bytes: Uint8Array])[]>,
  ): Promise<readonly Uint8Array[] | null> {
    const found = new Map(ids.map((id) => [id, this.get(id)]));
    const missing = ids.filter((id) => found.get(id) === null);
    if (missing.length > 0) {
      for (const [id, bytes] of await read(missing)) found.set(id, this.add(id, bytes));
    }
    const bytes = ids.map((id) => found.get(id) ?? null);
    return bytes.every((one) => one !== null) ? bytes : null;
  }

  /** Returns the bytes, as a copy when cached: a view would keep its whole buffer in memory. */
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

  /** Drops everything: erased content must not stay here. */
  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }
}
