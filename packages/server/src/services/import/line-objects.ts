/** Takes a line apart into the objects that stand in it one after another. Used by the splitter, line by line. */
import type { HeldBytes } from './held-bytes.ts';
import { BYTE, isWhitespace, ValueScanner } from './value-scanner.ts';

/** Where in a line: before its first or next object, inside one, after one, or in text that is no object. */
type LinePlace = 'before' | 'object' | 'after' | 'text';

export class LineObjects {
  readonly #held: HeldBytes;
  readonly #onRow: (bytes: Uint8Array, isTooLong: boolean) => void;
  #place: LinePlace = 'before';
  #scanner = new ValueScanner();

  /** `held` keeps what is open at the end of a chunk. */
  constructor(held: HeldBytes, onRow: (bytes: Uint8Array, isTooLong: boolean) => void) {
    this.#held = held;
    this.#onRow = onRow;
  }

  /** Reads from `from` to the end of the bytes, which hold no line end. */
  read(bytes: Uint8Array, from: number): void {
    for (let at = from; at < bytes.length; ) at = this.#step(bytes, at);
  }

  /** Call it at the end of each line, and of the file. */
  endLine(): void {
    if (this.#place !== 'before') this.#endRow();
    this.#place = 'before';
  }

  /** What is no object lasts until the end of the line. Returns where to continue. */
  #step(bytes: Uint8Array, from: number): number {
    if (this.#place === 'object') {
      const end = this.#scanner.scan(bytes, from);
      this.#held.addToRow(bytes.subarray(from, end ?? bytes.length));
      if (end !== null) this.#place = 'after';
      return end ?? bytes.length;
    }
    if (this.#place === 'text') {
      this.#held.addToRow(bytes.subarray(from));
      return bytes.length;
    }
    if (isWhitespace(bytes[from])) {
      if (this.#place === 'after') this.#held.addToRow(bytes.subarray(from, from + 1));
      return from + 1;
    }
    const isObject = bytes[from] === BYTE.openBrace;
    if (this.#place === 'after' && isObject) this.#endRow();
    this.#scanner = new ValueScanner();
    this.#place = isObject ? 'object' : 'text';
    return from;
  }

  #endRow(): void {
    const { isTooLong } = this.#held;
    this.#onRow(trimEnd(this.#held.take()), isTooLong);
  }
}

function trimEnd(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && isWhitespace(bytes[end - 1])) end--;
  return bytes.subarray(0, end);
}
