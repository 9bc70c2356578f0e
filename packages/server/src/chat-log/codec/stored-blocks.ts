/** Bytes as deflate that is not compressed (RFC 1951, 3.2.4): made without zlib, whose set-up costs more than the copying. */

/** The most that the length of a block can say. */
const BLOCK_BYTES = 0xffff;
const HEADER_BYTES = 5;

/** What `storedBlocks` made of bytes that fit in one block, as the end of a stream; null for anything else. */
export function openStoredBlock(block: Uint8Array): Uint8Array | null {
  const length = (block[1] ?? 0) + ((block[2] ?? 0) << 8);
  return block[0] === 1 && block.length === HEADER_BYTES + length ? block.subarray(HEADER_BYTES) : null;
}

/** `isEnd`: the last block ends the stream; else more may follow, at a byte boundary. */
export function storedBlocks(bytes: Uint8Array, isEnd: boolean): Uint8Array {
  const count = Math.max(1, Math.ceil(bytes.length / BLOCK_BYTES));
  const blocks = new Uint8Array(bytes.length + count * HEADER_BYTES);
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    const part = bytes.subarray(index * BLOCK_BYTES, (index + 1) * BLOCK_BYTES);
    const [low, high] = [part.length & 0xff, part.length >> 8];
    blocks.set([isEnd && index === count - 1 ? 1 : 0, low, high, low ^ 0xff, high ^ 0xff], at);
    blocks.set(part, at + HEADER_BYTES);
    at += HEADER_BYTES + part.length;
  }
  return blocks;
}
