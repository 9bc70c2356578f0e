/**
 * Writes a Parquet file: takes rows and yields bytes whenever a row group is full. Used by the log in the format `parquet`;
 * holds at most one row group.
 */
import type { KeyValue, RowGroup, SchemaElement } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';
import type { PrintedCell } from '../codec/parquet-cell.ts';
import { ParquetChunk } from './parquet-chunk.ts';
import type { ParquetColumn } from './parquet-columns.ts';

/** `PAR1`, at both ends of the file. */
const MAGIC = 0x31524150;
/** A row group is closed at whichever comes first; its bytes are counted before compression, as readers hold them. */
const GROUP_BYTES = 48_000_000;
const GROUP_ROWS = 50_000;

export interface ParquetOptions {
  readonly columns: readonly ParquetColumn[];
  /** Key-value metadata of the file. */
  readonly facts: Readonly<Record<string, string>>;
  /** Limits of a row group, for tests. */
  readonly groupBytes?: number;
  readonly groupRows?: number;
}

/**
 * A step of work, one page of one column, which takes about a millisecond: the caller yields between steps. Holds the bytes
 * of the file that it finished, usually none.
 */
export type ParquetStep = readonly Uint8Array[];

export class ParquetFile {
  readonly #columns: readonly ParquetColumn[];
  readonly #facts: KeyValue[];
  readonly #groupBytes: number;
  readonly #groupRows: number;
  readonly #groups: RowGroup[] = [];
  #chunks: readonly ParquetChunk[];
  #rowsOfGroup = 0;
  #rows = 0;
  #offset = 0;

  constructor({ columns, facts, groupBytes, groupRows }: ParquetOptions) {
    this.#columns = columns;
    this.#facts = Object.entries(facts).map(([key, value]) => ({ key, value }));
    this.#groupBytes = groupBytes ?? GROUP_BYTES;
    this.#groupRows = groupRows ?? GROUP_ROWS;
    this.#chunks = columns.map((column) => new ParquetChunk(column));
  }

  /** The first bytes of the file. */
  head(): Uint8Array {
    const writer = new ByteWriter(4);
    writer.appendUint32(MAGIC);
    this.#offset = writer.offset;
    return writer.getBytes();
  }

  /** `cells`: one for each column. */
  *add(cells: readonly PrintedCell[]): Generator<ParquetStep> {
    for (const [at, chunk] of this.#chunks.entries()) {
      if (chunk.add(cells[at] ?? null)) yield [];
    }
    this.#rowsOfGroup += 1;
    if (this.#rowsOfGroup >= this.#groupRows || this.#bytesOfGroup() >= this.#groupBytes) yield* this.#closeGroup();
  }

  /** The remaining rows and the footer, without which the file cannot be read. */
  *finish(): Generator<ParquetStep> {
    if (this.#rowsOfGroup > 0) yield* this.#closeGroup();
    const writer = new ByteWriter();
    const schema: SchemaElement[] = [{ name: 'root', num_children: this.#columns.length }];
    schema.push(...this.#columns.map(({ element }) => element));
    writeMetadata(writer, {
      version: 2,
      created_by: 'parley',
      schema,
      num_rows: BigInt(this.#rows),
      row_groups: this.#groups,
      key_value_metadata: this.#facts,
      metadata_length: 0,
    });
    writer.appendUint32(MAGIC);
    yield [writer.getBytes()];
  }

  #bytesOfGroup(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
  }

  *#closeGroup(): Generator<ParquetStep> {
    const start = this.#offset;
    const columns: RowGroup['columns'] = [];
    let uncompressedBytes = 0n;
    for (const chunk of this.#chunks) {
      chunk.encodePage();
      const { chunk: described, pieces } = chunk.finish(this.#offset);
      columns.push(described);
      uncompressedBytes += described.meta_data?.total_uncompressed_size ?? 0n;
      for (const { length } of pieces) this.#offset += length;
      yield pieces;
    }
    this.#groups.push({
      columns,
      num_rows: BigInt(this.#rowsOfGroup),
      total_byte_size: uncompressedBytes,
      total_compressed_size: BigInt(this.#offset - start),
    });
    this.#rows += this.#rowsOfGroup;
    this.#rowsOfGroup = 0;
    this.#chunks = this.#columns.map((column) => new ParquetChunk(column));
  }
}
