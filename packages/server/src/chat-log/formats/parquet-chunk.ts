/**
 * One column of one row group under construction: cells are collected and encoded page by page, so that no step takes long
 * and only encoded pages are kept. Used by `parquet-file.ts`.
 */
import type { ColumnChunk, Encoding } from 'hyparquet';
import type { SchemaElement } from 'hyparquet-writer';
import type { PackedColumn, PackedNumbers, PackedTexts } from '../codec/packed-table.ts';
import type { ParquetPage } from '../codec/parquet-cell.ts';
import { ColumnDictionary } from './column-dictionary.ts';
import { ColumnStatistics } from './column-statistics.ts';
import {
  type EncodePage,
  encodeDictionaryPage,
  encodeIndexes,
  encodeLevels,
  MOST_HEAD_BYTES,
  onePage,
  type PageParts,
} from './parquet-page.ts';
import { PendingCells } from './pending-cells.ts';

/** A page is encoded in one step, which takes about a millisecond. A longer text has a page of its own. */
export const PAGE_BYTES = 64_000;
const PAGE_CELLS = 10_000;

export class ParquetChunk {
  readonly #element: SchemaElement;
  readonly #encode: EncodePage;
  readonly #pages: (ParquetPage | Promise<ParquetPage>)[] = [];
  readonly #statistics = new ColumnStatistics();
  readonly #dictionary = new ColumnDictionary();
  #pending: PendingCells;
  #uncompressedBytes = 0;
  #count = 0;
  #pagesByEncoding = { RLE_DICTIONARY: 0, PLAIN: 0 };

  constructor(element: SchemaElement, encode: EncodePage) {
    this.#element = element;
    this.#encode = encode;
    this.#pending = new PendingCells(element.type === 'INT32' ? 4 : 8);
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
    if (column.kind === 'numbers') this.#addNumber(column, row);
    else if (this.#addText(column, row)) return true;
    const isFull = this.#pending.bytes >= PAGE_BYTES || this.#pending.count >= PAGE_CELLS;
    if (isFull) this.encodePage();
    return isFull;
  }

  encodePage(): void {
    const pending = this.#pending;
    if (pending.count === 0) return;
    const indexes = this.#dictionary.indexesOf(pending);
    const encoding = indexes === null ? 'PLAIN' : 'RLE_DICTIONARY';
    const values = indexes === null ? pending.plain() : encodeIndexes(indexes);
    const nulls = pending.given.reduce((sum, one) => sum - one, pending.count);
    this.#begin({ levels: encodeLevels(pending.given), values, encoding, cells: pending.count, nulls });
    this.#pagesByEncoding[encoding] += 1;
    this.#count += pending.count;
    this.#statistics.note(pending);
    this.#pending = pending.next();
  }

  /** The encoded column, which begins at `offset` of the file. All cells must be in pages. */
  async finish(offset: number): Promise<{ readonly chunk: ColumnChunk; readonly pieces: readonly Uint8Array[] }> {
    const pages = (await this.settle()).map(({ bytes }) => bytes);
    const dictionary = this.#pagesByEncoding.RLE_DICTIONARY > 0 ? this.#encodeDictionary() : null;
    const dictionaryBytes = dictionary?.length ?? 0;
    const encodings: Encoding[] = dictionary === null ? ['PLAIN'] : ['PLAIN', 'RLE_DICTIONARY'];
    const { type, name } = this.#element;
    if (type === undefined) throw new TypeError(`column ${name} has no type`);
    const chunk: ColumnChunk = {
      file_offset: BigInt(offset),
      meta_data: {
        type,
        encodings,
        path_in_schema: [name],
        codec: 'SNAPPY',
        num_values: BigInt(this.#count),
        total_uncompressed_size: BigInt(this.#uncompressedBytes),
        total_compressed_size: BigInt(pages.reduce((sum, page) => sum + page.length, dictionaryBytes)),
        data_page_offset: BigInt(offset + dictionaryBytes),
        ...(dictionary === null ? {} : { dictionary_page_offset: BigInt(offset) }),
        statistics: this.#statistics.print(type),
      },
    };
    return { chunk, pieces: dictionary === null ? pages : [dictionary, ...pages] };
  }

  #addNumber({ values }: PackedNumbers, row: number): void {
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value)) this.#pending.addNull();
    else this.#pending.addNumber(value);
  }

  /** True when it became a page of its own. */
  #addText(column: PackedTexts, row: number): boolean {
    const units = column.units[row] ?? -1;
    if (units >= 0 && units < PAGE_BYTES) {
      this.#pending.addText(column.bytes, row === 0 ? 0 : (column.ends[row - 1] ?? 0), column.ends[row] ?? 0, units);
      return false;
    }
    const page = column.pages.get(row);
    if (units < 0 && page === undefined) {
      this.#pending.addNull();
      return false;
    }
    this.encodePage();
    if (page === undefined) this.#begin(longText(column, row));
    else this.#keepPage(page);
    this.#pagesByEncoding.PLAIN += 1;
    this.#count += 1;
    return true;
  }

  #encodeDictionary(): Uint8Array {
    const { plain, count } = this.#dictionary.encode(this.#pending);
    const page = encodeDictionaryPage(plain, count);
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

/** A text that is longer than a page is a page of its own. */
function longText({ bytes, ends }: PackedTexts, row: number): PageParts {
  return onePage(bytes.subarray(row === 0 ? 0 : ends[row - 1], ends[row]));
}
