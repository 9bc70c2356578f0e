/** Columns of a packed table while its rows are added. */
import type { PackedNumbers, PackedTexts } from './packed-table.ts';
import type { ParquetPage } from './parquet-cell.ts';

const LENGTH_BYTES = 4;
const FIRST_BYTES = 4_096;

export class TextPacker {
  #bytes = new Uint8Array(FIRST_BYTES);
  #at = 0;
  #row = 0;
  readonly #ends: Int32Array;
  readonly #units: Int32Array;
  readonly #pages = new Map<number, ParquetPage>();

  constructor(rows: number) {
    this.#ends = new Int32Array(rows);
    this.#units = new Int32Array(rows);
  }

  addNull(): void {
    this.#end(-1);
  }

  addPage(page: ParquetPage): void {
    this.#pages.set(this.#row, page);
    this.#end(-1);
  }

  addText(text: string): void {
    const bytes = Buffer.from(text);
    this.begin(bytes.length);
    this.#bytes.set(bytes, this.#at + LENGTH_BYTES);
    this.finish(bytes.length, text.length);
  }

  /** Makes room for a text of up to so many bytes and returns where to write it: from `place` on. */
  begin(most: number): Uint8Array {
    const needed = this.#at + LENGTH_BYTES + most;
    if (needed > this.#bytes.length) {
      const wider = new Uint8Array(Math.max(this.#bytes.length * 2, needed));
      wider.set(this.#bytes.subarray(0, this.#at));
      this.#bytes = wider;
    }
    return this.#bytes;
  }

  get place(): number {
    return this.#at + LENGTH_BYTES;
  }

  /** The text that was written after `begin`. `units`: its length in UTF-16. */
  finish(length: number, units: number): void {
    const [bytes, at] = [this.#bytes, this.#at];
    bytes[at] = length & 0xff;
    bytes[at + 1] = (length >>> 8) & 0xff;
    bytes[at + 2] = (length >>> 16) & 0xff;
    bytes[at + 3] = length >>> 24;
    this.#at += LENGTH_BYTES + length;
    this.#end(units);
  }

  #end(units: number): void {
    this.#ends[this.#row] = this.#at;
    this.#units[this.#row] = units;
    this.#row += 1;
  }

  pack(): PackedTexts {
    return {
      kind: 'texts',
      bytes: this.#bytes.subarray(0, this.#at),
      ends: this.#ends,
      units: this.#units,
      pages: this.#pages,
    };
  }
}

export class NumberPacker {
  readonly #values: Float64Array;
  #row = 0;

  constructor(rows: number) {
    this.#values = new Float64Array(rows);
  }

  add(value: number | null): void {
    this.#values[this.#row] = value ?? Number.NaN;
    this.#row += 1;
  }

  pack(): PackedNumbers {
    return { kind: 'numbers', values: this.#values };
  }
}
