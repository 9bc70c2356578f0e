/**
 * Columns of some chats as bytes, and back. Whole numbers take as many bytes as their range needs, texts are numbered. Made
 * to be read: a column that nobody asks for costs nothing.
 */
import type { NumberColumn, TextColumn } from './fact-batch.ts';

/** Numbers for each row, any number of them. */
export interface ListColumn {
  /** How many each row has. */
  readonly counts: NumberColumn;
  /** Those of all rows, one row after another. */
  readonly values: NumberColumn;
}

/** Bytes of a number: 0 when all are the same; 8 holds any number of JavaScript. */
type Width = 0 | 1 | 2 | 4 | 8;

interface PlacedNumbers {
  readonly width: Width;
  /** The smallest number: of widths 1 to 4, a value is `base - 1` more than what stands there, which is 0 for null. Null where all are null. */
  readonly base: number | null;
  /** Where it begins, behind the header. */
  readonly at: number;
}

interface PlacedTexts extends PlacedNumbers {
  readonly texts: readonly string[];
}

interface PlacedLists {
  readonly counts: PlacedNumbers;
  readonly values: PlacedNumbers;
  /** Of all rows together. */
  readonly length: number;
}

interface Header {
  readonly rows: number;
  readonly numbers: Readonly<Record<string, PlacedNumbers>>;
  readonly texts: Readonly<Record<string, PlacedTexts>>;
  readonly lists: Readonly<Record<string, PlacedLists>>;
}

interface UnpackedColumns {
  readonly numbers: ReadonlyMap<string, NumberColumn>;
  readonly texts: ReadonlyMap<string, TextColumn>;
  readonly lists: ReadonlyMap<string, ListColumn>;
}

/** All begin at a multiple of it, as lists of numbers must. */
const ALIGNMENT = 8;
const LENGTH_BYTES = 4;
const RAW = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array } as const;

/** Little-endian, as every machine is that this runs on. */
export function packColumns(rows: number, { numbers, texts, lists }: UnpackedColumns): Uint8Array<ArrayBuffer> {
  const pieces: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  let end = 0;
  const place = (column: NumberColumn): PlacedNumbers => {
    const { bytes, ...placed } = packNumbers(column);
    const at = end;
    pieces.push({ at, bytes });
    end = aligned(at + bytes.length);
    return { ...placed, at };
  };
  const header: Header = {
    rows,
    numbers: Object.fromEntries([...numbers].map(([name, column]) => [name, place(column)])),
    texts: Object.fromEntries(
      [...texts].map(([name, column]) => [name, { ...place(column.codes), texts: column.texts }]),
    ),
    lists: Object.fromEntries(
      [...lists].map(([name, { counts, values }]) => {
        return [name, { counts: place(counts), values: place(values), length: values.length }];
      }),
    ),
  };
  const head = new TextEncoder().encode(JSON.stringify(header));
  const start = aligned(LENGTH_BYTES + head.length);
  const packed = new Uint8Array(start + end);
  new DataView(packed.buffer).setUint32(0, head.length, true);
  packed.set(head, LENGTH_BYTES);
  for (const { at, bytes } of pieces) packed.set(bytes, start + at);
  return packed;
}

function packNumbers(column: NumberColumn): { readonly width: Width; readonly base: number | null; bytes: Uint8Array } {
  let [low, high, nulls] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const value of column) {
    if (Number.isNaN(value)) nulls += 1;
    else [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  if (nulls === column.length) return { width: 0, base: null, bytes: new Uint8Array(0) };
  if (low === high && nulls === 0) return { width: 0, base: low, bytes: new Uint8Array(0) };
  const width = widthOf(high - low + 1);
  if (width === 8) return { width, base: null, bytes: new Uint8Array(column.slice().buffer) };
  const raw = new RAW[width](column.length);
  raw.set(column.map((value) => (Number.isNaN(value) ? 0 : value - low + 1)));
  return { width, base: low, bytes: new Uint8Array(raw.buffer) };
}

function widthOf(largest: number): 1 | 2 | 4 | 8 {
  if (largest < 2 ** 8) return 1;
  if (largest < 2 ** 16) return 2;
  return largest < 2 ** 32 ? 4 : 8;
}

/** The bytes must not change afterwards. @throws SyntaxError, RangeError or TypeError for bytes that are not what `packColumns` gave */
export class PackedColumns {
  readonly rows: number;
  readonly #header: Header;
  readonly #bytes: ArrayBuffer;
  readonly #start: number;

  constructor(packed: Uint8Array) {
    // Lists of numbers begin at multiples of their width.
    const isAligned = packed.buffer instanceof ArrayBuffer && packed.byteOffset % ALIGNMENT === 0;
    const { buffer, byteOffset } = isAligned ? (packed as Uint8Array<ArrayBuffer>) : new Uint8Array(packed);
    this.#bytes = buffer;
    const length = new DataView(buffer, byteOffset).getUint32(0, true);
    const head = new Uint8Array(buffer, byteOffset + LENGTH_BYTES, length);
    this.#header = JSON.parse(new TextDecoder().decode(head)) as Header;
    this.#start = byteOffset + aligned(LENGTH_BYTES + length);
    this.rows = this.#header.rows;
  }

  /** @throws TypeError when there is none of that name */
  numbers(name: string): NumberColumn {
    return this.#unpack(known(this.#header.numbers[name], name));
  }

  /** @throws TypeError when there is none of that name */
  texts(name: string): TextColumn {
    const placed = known(this.#header.texts[name], name);
    return { texts: placed.texts, codes: this.#unpack(placed) };
  }

  /** @throws TypeError when there are none of that name */
  lists(name: string): ListColumn {
    const { counts, values, length } = known(this.#header.lists[name], name);
    return { counts: this.#unpack(counts), values: this.#unpack(values, length) };
  }

  #unpack({ width, base, at }: PlacedNumbers, rows = this.rows): NumberColumn {
    const start = this.#start + at;
    if (width === 0) return new Float64Array(rows).fill(base ?? Number.NaN);
    if (width === 8) return new Float64Array(this.#bytes, start, rows);
    const raw = new RAW[width](this.#bytes, start, rows);
    const column = new Float64Array(rows);
    const before = (base ?? 0) - 1;
    for (let row = 0; row < rows; row += 1) {
      const value = raw[row] ?? 0;
      column[row] = value === 0 ? Number.NaN : value + before;
    }
    return column;
  }
}

function known<T>(column: T | undefined, name: string): T {
  if (column === undefined) throw new TypeError(`there is no column ${name}`);
  return column;
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** The numbers of each row. */
export function listsByRow({ counts, values }: ListColumn): (row: number) => NumberColumn {
  const starts = new Uint32Array(counts.length + 1);
  for (let row = 0; row < counts.length; row += 1) starts[row + 1] = (starts[row] ?? 0) + (counts[row] ?? 0);
  return (row) => values.subarray(starts[row], starts[row + 1]);
}
