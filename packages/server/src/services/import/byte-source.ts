/** Reads a stream of bytes in the amounts that a format is made of. Used to unpack gzip; holds one piece of the stream. */

export class ByteSource {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #piece: Uint8Array = new Uint8Array();
  /** Where in the piece the next byte is. */
  #at = 0;
  /** Bytes before the piece. */
  #before = 0;

  constructor(pieces: AsyncIterator<Uint8Array>) {
    this.#pieces = pieces;
  }

  /** Bytes that were taken, the position of the next one. */
  get offset(): number {
    return this.#before + this.#at;
  }

  /** The next `count` bytes, or all when there are fewer; they stay. Valid until the next call. */
  async peek(count: number): Promise<Uint8Array> {
    while (this.#piece.length - this.#at < count && (await this.#grow()));
    return this.#piece.subarray(this.#at, this.#at + count);
  }

  /** Takes what is there, at most `most` bytes; null at the end. Valid until the next call. */
  async read(most = Number.POSITIVE_INFINITY): Promise<Uint8Array | null> {
    if ((await this.peek(1)).length === 0) return null;
    const bytes = this.#piece.subarray(this.#at, this.#at + most);
    this.#at += bytes.length;
    return bytes;
  }

  /** Gives the last `count` bytes of the last reading back. */
  unread(count: number): void {
    this.#at -= count;
  }

  /** Takes `count` bytes; null when there are fewer. */
  async take(count: number): Promise<Uint8Array | null> {
    const bytes = await this.peek(count);
    if (bytes.length < count) return null;
    this.#at += count;
    return bytes;
  }

  /** Takes `count` bytes without holding them; false when there are fewer. */
  async skip(count: number): Promise<boolean> {
    let left = count;
    while (left > 0) {
      const bytes = await this.read(left);
      if (bytes === null) return false;
      left -= bytes.length;
    }
    return true;
  }

  /** Takes everything up to the first such byte, and that; false when there is none. */
  async skipPast(byte: number): Promise<boolean> {
    for (let bytes = await this.read(); bytes !== null; bytes = await this.read()) {
      const found = bytes.indexOf(byte);
      if (found < 0) continue;
      this.unread(bytes.length - found - 1);
      return true;
    }
    return false;
  }

  /** Takes the bytes that are zero, up to the first that is not. */
  async skipZeros(): Promise<void> {
    for (let bytes = await this.read(); bytes !== null; bytes = await this.read()) {
      const found = bytes.findIndex((byte) => byte !== 0);
      if (found < 0) continue;
      this.unread(bytes.length - found);
      return;
    }
  }

  /** Adds the next piece to what is left of this one; false at the end. */
  async #grow(): Promise<boolean> {
    // Copied first: the memory of a piece may be used again for the next.
    const left = this.#piece.slice(this.#at);
    const next = await this.#pieces.next();
    if (next.done === true) {
      this.#hold(left);
      return false;
    }
    this.#hold(left.length === 0 ? next.value : Buffer.concat([left, next.value]));
    return true;
  }

  #hold(piece: Uint8Array): void {
    this.#before += this.#at;
    this.#at = 0;
    this.#piece = piece;
  }
}
