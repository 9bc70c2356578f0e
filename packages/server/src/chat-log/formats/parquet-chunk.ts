/**
 * One column of one row group under construction: cells are collected and encoded page by page, so that no step takes long
 * and only encoded pages are kept. Used by `parquet-file.ts`.
 */
import type { ColumnChunk, Encoding } from 'hyparquet';
import type { PackedColumn, PackedList, PackedNumbers, PackedTexts } from '../codec/packed-table.ts';
import type { ParquetPage } from '../codec/parquet-cell.ts';
import type { ParquetCodec } from '../query/chat-log-query.ts';
import { type Bounds, boundsOf } from './column-bounds.ts';
import { ColumnDictionary } from './column-dictionary.ts';
import { ColumnStatistics, type PageFacts } from './column-statistics.ts';
import type { ColumnPages } from './page-index.ts';
import {
  type EncodePage,
  encodeDictionaryPage,
  encodeIndexes,
  encodeLevels,
  MOST_HEAD_BYTES,
  onePage,
  type PageParts,
} from './parquet-page.ts';
import { type NumberType, PendingCells } from './pending-cells.ts';
import type { TableColumn } from './table-column.ts';
import { HEAD_BYTES } from './text-bounds.ts';

/** A page is encoded in one step, which takes about a millisecond. A longer text has a page of its own. */
export const PAGE_BYTES = 64_000;
const PAGE_CELLS = 10_000;

/** How much of a cell is there. */
const [NOTHING, PRESENT] = [0, 1];
/** Of a cell of a list: a list without items, an item without a value, a value. */
const [EMPTY_LIST, NO_VALUE, ITEM] = [1, 2, 3];
const ITEM_BITS = 2;

export interface ChunkOptions {
  /** Compresses a page, here or in a thread. */
  readonly encode: EncodePage;
  readonly codec: ParquetCodec;
}

export class ParquetChunk {
  readonly #column: TableColumn;
  readonly #codec: ParquetCodec;
  readonly #encode: EncodePage;
  readonly #pages: (ParquetPage | Promise<ParquetPage>)[] = [];
  readonly #statistics = new ColumnStatistics();
  readonly #facts: PageFacts[] = [];
  readonly #dictionary = new ColumnDictionary();
  #pending: PendingCells;
  #uncompressedBytes = 0;
  #count = 0;
  #pagesByEncoding = { RLE_DICTIONARY: 0, PLAIN: 0 };

  constructor(column: TableColumn, { encode, codec }: ChunkOptions) {
    this.#column = column;
    this.#encode = encode;
    this.#codec = codec;
    this.#pending = new PendingCells(numberTypeOf(column), column.isInList ? ITEM : PRESENT);
  }

  /** Approximate size of the cells before compression; more than is held. A few too many until the pages are encoded. */
  get bytes(): number {
    return this.#uncompressedBytes + this.#pending.bytes;
  }

