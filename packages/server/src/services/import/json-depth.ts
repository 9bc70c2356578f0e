/** Measures JSON text before it is parsed, so that a hostile row cannot take the parser's memory. */
import { BYTE } from './value-scanner.ts';

export interface JsonLimits {
  /** Objects and arrays that may be open at once. */
  readonly depth: number;
  /** Values in all. */
  readonly values: number;
}

/** The limit that the text exceeds first; null when it exceeds none. The result for invalid JSON is arbitrary. */
export function exceededLimit(bytes: Uint8Array, limits: JsonLimits): keyof JsonLimits | null {
  let [depth, values] = [0, 1];
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
    else if (byte === BYTE.comma && ++values > limits.values) return 'values';
  }
  return null;
}
