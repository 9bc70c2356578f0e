/**
 * Segments of blocks that were read lately, in the memory of this process. A block never changes and its number is never
 * used again, so that whoever has found its row may take its bytes from here instead of over the wire.
 */
const LARGEST_BYTES = 64_000_000;

export class BlockCache {
  /** By block_id, the one used last at the end. */
  readonly #segments = new Map<number, Uint8Array>();
  #bytes = 0;

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

  add(blockId: number, segment: Uint8Array): void {
    if (this.#segments.has(blockId)) return;
    this.#segments.set(blockId, segment);
    this.#bytes += segment.length;
    for (const [oldest, { length }] of this.#segments) {
      if (this.#bytes <= LARGEST_BYTES) return;
      this.#segments.delete(oldest);
      this.#bytes -= length;
    }
  }

  /** Forgets all: what was removed must not stay here. */
  clear(): void {
    this.#segments.clear();
    this.#bytes = 0;
  }
}
