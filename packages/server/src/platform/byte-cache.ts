/** An LRU cache of byte strings, limited by total size. For bytes that never change under their number. */
import { releaseParts } from './release-bytes.ts';

/** Of how many ids, or up to twice as many, it is remembered that they were read: those of some 100 MB where bytes are blocks. */
const MOST_READ_ONCE = 5_000;

export class ByteCache {
  /** Least recently used first. */
  readonly #entries = new Map<number, Uint8Array>();
  readonly #largestBytes: number;
  /** In two halves, of which the older one is forgotten: a set is slow to find the oldest of many. */
  #readOnce = new Set<number>();
  #readBefore: ReadonlySet<number> = new Set();
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

  /**
   * The bytes of every id, one after the other; reads those that are not held. Null when one cannot be found. Keeps what it reads
   * for the second time: whoever reads everything once would pay for copies that nobody asks for again. What `read` gives is
   * freed.
   */
  async joinThrough(
    ids: readonly number[],
    read: (missing: readonly number[]) => Promise<readonly (readonly [id: number, bytes: Uint8Array])[]>,
  ): Promise<Uint8Array | null> {
    const found = new Map(ids.map((id) => [id, this.get(id)]));
    const missing = ids.filter((id) => found.get(id) === null);
    const fresh = missing.length === 0 ? [] : await read(missing);
    for (const [id, bytes] of fresh) found.set(id, this.#isSecondReading(id) ? this.add(id, bytes) : bytes);
    const parts = ids.map((id) => found.get(id) ?? null);
    const joined = parts.every((part) => part !== null) ? Buffer.concat(parts) : null;
    releaseParts(fresh.map(([, bytes]) => bytes));
    return joined;
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
    this.#readOnce.clear();
    this.#readBefore = new Set();
    this.#bytes = 0;
  }

  #isSecondReading(id: number): boolean {
    if (this.#readOnce.has(id) || this.#readBefore.has(id)) return true;
    if (this.#readOnce.size >= MOST_READ_ONCE) {
      this.#readBefore = this.#readOnce;
      this.#readOnce = new Set();
    }
    this.#readOnce.add(id);
    return false;
  }
}
