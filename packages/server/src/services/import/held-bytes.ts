/** Collects the bytes of a row that comes in pieces. Used by the splitter; keeps only the beginning of a row that is too long. */

/** How much of a row that is too long or cut off is kept to show it. */
export const KEPT_BYTES = 64 * 1024;

export class HeldBytes {
  readonly #maxBytes: number;
  #pieces: Uint8Array[] = [];
  #length = 0;
  #isTooLong = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get length(): number {
    return this.#length;
  }

  /** Whether pieces of a row were dropped. */
  get isTooLong(): boolean {
    return this.#isTooLong;
  }

  add(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.#length += bytes.length;
  }

  /** Keeps only the beginning of a row that is too long, so that memory stays bounded. */
  addToRow(bytes: Uint8Array): void {
    if (this.#isTooLong) return;
    this.add(bytes);
    if (this.#length <= this.#maxBytes) return;
    this.#isTooLong = true;
    const kept = this.#join().slice(0, Math.min(KEPT_BYTES, this.#maxBytes));
    this.#pieces = [kept];
    this.#length = kept.length;
  }

  /** What was added since the last time. */
  take(): Uint8Array {
    const bytes = this.#join();
    this.#pieces = [];
    this.#length = 0;
    this.#isTooLong = false;
    return bytes;
  }

  /** Copies what shares memory with the piece, which may be reused. */
  detach(piece: Uint8Array): void {
    const last = this.#pieces.pop();
    if (last !== undefined) this.#pieces.push(last.buffer === piece.buffer ? last.slice() : last);
  }

  #join(): Uint8Array {
    return this.#pieces.length === 1 && this.#pieces[0] !== undefined ? this.#pieces[0] : Buffer.concat(this.#pieces);
  }
}
