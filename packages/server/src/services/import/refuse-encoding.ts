/** Detects from its first bytes that a file is not UTF-8 text. Used by the splitter. */

/** Why a file cannot be read, from its first four bytes, or all if it has fewer; null when it may be UTF-8. */
export function refuseEncoding(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  const hasWideMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (hasWideMark || first === 0 || second === 0) return 'the file is in UTF-16 or UTF-32; convert it to UTF-8';
  if (first === 0x1f && second === 0x8b) return 'the file is compressed; unpack it and import the result';
  return null;
}
