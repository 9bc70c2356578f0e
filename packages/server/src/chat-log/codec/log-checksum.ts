/** The checksum of a set of chats: how many they are, and the sum of their digests modulo 2^64, in whatever order they come. */

export class LogChecksum {
  #count = 0;
  #total = 0n;

  /** `digest`: first 8 bytes of the SHA-256 of a chat's document, as a big-endian number. */
  add(digest: bigint): void {
    this.#count += 1;
    this.#total = BigInt.asUintN(64, this.#total + digest);
  }

  /** `checksum` in 16 hexadecimal digits. */
  get value(): { readonly count: number; readonly checksum: string } {
    return { count: this.#count, checksum: this.#total.toString(16).padStart(16, '0') };
  }
}
