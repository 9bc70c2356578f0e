/** Measures JSON text before it is parsed, so that a hostile row cannot take the parser's memory. */
import { BYTE } from './value-scanner.ts';

export interface JsonLimits {
  /** Objects and arrays that may be open at once. */
  readonly depth: number;
  /** Values in all. */
  readonly values: number;
}

/**
 * The limit that the text exceeds first, or how many members its objects have as they are written, repeated keys included.
 * The result for invalid JSON is arbitrary.
 */
export function measureJson(bytes: Uint8Array, limits: JsonLimits): keyof JsonLimits | number {
  let [depth, values, members] = [0, 1, 0];
  let isInString = false;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (isInString) {
      if (byte === BYTE.backslash) index++;
      else if (byte === BYTE.quote) isInString = false;
    } else if (byte === BYTE.quote) isInString = true;
    else if (byte === BYTE.openBrace || byte === BYTE.openBracket) {
      values++;
      if (++depth > limits.depth) return 'depth';
    } else if (byte === BYTE.closeBrace || byte === BYTE.closeBracket) depth--;
    else if (byte === BYTE.colon) members++;
    else if (byte === BYTE.comma && ++values > limits.values) return 'values';
  }
  return members;
}
