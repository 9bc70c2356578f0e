/**
 * Finds where a JSON value in a stream of bytes ends, without parsing it. Used by the splitter; does not check that
 * the value is valid.
 */

export const BYTE = {
  tab: 0x09,
  lineFeed: 0x0a,
  carriageReturn: 0x0d,
  space: 0x20,
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

/** Whether JSON allows the byte between values. */
export function isWhitespace(byte: number | undefined): boolean {
  return byte === BYTE.space || byte === BYTE.lineFeed || byte === BYTE.carriageReturn || byte === BYTE.tab;
}

/** One scanner for one value; its bytes may come in any number of chunks. */
export class ValueScanner {
  /** Line breaks inside the value so far. */
  lineBreaks = 0;
  #depth: number;
  #isInString = false;
  #isEscaped = false;

  /** `depth`: how many brackets are open already. */
  constructor(depth = 0) {
    this.#depth = depth;
  }

  /**
   * Continues at `from`. Returns the index of the first byte after the value, or null when the chunk ends before it: an
   * object, an array or a string ends with its last byte, anything else before a comma, a closing bracket or whitespace.
   */
  scan(chunk: Uint8Array, from: number): number | null {
    for (let index = from; index < chunk.length; index++) {
      const byte = chunk[index];
      if (this.#isInString) {
        if (this.#readInString(byte) && this.#depth === 0) return index + 1;
        continue;
      }
      switch (byte) {
        case BYTE.quote:
          this.#isInString = true;
          break;
        case BYTE.openBrace:
        case BYTE.openBracket:
          this.#depth++;
          break;
        case BYTE.closeBrace:
        case BYTE.closeBracket:
          if (this.#depth === 0) return index;
          this.#depth--;
          if (this.#depth === 0) return index + 1;
          break;
        case BYTE.lineFeed:
          if (this.#depth === 0) return index;
          this.lineBreaks++;
          break;
        default:
          if (this.#depth === 0 && (byte === BYTE.comma || isWhitespace(byte))) return index;
      }
    }
    return null;
  }

  /** True when the byte closes the string. */
  #readInString(byte: number | undefined): boolean {
    if (byte === BYTE.lineFeed) this.lineBreaks++;
    if (this.#isEscaped) {
      this.#isEscaped = false;
      return false;
    }
    if (byte === BYTE.backslash) this.#isEscaped = true;
    this.#isInString = byte !== BYTE.quote;
    return !this.#isInString;
  }
}
