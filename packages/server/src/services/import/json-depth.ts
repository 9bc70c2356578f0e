/** Measures how deep JSON text is nested before it is parsed, so that a hostile row cannot take the parser's memory. */
import { BYTE } from './value-scanner.ts';

/** Whether more than `limit` objects and arrays are open at once. The result for invalid JSON is arbitrary. */
export function exceedsDepth(bytes: Uint8Array, limit: number): boolean {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (isInString) {
      if (byte === BYTE.backslash) index++;
      else if (byte === BYTE.quote) isInString = false;
    } else if (byte === BYTE.quote) isInString = true;
    else if (byte === BYTE.openBrace || byte === BYTE.openBracket) {
      if (++depth > limit) return true;
    } else if (byte === BYTE.closeBrace || byte === BYTE.closeBracket) depth--;
  }
  return false;
}