  /** Waits until all pages that were begun are encoded. */
  async settle(): Promise<readonly ParquetPage[]> {
    return Promise.all(this.#pages);
  }

  /** True when a page was begun with it, which takes about a millisecond here or elsewhere. */
  add(column: PackedColumn, row: number): boolean {
    if (column.kind === 'list') this.#addList(column, row);
    else if (column.kind === 'numbers') this.#addNumber(column, row, NOTHING);
    else if (this.#addText(column, row)) return true;
    const isFull = this.#pending.bytes >= PAGE_BYTES || this.#pending.count >= PAGE_CELLS;
    if (isFull) this.encodePage();
    return isFull;
  }

  encodePage(): void {
    const pending = this.#pending;
    if (pending.count === 0) return;
    // Booleans must not have a dictionary.
    const indexes = this.#column.element.type === 'BOOLEAN' ? null : this.#dictionary.indexesOf(pending);
    const encoding = indexes === null ? 'PLAIN' : 'RLE_DICTIONARY';
    const values = indexes === null ? pending.plain() : encodeIndexes(indexes);
    this.#begin({ ...this.#levelsOf(pending), values, encoding, codec: this.#codec });
    const { count: cells, nulls, rows } = pending;
    this.#note({ cells, nulls, rows, bounds: this.#boundsOf(pending, indexes) }, encoding);
    this.#pending = pending.next();
  }

  /** The encoded column, which begins at `offset` of the file. All cells must be in pages. */
  async finish(offset: number): Promise<ColumnPages & { readonly pieces: readonly Uint8Array[] }> {
    const pages = (await this.settle()).map(({ bytes }) => bytes);
    const dictionary = this.#pagesByEncoding.RLE_DICTIONARY > 0 ? this.#encodeDictionary() : null;
    const dictionaryBytes = dictionary?.length ?? 0;
    const encodings: Encoding[] = dictionary === null ? ['PLAIN'] : ['PLAIN', 'RLE_DICTIONARY'];
    const { element, path } = this.#column;
    const { type } = element;
    if (type === undefined) throw new TypeError(`column ${element.name} has no type`);
    const chunk: ColumnChunk = {
      file_offset: BigInt(offset),
      meta_data: {
        type,
        encodings,
        path_in_schema: [...path],
        codec: this.#codec === 'zstd' ? 'ZSTD' : 'SNAPPY',
        num_values: BigInt(this.#count),
        total_uncompressed_size: BigInt(this.#uncompressedBytes),
        total_compressed_size: BigInt(pages.reduce((sum, page) => sum + page.length, dictionaryBytes)),
        data_page_offset: BigInt(offset + dictionaryBytes),
        ...(dictionary === null ? {} : { dictionary_page_offset: BigInt(offset) }),
        statistics: this.#statistics.print(type),
      },
    };
    return {
      element,
      chunk,
      offset: offset + dictionaryBytes,
      pages: this.#facts,
      lengths: pages.map(({ length }) => length),
      pieces: dictionary === null ? pages : [dictionary, ...pages],
    };
  }

  #note(page: PageFacts, encoding: PageParts['encoding']): void {
    this.#pagesByEncoding[encoding] += 1;
    this.#count += page.cells;
    this.#facts.push(page);
    this.#statistics.note(page);
  }

  /** Readers look for numbers, times and texts, never for JSON. `indexes`: of the cells in the dictionary. */
  #boundsOf(pending: PendingCells, indexes: readonly number[] | null): Bounds | null {
    const { type, logical_type } = this.#column.element;
    if (type === 'BYTE_ARRAY' && logical_type?.type !== 'STRING') return null;
    if (pending.numbers.length > 0) return boundsOf(pending.numbers);
    return boundsOf(indexes === null ? pending.keys(HEAD_BYTES) : this.#dictionary.valuesAt(indexes));
  }

  #levelsOf({ given, repeated, count, nulls, rows }: PendingCells) {
    const repetition = repeated.length === 0 ? null : encodeLevels(repeated, 1);
    const definition = encodeLevels(given, repetition === null ? 1 : ITEM_BITS);
    return {
      levels: repetition === null ? definition : Buffer.concat([repetition, definition]),
      repetitionBytes: repetition?.length ?? 0,
      cells: count,
      nulls,
      rows,
    };
  }

  #addNumber({ values }: PackedNumbers, row: number, level: number): void {
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value)) this.#pending.addNull(level);
    else this.#pending.addNumber(value);
  }

  /** All items of a row are in one page, as the format demands. */
  #addList({ items, ends, given, filled }: PackedList, row: number): void {
    const end = ends[row] ?? 0;
    const first = row === 0 ? 0 : (ends[row - 1] ?? 0);
    const level = given[row] === 0 ? NOTHING : filled[row] === 0 ? EMPTY_LIST : NO_VALUE;
    for (let at = first; at < end; at += 1) {
      this.#pending.repeated.push(at === first ? 0 : 1);
      if (items.kind === 'numbers') this.#addNumber(items, at, level);
      else if ((items.units[at] ?? -1) < 0) this.#pending.addNull(level);
      else this.#pending.addText(items.bytes, startOf(items, at), items.ends[at] ?? 0, items.units[at] ?? 0);
    }
  }

  /** True when it became a page of its own. */
  #addText(column: PackedTexts, row: number): boolean {
    const units = column.units[row] ?? -1;
    if (units >= 0 && units < PAGE_BYTES) {
      this.#pending.addText(column.bytes, startOf(column, row), column.ends[row] ?? 0, units);
      return false;
    }
    const page = column.pages.get(row);
    if (units < 0 && page === undefined) {
      this.#pending.addNull(NOTHING);
      return false;
    }
    this.encodePage();
    if (page === undefined)
      this.#begin(onePage(column.bytes.subarray(startOf(column, row), column.ends[row]), this.#codec));
    else this.#keepPage(page);
    // Its bounds are not looked for, as it may be compressed already.
    this.#note({ cells: 1, nulls: 0, rows: 1, bounds: null }, 'PLAIN');
    return true;
  }

  #encodeDictionary(): Uint8Array {
    const { plain, count } = this.#dictionary.encode(this.#pending);
    const page = encodeDictionaryPage(plain, count, this.#codec);
    this.#uncompressedBytes += page.uncompressedBytes;
    return page.bytes;
  }

  #begin(parts: PageParts): void {
    const page = this.#encode(parts);
    if (!(page instanceof Promise)) {
      this.#keepPage(page);
      return;
    }
    const mostBytes = parts.levels.length + parts.values.length + MOST_HEAD_BYTES;
    this.#uncompressedBytes += mostBytes;
    const known = page.then((encoded) => {
      this.#uncompressedBytes += encoded.uncompressedBytes - mostBytes;
      return encoded;
    });
    // Reported by `settle`, if anybody still waits for it then.
    known.catch(() => undefined);
    this.#pages.push(known);
  }

  #keepPage(page: ParquetPage): void {
    this.#pages.push(page);
    this.#uncompressedBytes += page.uncompressedBytes;
  }
}

/** Of a column of texts it does not matter. */
function numberTypeOf({ element: { type } }: TableColumn): NumberType {
  return type === 'INT32' || type === 'BOOLEAN' ? type : 'INT64';
}

function startOf({ ends }: PackedTexts, row: number): number {
  return row === 0 ? 0 : (ends[row - 1] ?? 0);
}
