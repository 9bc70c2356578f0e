/**
 * One column of one row group under construction: cells are collected and encoded page by page, so that no step takes long
 * and only encoded pages are kept. Used by `parquet-file.ts`.
 */
import type { ColumnChunk, Encoding, Statistics } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import { writeDataPageV2 } from 'hyparquet-writer/src/datapage.js';
import { writeDictionaryPage } from 'hyparquet-writer/src/dictionary.js';
import { snappyCompress } from 'hyparquet-writer/src/snappy.js';
import { isPage, type ParquetCell, type ParquetPage, type PrintedCell } from '../codec/parquet-cell.ts';
import type { ParquetColumn } from './parquet-columns.ts';

/** A page is encoded in one step, which takes about a millisecond. A longer text has a page of its own. */
const PAGE_BYTES = 64_000;
const PAGE_CELLS = 10_000;
/** Repeated values are written once, in a dictionary before the pages, up to this total size. */
const DICTIONARY_BYTES = 64_000;
/** The overhead of a value. */
const PREFIX_BYTES = 4;
const COMPRESSORS = { SNAPPY: snappyCompress } as const;

type Encoder = Parameters<typeof writeDataPageV2>[0]['column'];

export class ParquetChunk {
  readonly #encoder: Encoder;
  readonly #pages: Uint8Array[] = [];
  readonly #indexes = new Map<ParquetCell, number>();
  readonly #statistics: MutableStatistics = { min: null, max: null, nulls: 0 };
  #cells: ParquetCell[] = [];
  #pendingBytes = 0;
  #pageBytes = 0;
  #uncompressedBytes = 0;
  #count = 0;
  #dictionaryBytes = 0;
  #mayUseDictionary = true;
  #pagesByEncoding = { RLE_DICTIONARY: 0, PLAIN: 0 };

  constructor(column: ParquetColumn) {
    this.#encoder = encoderOf(column);
  }

  /** Approximate size of the cells before compression; more than is held. */
  get bytes(): number {
    return this.#uncompressedBytes + this.#pendingBytes;
  }

  /** True when a page was finished with it, which took about a millisecond. */
  add(cell: PrintedCell): boolean {
    if (isPage(cell)) {
      this.encodePage();
      this.#addPage(cell);
      return true;
    }
    this.#cells.push(cell);
    this.#pendingBytes += bytesOf(cell);
    const isFull = this.#pendingBytes >= PAGE_BYTES || this.#cells.length >= PAGE_CELLS;
    if (isFull) this.encodePage();
    return isFull;
  }

