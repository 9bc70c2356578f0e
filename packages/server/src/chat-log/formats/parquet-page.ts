/** Encodes pages of a Parquet column. What they take and give can be copied between threads. */
import { zstdCompressSync } from 'node:zlib';
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import { writePageHeader } from 'hyparquet-writer/src/datapage.js';
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js';
import type { ParquetPage } from '../codec/parquet-cell.ts';
import { snappyCompress } from '../codec/snappy.ts';
import type { ParquetCodec } from '../query/chat-log-query.ts';

/** What no head of a page is longer than. */
export const MOST_HEAD_BYTES = 64;

/** A page before it is compressed. */
export interface PageParts {
  /** Of each cell whether it begins a row, where rows have several, and then how much of it is there. */
  readonly levels: Uint8Array;
  readonly repetitionBytes: number;
  readonly values: Uint8Array;
  readonly encoding: 'PLAIN' | 'RLE_DICTIONARY';
  readonly cells: number;
  readonly nulls: number;
  readonly rows: number;
  readonly codec: ParquetCodec;
}

/** Compresses the page, here or in a thread. */
export type EncodePage = (parts: PageParts) => ParquetPage | Promise<ParquetPage>;

const COMPRESSORS: Readonly<Record<ParquetCodec, (bytes: Uint8Array) => Uint8Array>> = {
  snappy: snappyCompress,
  zstd: (bytes) => zstdCompressSync(bytes),
};

/** `bits`: how many a level needs. */
export function encodeLevels(levels: number[], bits: number): Uint8Array {
  const writer = new ByteWriter(MOST_HEAD_BYTES);
  writeRleBitPackedHybrid(writer, levels, bits);
  return writer.getBytes();
}

/** Places in the dictionary. */
export function encodeIndexes(indexes: number[]): Uint8Array {
  const bitWidth = Math.ceil(Math.log2(indexes.reduce((most, index) => Math.max(most, index), 0) + 1));
  const writer = new ByteWriter();
  writer.appendUint8(bitWidth);
  writeRleBitPackedHybrid(writer, indexes, bitWidth);
  return writer.getBytes();
}

export function encodeDataPage(parts: PageParts): ParquetPage {
  const { levels, repetitionBytes, values, encoding, cells, nulls, rows, codec } = parts;
  const compressed = COMPRESSORS[codec](values);
  const writer = new ByteWriter(levels.length + compressed.length + MOST_HEAD_BYTES);
  writePageHeader(writer, {
    type: 'DATA_PAGE_V2',
    uncompressed_page_size: levels.length + values.length,
    compressed_page_size: levels.length + compressed.length,
    data_page_header_v2: {
      num_values: cells,
      num_nulls: nulls,
      num_rows: rows,
      encoding,
      definition_levels_byte_length: levels.length - repetitionBytes,
      repetition_levels_byte_length: repetitionBytes,
      is_compressed: true,
    },
  });
  const headBytes = writer.offset;
  writer.appendBytes(levels);
  writer.appendBytes(compressed);
  // A copy, because only a whole buffer can be passed on.
  return { bytes: writer.getBytes().slice(), uncompressedBytes: headBytes + levels.length + values.length };
}

/** `values`: in order, encoded plainly. */
export function encodeDictionaryPage(values: Uint8Array, count: number, codec: ParquetCodec): ParquetPage {
  const compressed = COMPRESSORS[codec](values);
  const writer = new ByteWriter(compressed.length + MOST_HEAD_BYTES);
  writePageHeader(writer, {
    type: 'DICTIONARY_PAGE',
    uncompressed_page_size: values.length,
    compressed_page_size: compressed.length,
    dictionary_page_header: { num_values: count, encoding: 'PLAIN' },
  });
  const headBytes = writer.offset;
  writer.appendBytes(compressed);
  return { bytes: writer.getBytes(), uncompressedBytes: headBytes + values.length };
}

/** A page of one text, which has its length before it. */
export function onePage(values: Uint8Array, codec: ParquetCodec): PageParts {
  const levels = encodeLevels([1], 1);
  return { levels, repetitionBytes: 0, values, encoding: 'PLAIN', cells: 1, nulls: 0, rows: 1, codec };
}
