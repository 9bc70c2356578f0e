/** Counts the rows of a file while it comes. */

/** `lines`: one row a line. `csv`: a title line, and line ends within quotes are no ends of rows. */
export type RowCounting = 'lines' | 'csv';

const LINE_FEED = 10;
const QUOTE = 34;

export class RowCounter {
  readonly #isCsv: boolean;
  #isQuoted = false;
  #ends = 0;

  constructor(counting: RowCounting) {
    this.#isCsv = counting === 'csv';
  }

  add(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === QUOTE && this.#isCsv) this.#isQuoted = !this.#isQuoted;
      else if (byte === LINE_FEED && !this.#isQuoted) this.#ends += 1;
    }
  }

  /** Rows that are complete. */
  get rows(): number {
    return this.#isCsv ? Math.max(0, this.#ends - 1) : this.#ends;
  }
}
