/**
 * Segments of blocks that were read lately, in the memory of this process. A block never changes and its number is never
 * used again, so that whoever has found its row may take its bytes from here instead of from the database.
 */
export class BlockCache {
  /** By block_id, the one used last at the end. */
  readonly #segments = new Map<number, Uint8Array>();
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

  get(blockId: number): Uint8Array | null {
    const segment = this.#segments.get(blockId);
    if (segment === undefined) return null;
    this.#segments.delete(blockId);
    this.#segments.set(blockId, segment);
    return segment;
  }

  /** Returns the segment, as a copy of its own when it is kept: a part would keep the whole result in memory. */
  add(blockId: number, segment: Uint8Array): Uint8Array {
    const known = this.#segments.get(blockId);
    if (known !== undefined || segment.length > this.#largestBytes) return known ?? segment;
    const kept = new Uint8Array(segment);
    this.#segments.set(blockId, kept);
    this.#bytes += kept.length;
    for (const [oldest, { length }] of this.#segments) {
      if (this.#bytes <= this.#largestBytes) break;
      this.#segments.delete(oldest);
      this.#bytes -= length;
    }
    return kept;
  }

  /** Forgets all: what was removed must not stay here. */
  clear(): void {
    this.#segments.clear();
    this.#bytes = 0;
  }
}
