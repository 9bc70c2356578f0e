/**
 * Writes a Parquet file: takes rows and yields bytes whenever a row group is full. Used by the log in the format `parquet`;
 * holds at most one row group.
 */
import type { KeyValue, RowGroup, SchemaElement } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';
import type { PackedTable } from '../codec/packed-table.ts';
import type { ParquetCodec } from '../query/chat-log-query.ts';
import { type ColumnPages, moveIndex, printIndex } from './page-index.ts';
import { type ChunkOptions, ParquetChunk } from './parquet-chunk.ts';
import type { EncodePage } from './parquet-page.ts';
import type { TableColumn } from './table-column.ts';

/** `PAR1`, at both ends of the file. */
const MAGIC = 0x31524150;
/** A row group is closed at whichever comes first; its bytes are counted before compression, as readers hold them. */
const GROUP_BYTES = 48_000_000;
const GROUP_ROWS = 50_000;
/** The library would cut bounds of texts, which are short already. */
const NO_CUT = Number.MAX_SAFE_INTEGER;

export interface ParquetOptions {
  readonly columns: readonly TableColumn[];
  /** Key-value metadata of the file. */
  readonly facts: Readonly<Record<string, string>>;
  readonly encode: EncodePage;
  readonly codec: ParquetCodec;
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
  readonly #columns: readonly TableColumn[];
  readonly #facts: KeyValue[];
  readonly #chunkOptions: ChunkOptions;
  readonly #groupBytes: number;
  readonly #groupRows: number;
  readonly #groups: RowGroup[] = [];
  /** Of each group. */
  readonly #indexes: Uint8Array[] = [];
  #chunks: readonly ParquetChunk[];
  #rowsOfGroup = 0;
  #rows = 0;
  #offset = 0;

  constructor({ columns, facts, encode, codec, groupBytes, groupRows }: ParquetOptions) {
    this.#columns = columns;
    this.#facts = Object.entries(facts).map(([key, value]) => ({ key, value }));
    this.#chunkOptions = { encode, codec };
    this.#groupBytes = groupBytes ?? GROUP_BYTES;
    this.#groupRows = groupRows ?? GROUP_ROWS;
    this.#chunks = this.#newChunks();
  }

  /** The first bytes of the file. */
  head(): Uint8Array {
    const writer = new ByteWriter(4);
    writer.appendUint32(MAGIC);
    this.#offset = writer.offset;
    return writer.getBytes();
  }

  /** Rows with these columns. */
  async *add({ rows, columns }: PackedTable): AsyncGenerator<ParquetStep> {
    for (let row = 0; row < rows; row += 1) {
      for (let at = 0; at < columns.length; at += 1) {
        const [chunk, column] = [this.#chunks[at], columns[at]];
        if (chunk !== undefined && column !== undefined && chunk.add(column, row)) yield [];
      }
      this.#rowsOfGroup += 1;
      if (await this.#isGroupFull()) yield* this.#closeGroup();
    }
  }

  /** The remaining rows and the footer, without which the file cannot be read. */
  async *finish(): AsyncGenerator<ParquetStep> {
    if (this.#rowsOfGroup > 0) yield* this.#closeGroup();
    yield this.#placeIndexes();
    const writer = new ByteWriter();
    const tops = new Set(this.#columns.map(({ path }) => path[0]));
    const schema: SchemaElement[] = [{ name: 'root', num_children: tops.size }];
    for (const { around, element } of this.#columns) schema.push(...around, element);
    writeMetadata(
      writer,
      {
        version: 2,
        created_by: 'parley',
        schema,
        num_rows: BigInt(this.#rows),
        row_groups: this.#groups,
        key_value_metadata: this.#facts,
        metadata_length: 0,
      },
      NO_CUT,
    );
    writer.appendUint32(MAGIC);
    yield [writer.getBytes()];
  }

  #newChunks(): readonly ParquetChunk[] {
    return this.#columns.map((column) => new ParquetChunk(column, this.#chunkOptions));
  }

  /** Waits for pages only where it depends on their heads. */
  async #isGroupFull(): Promise<boolean> {
    if (this.#rowsOfGroup >= this.#groupRows) return true;
    if (this.#bytesOfGroup() < this.#groupBytes) return false;
    await Promise.all(this.#chunks.map((chunk) => chunk.settle()));
    return this.#bytesOfGroup() >= this.#groupBytes;
  }

  #bytesOfGroup(): number {
    let bytes = 0;
    for (const chunk of this.#chunks) bytes += chunk.bytes;
    return bytes;
  }

  /** Near the footer, so that readers fetch them at once. */
  #placeIndexes(): ParquetStep {
    for (const [at, { columns }] of this.#groups.entries()) {
      moveIndex(columns, this.#offset);
      this.#offset += this.#indexes[at]?.length ?? 0;
    }
    return this.#indexes;
  }

  async *#closeGroup(): AsyncGenerator<ParquetStep> {
    const start = this.#offset;
    const closed: ColumnPages[] = [];
    let uncompressedBytes = 0n;
    for (const chunk of this.#chunks) chunk.encodePage();
    for (const chunk of this.#chunks) {
      const { pieces, ...column } = await chunk.finish(this.#offset);
      closed.push(column);
      uncompressedBytes += column.chunk.meta_data?.total_uncompressed_size ?? 0n;
      for (const { length } of pieces) this.#offset += length;
      yield pieces;
    }
    this.#indexes.push(printIndex(closed));
    this.#groups.push({
      columns: closed.map(({ chunk }) => chunk),
      num_rows: BigInt(this.#rowsOfGroup),
      total_byte_size: uncompressedBytes,
      total_compressed_size: BigInt(this.#offset - start),
    });
    this.#rows += this.#rowsOfGroup;
    this.#rowsOfGroup = 0;
    this.#chunks = this.#newChunks();
  }
}
