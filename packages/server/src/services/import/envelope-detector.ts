/**
 * Detects what a stream that begins with an object is: a reply of the log with its rows in `response`, one object per line,
 * or one object over several lines. Used by the splitter at the beginning of each object; never keeps the bytes.
 */
import { BYTE, isWhitespace } from './value-scanner.ts';

/**
 * `envelope`: the next byte begins the value of the top-level key `response`, with no `chatId` before it. `lines`: read it line by line. `object`:
 * the object ended with the byte read last.
 */
export type Finding = 'envelope' | 'lines' | 'object';

const DEEPEST = 64;
const RESPONSE_KEY = 'response';
/** A row has it; what it calls `response` is a key of its own. */
const ROW_KEY = 'chatId';

export class EnvelopeDetector {
  /** Line breaks so far. */
  lineBreaks = 0;
  readonly #open: number[] = [];
  #isInString = false;
  #isEscaped = false;
  /** Last byte that is neither whitespace nor inside a string. */
  #previous = 0;
  /** The string being read at depth 1, cut to the length that distinguishes the keys. */
  #text = '';
  #isAfterResponseKey = false;
  #isRow = false;

  /** Reads one byte, the first of which opens the object; null while undecided. */
  read(byte: number): Finding | null {
    if (this.#isInString) return this.#readInString(byte);
    if (isWhitespace(byte)) {
      if (byte === BYTE.lineFeed) this.lineBreaks++;
      return null;
    }
    if (this.#isAfterResponseKey && this.#previous === BYTE.colon) return 'envelope';
    const finding = this.#readOutside(byte);
    this.#previous = byte;
    return finding;
  }

  #readInString(byte: number): Finding | null {
    // No valid string holds a line break: this line is malformed, and the next ones are separate rows.
    if (byte === BYTE.lineFeed) return 'lines';
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === BYTE.backslash) this.#isEscaped = true;
    else if (byte === BYTE.quote) this.#isInString = false;
    if (this.#isInString && this.#text.length <= RESPONSE_KEY.length) this.#text += String.fromCharCode(byte);
    return null;
  }

  #readOutside(byte: number): Finding | null {
    switch (byte) {
      case BYTE.quote:
        this.#isInString = true;
        this.#text = '';
        return null;
      case BYTE.colon:
        if (this.#open.length === 1 && this.#text === ROW_KEY) this.#isRow = true;
        this.#isAfterResponseKey = !this.#isRow && this.#open.length === 1 && this.#text === RESPONSE_KEY;
        return null;
      case BYTE.openBrace:
      case BYTE.openBracket:
        if (!this.#mayOpen() || this.#open.length === DEEPEST) return 'lines';
        this.#open.push(byte);
        return null;
      case BYTE.closeBrace:
      case BYTE.closeBracket:
        return this.#close(byte);
      default:
        return null;
    }
  }

  /** Where no value can begin, an opening bracket shows that the text before it was cut off. */
  #mayOpen(): boolean {
    switch (this.#previous) {
      case 0:
      case BYTE.colon:
      case BYTE.openBracket:
        return true;
      case BYTE.comma:
        return this.#open.at(-1) === BYTE.openBracket;
      default:
        return false;
    }
  }

  #close(byte: number): Finding | null {
    const opened = byte === BYTE.closeBrace ? BYTE.openBrace : BYTE.openBracket;
    if (this.#open.pop() !== opened) return 'lines';
    if (this.#open.length > 0) return null;
    return this.lineBreaks === 0 ? 'lines' : 'object';
  }
}
