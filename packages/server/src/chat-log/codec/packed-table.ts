/** Rows of a table by its columns, as they are passed between threads and written to a Parquet file. */
import type { ParquetPage } from './parquet-cell.ts';

export type PackedColumn = PackedTexts | PackedNumbers | PackedList;

/** A column of the items of lists. */
export interface PackedList {
  readonly kind: 'list';
  /** A row for each item, and one of null for each row without items. */
  readonly items: PackedTexts | PackedNumbers;
  /** Of each row the end of its items. */
  readonly ends: Int32Array;
  /** Of each row whether it has a list. */
  readonly given: Uint8Array;
  /** Of each row whether its list has items. */
  readonly filled: Uint8Array;
}

export interface PackedTexts {
  readonly kind: 'texts';
  /** Of each row that has a text its length in four bytes, little endian, and the text in UTF-8. */
  readonly bytes: Uint8Array;
  /** Of each row the end of its text in `bytes`. */
  readonly ends: Int32Array;
  /** Of each row the length of its text in UTF-16 units; -1 for null. */
  readonly units: Int32Array;
  /** Texts that are pages already, by their rows. */
  readonly pages: ReadonlyMap<number, ParquetPage>;
}

export interface PackedNumbers {
  readonly kind: 'numbers';
  /** Of each row; NaN for null. */
  readonly values: Float64Array;
}

export interface PackedTable {
  readonly rows: number;
  readonly columns: readonly PackedColumn[];
}

/** A packed table without lists and finished pages, in few pieces, so that little is to be passed to another thread. */
export interface ShippedTable {
  readonly rows: number;
  readonly kinds: readonly ('texts' | 'numbers')[];
  /** Of the columns of texts. */
  readonly bytes: Uint8Array;
  /** Of each column of texts the ends, then the units. */
  readonly places: Int32Array;
  readonly numbers: Float64Array;
}

export function shipTable({ rows, columns }: PackedTable): ShippedTable {
  const texts = columns.filter((column) => column.kind === 'texts');
  const numbers = columns.filter((column) => column.kind === 'numbers');
  const bytes = new Uint8Array(texts.reduce((sum, column) => sum + column.bytes.length, 0));
  const places = new Int32Array(texts.length * rows * 2);
  const values = new Float64Array(numbers.length * rows);
  let at = 0;
  for (const [index, column] of texts.entries()) {
    bytes.set(column.bytes, at);
    at += column.bytes.length;
    places.set(column.ends, index * rows * 2);
    places.set(column.units, (index * 2 + 1) * rows);
  }
  for (const [index, column] of numbers.entries()) values.set(column.values, index * rows);
  return {
    rows,
    kinds: columns.map(({ kind }) => (kind === 'texts' ? kind : 'numbers')),
    bytes,
    places,
    numbers: values,
  };
}

export function openTable({ rows, kinds, bytes, places, numbers }: ShippedTable): PackedTable {
  let [texts, numbered, at] = [0, 0, 0];
  const columns = kinds.map((kind): PackedColumn => {
    if (kind === 'numbers') {
      numbered += rows;
      return { kind, values: numbers.subarray(numbered - rows, numbered) };
    }
    const ends = places.subarray(texts, texts + rows);
    const units = places.subarray(texts + rows, texts + rows * 2);
    texts += rows * 2;
    const start = at;
    at += ends.at(-1) ?? 0;
    return { kind, bytes: bytes.subarray(start, at), ends, units, pages: new Map() };
  });
  return { rows, columns };
}
