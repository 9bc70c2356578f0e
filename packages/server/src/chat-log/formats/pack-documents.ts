/** Columns of a Parquet table from the values of stored documents: the same cells as those of the parsed rows. */
import { NumberPacker, TextPacker } from '../codec/column-packer.ts';
import type { DocumentValues } from '../codec/document-values.ts';
import { escapeBytes, escapedUnit, writeUnit } from '../codec/json-text.ts';
import type { PackedTable } from '../codec/packed-table.ts';
import type { ColumnOrder, ParquetOrder } from '../codec/table-run.ts';
import { WallTimeReader } from './wall-time-reader.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LOWER_N = 0x6e;

type Packer = { readonly add: (values: DocumentValues) => void; readonly pack: () => PackedTable['columns'][number] };

export class DocumentPacker {
  readonly #rows: number;
  readonly #packers: readonly Packer[];

  constructor({ columns }: Pick<ParquetOrder, 'columns'>, rows: number) {
    this.#rows = rows;
    const times = new WallTimeReader();
    this.#packers = columns.map((column) => packerOf(column, rows, times));
  }

  add(values: DocumentValues): void {
    for (const packer of this.#packers) packer.add(values);
  }

  finish(): PackedTable {
    return { rows: this.#rows, columns: this.#packers.map((packer) => packer.pack()) };
  }
}

function packerOf(column: ColumnOrder, rows: number, times: WallTimeReader): Packer {
  if (column.kind === 'number' || column.kind === 'wallTime') {
    const numbers = new NumberPacker(rows);
    const { key } = column;
    const read = column.kind === 'number' ? readNumber : (values: DocumentValues) => times.read(values, key);
    return { add: (values) => numbers.add(isNull(values, key) ? null : read(values, key)), pack: () => numbers.pack() };
  }
  const texts = new TextPacker(rows);
  const pack = () => texts.pack();
  if (column.kind === 'unreadableTimes') {
    return { add: (values) => addUnreadable(texts, values, column.keys, times), pack };
  }
  return { add: (values) => addText(texts, values, column.key), pack };
}

function isNull(values: DocumentValues, key: number): boolean {
  return values.bytes[values.start(key)] === LOWER_N;
}

function readNumber(values: DocumentValues, key: number): number {
  const { bytes } = values;
  const [start, end] = [values.start(key), values.end(key)];
  let number = 0;
  for (let at = start; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return Number(textOf(values, key));
    number = number * 10 + digit;
  }
  return number;
}

function textOf(values: DocumentValues, key: number): string {
  return Buffer.from(values.bytes.subarray(values.start(key), values.end(key))).toString();
}

/** A text without its quotes and escapes, anything else as its JSON. */
function addText(texts: TextPacker, values: DocumentValues, key: number): void {
  const { bytes } = values;
  const [start, end] = [values.start(key), values.end(key)];
  if (bytes[start] === LOWER_N) {
    texts.addNull();
    return;
  }
  const isText = bytes[start] === QUOTE;
  const target = texts.begin(end - start);
  const first = texts.place;
  let to = first;
  let units = 0;
  for (let at = isText ? start + 1 : start; at < (isText ? end - 1 : end); at += 1) {
    const byte = bytes[at] ?? 0;
    if (isText && byte === BACKSLASH) {
      to = writeUnit(target, to, escapedUnit(bytes, at));
      at += escapeBytes(bytes, at) - 1;
      units += 1;
      continue;
    }
    target[to] = byte;
    to += 1;
    // A byte that continues a character counts nothing, the first of four counts two.
    if (byte < 0x80) units += 1;
    else if (byte >= 0xc0) units += byte >= 0xf0 ? 2 : 1;
  }
  texts.finish(to - first, units);
}

function addUnreadable(
  texts: TextPacker,
  values: DocumentValues,
  keys: readonly number[],
  times: WallTimeReader,
): void {
  const unreadable = keys.filter((key) => !isNull(values, key) && times.read(values, key) === null);
  if (unreadable.length === 0) texts.addNull();
  else texts.addText(`{${unreadable.map((key) => `${values.name(key)}:${textOf(values, key)}`).join(',')}}`);
}
