/**
 * The page index of a row group: of each column where its pages are and what is least and greatest in them, so that readers
 * skip pages. Written by `parquet-file.ts` before the footer.
 */
import type { ColumnChunk } from 'hyparquet';
import type { SchemaElement } from 'hyparquet-writer';
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import { serializeTCompactProtocol } from 'hyparquet-writer/src/thrift.js';
import { unconvertMinMax } from 'hyparquet-writer/src/unconvert.js';
import { hasUnknownBounds, type PageFacts, printBounds } from './column-statistics.ts';

/** Bounds are short already. */
const NO_CUT = Number.MAX_SAFE_INTEGER;
const [UNORDERED, ASCENDING] = [0, 1];

/** The pages of a column of a row group. */
export interface ColumnPages {
  readonly element: SchemaElement;
  readonly chunk: ColumnChunk;
  /** Place of the first page in the file. */
  readonly offset: number;
  readonly pages: readonly PageFacts[];
  /** With their heads, in bytes. */
  readonly lengths: readonly number[];
}

/**
 * The index, and the places of its parts in the chunks, from its own beginning: `moveIndex` puts them where it is written.
 * Empty when no column has two pages.
 */
export function printIndex(columns: readonly ColumnPages[]): Uint8Array {
  const writer = new ByteWriter();
  if (columns.every(({ pages }) => pages.length < 2)) return writer.getBytes();
  for (const column of columns) {
    const printed = printColumn(column);
    if (printed === null) continue;
    const start = writer.offset;
    serializeTCompactProtocol(writer, printed);
    column.chunk.column_index_offset = BigInt(start);
    column.chunk.column_index_length = writer.offset - start;
  }
  for (const column of columns) {
    const start = writer.offset;
    serializeTCompactProtocol(writer, { field_1: placesOf(column) });
    column.chunk.offset_index_offset = BigInt(start);
    column.chunk.offset_index_length = writer.offset - start;
  }
  // A copy, which holds no more than is needed: it is kept to the end of the file.
  return writer.getBytes().slice();
}

export function moveIndex(chunks: readonly ColumnChunk[], offset: number): void {
  for (const chunk of chunks) {
    if (chunk.column_index_offset !== undefined) chunk.column_index_offset += BigInt(offset);
    if (chunk.offset_index_offset !== undefined) chunk.offset_index_offset += BigInt(offset);
  }
}

/** null where it is not known of each page. */
function printColumn({ element, pages }: ColumnPages) {
  if (pages.some(hasUnknownBounds)) return null;
  const bounds = pages.map((page) => (page.bounds === null ? null : printBounds(page.bounds, element.type)));
  if (bounds.some((page) => page !== null && page.max_value === undefined)) return null;
  const print = (isMax: boolean) =>
    bounds.map((page) => {
      const value = isMax ? page?.max_value : page?.min_value;
      return unconvertMinMax(value, element, isMax, NO_CUT) ?? new Uint8Array();
    });
  return {
    field_1: bounds.map((page) => page === null),
    field_2: print(false),
    field_3: print(true),
    field_4: isAscending(pages) ? ASCENDING : UNORDERED,
    field_5: pages.map(({ nulls }) => BigInt(nulls)),
  };
}

function isAscending(pages: readonly PageFacts[]): boolean {
  const known = pages.flatMap(({ bounds }) => bounds ?? []);
  return known.every(({ least, greatest }, at) => {
    const before = known[at - 1];
    return before === undefined || (before.least <= least && before.greatest <= greatest);
  });
}

function placesOf({ offset, pages, lengths }: ColumnPages) {
  let [at, row] = [offset, 0];
  return pages.map(({ rows }, page) => {
    const length = lengths[page] ?? 0;
    const place = { field_1: BigInt(at), field_2: length, field_3: BigInt(row) };
    at += length;
    row += rows;
    return place;
  });
}