  encodePage(): void {
    if (this.#cells.length === 0) return;
    const indexes = this.#mayUseDictionary ? this.#findIndexes() : null;
    const encoding = indexes === null ? 'PLAIN' : 'RLE_DICTIONARY';
    const values = indexes ?? this.#cells;
    const isGiven = this.#cells.map((cell) => cell !== null);
    this.#keepPage(encodePage(this.#encoder, { encoding, values, isGiven, bytes: this.#pendingBytes }));
    this.#pagesByEncoding[encoding] += 1;
    this.#count += this.#cells.length;
    noteStatistics(this.#statistics, this.#cells);
    this.#cells = [];
    this.#pendingBytes = 0;
  }

  /** The encoded column, which begins at `offset` of the file. All cells must be in pages. */
  finish(offset: number): { readonly chunk: ColumnChunk; readonly pieces: readonly Uint8Array[] } {
    const dictionary = this.#pagesByEncoding.RLE_DICTIONARY > 0 ? this.#encodeDictionary() : null;
    const dictionaryBytes = dictionary?.length ?? 0;
    const encodings: Encoding[] = dictionary === null ? ['PLAIN'] : ['PLAIN', 'RLE_DICTIONARY'];
    const { element, codec } = this.#encoder;
    if (element.type === undefined) throw new TypeError(`column ${element.name} has no type`);
    const chunk: ColumnChunk = {
      file_offset: BigInt(offset),
      meta_data: {
        type: element.type,
        encodings,
        path_in_schema: [element.name],
        codec,
        num_values: BigInt(this.#count),
        total_uncompressed_size: BigInt(this.#uncompressedBytes),
        total_compressed_size: BigInt(dictionaryBytes + this.#pageBytes),
        data_page_offset: BigInt(offset + dictionaryBytes),
        ...(dictionary === null ? {} : { dictionary_page_offset: BigInt(offset) }),
        statistics: printStatistics(this.#statistics),
      },
    };
    return { chunk, pieces: dictionary === null ? this.#pages : [dictionary, ...this.#pages] };
  }

  /** The cells as dictionary indexes; null when this page and all later ones are better written plain. */
  #findIndexes(): (number | null)[] | null {
    const knownBefore = this.#indexes.size;
    const bytesBefore = this.#dictionaryBytes;
    const limit = Math.min(DICTIONARY_BYTES, bytesBefore + this.#pendingBytes / 2);
    const indexes: (number | null)[] = [];
    for (const cell of this.#cells) {
      indexes.push(cell === null ? null : this.#indexOf(cell));
      if (this.#dictionaryBytes <= limit) continue;
      this.#mayUseDictionary = false;
      this.#dictionaryBytes = bytesBefore;
      for (const known of [...this.#indexes.keys()].slice(knownBefore)) this.#indexes.delete(known);
      return null;
    }
    return indexes;
  }

  #indexOf(cell: ParquetCell): number {
    const known = this.#indexes.get(cell);
    if (known !== undefined) return known;
    const index = this.#indexes.size;
    this.#indexes.set(cell, index);
    this.#dictionaryBytes += bytesOf(cell);
    return index;
  }

  #encodeDictionary(): Uint8Array {
    const writer = new ByteWriter(this.#dictionaryBytes + 1_000);
    this.#uncompressedBytes += writeDictionaryPage(writer, this.#encoder, [...this.#indexes.keys()]);
    return writer.getBytes();
  }

  #addPage(page: ParquetPage): void {
    this.#keepPage(page);
    this.#pagesByEncoding.PLAIN += 1;
    this.#count += 1;
  }

  #keepPage({ bytes, uncompressedBytes }: ParquetPage): void {
    this.#pages.push(bytes);
    this.#pageBytes += bytes.length;
    this.#uncompressedBytes += uncompressedBytes;
  }
}

/** A text that is longer than a page is a page of its own, which can be made anywhere. */
export function finishCell(column: ParquetColumn, cell: ParquetCell): PrintedCell {
  if (typeof cell !== 'string' || cell.length < PAGE_BYTES) return cell;
  return encodePage(encoderOf(column), { encoding: 'PLAIN', values: [cell], isGiven: [true], bytes: cell.length });
}

function encoderOf({ name, element }: ParquetColumn): Encoder {
  return {
    columnName: name,
    element,
    schemaPath: [{ name: 'root' }, element],
    codec: 'SNAPPY',
    compressors: COMPRESSORS,
    stats: true,
    pageSize: PAGE_BYTES,
    columnIndex: false,
    offsetIndex: false,
  };
}

interface PageContent {
  readonly encoding: 'PLAIN' | 'RLE_DICTIONARY';
  readonly values: (ParquetCell | number)[];
  readonly isGiven: readonly boolean[];
  /** About how many there will be. */
  readonly bytes: number;
}

function encodePage(column: Encoder, { encoding, values, isGiven, bytes }: PageContent): ParquetPage {
  const writer = new ByteWriter(bytes + 1_000);
  const uncompressedBytes = writeDataPageV2({
    writer,
    column,
    encoding,
    pageData: {
      values,
      definitionLevels: isGiven.map(Number),
      repetitionLevels: [],
      maxDefinitionLevel: 1,
    },
  });
  // A copy, because the encoder's buffer is up to twice the size of the page.
  return { bytes: writer.getBytes().slice(), uncompressedBytes };
}

function bytesOf(cell: ParquetCell): number {
  if (cell === null) return 0;
  return PREFIX_BYTES + (typeof cell === 'string' ? cell.length : PREFIX_BYTES);
}

interface MutableStatistics {
  min: bigint | number | null;
  max: bigint | number | null;
  nulls: number;
}

/** Only for numbers and times: readers skip row groups by days and ids, hardly ever by texts. */
function noteStatistics(statistics: MutableStatistics, cells: readonly ParquetCell[]): void {
  for (const cell of cells) {
    if (cell === null) {
      statistics.nulls += 1;
    } else if (typeof cell !== 'string') {
      if (statistics.min === null || cell < statistics.min) statistics.min = cell;
      if (statistics.max === null || cell > statistics.max) statistics.max = cell;
    }
  }
}

function printStatistics({ min, max, nulls }: MutableStatistics): Statistics {
  const bounds = min === null || max === null ? {} : { min_value: min, max_value: max };
  return { null_count: BigInt(nulls), ...bounds };
}
