/** Gives the memory of large byte strings back at once. */

/** Larger than any buffer that small byte strings share. */
export const WORTH_RELEASING = 65_537;

/**
 * Frees the buffer of these bytes when they fill it but for a few bytes at either end; nobody may use them afterwards. Left to
 * the garbage collector, megabytes that are held for a few milliseconds cause one full collection after the other.
 */
export function releaseBytes({ buffer, byteOffset, byteLength }: Uint8Array, longestRest = 0): void {
  const isAlone = byteOffset <= longestRest && buffer.byteLength - byteOffset - byteLength <= longestRest;
  if (isAlone && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/** Frees the buffers that these are parts of, unless they are small. Whoever calls it is the only one who uses them. */
export function releaseParts(parts: readonly Uint8Array[]): void {
  for (const buffer of new Set(parts.map((part) => part.buffer))) {
    if (buffer instanceof ArrayBuffer && buffer.byteLength >= WORTH_RELEASING) buffer.transfer(0);
  }
}
