/** `format=parquet`: a table of chats with typed columns, encoded while the rows are read. */
import { CHAT_KEYS } from '@parley/contract';
import { openTable, type PackedTable } from '../codec/packed-table.ts';
import type { PrintedCell } from '../codec/parquet-cell.ts';
import type { RunOrder } from '../codec/table-run.ts';
import type { ParquetCodec } from '../query/chat-log-query.ts';
import type { ViewedChat } from '../view/chat-view.ts';
import type { EncoderOptions, EncoderTools, LogBatch, LogFormatDefinition, LogPart } from './log-format.ts';
import { finishCell, packCells } from './pack-cells.ts';
import type { ParquetColumn } from './parquet-columns.ts';
import { ParquetFile, type ParquetStep } from './parquet-file.ts';
import { tableColumns } from './table-columns.ts';

/** Pieces are joined up to this size. */
const PIECE_BYTES = 256_000;

export const FORMAT: LogFormatDefinition = {
  name: 'parquet',
  summary: 'a Parquet table of chats',
  contentType: 'application/vnd.apache.parquet',
  accept: 'application/vnd.apache.parquet',
  rank: 5,
  body: {
    description: 'A Parquet file, one row per chat: typed columns, see docs/spec/exports.md.',
    example: 'PAR1',
    isBinary: true,
  },
  fileName: (projectId) => `chats-${projectId}.parquet`,
  isCompressed: true,
  takesFields: true,
  readsFacts: false,
  escapesFormulas: false,
  isForCopies: true,
  normalizesTimes: false,
  wants: { kind: 'rows' },
  printOne: (chat, options) => cellsOf(tableColumns(options), chat, options.parquet.codec),
  runOrder: orderOf,
  encode,
};

async function* encode(
  batches: AsyncIterable<LogBatch>,
  options: EncoderOptions,
  { pause, encodePage }: EncoderTools,
): AsyncGenerator<LogPart> {
  const columns = tableColumns(options);
  const file = new ParquetFile({
    columns,
    facts: { 'parley.timeZone': options.timeZone },
    encode: encodePage,
    codec: options.parquet.codec,
  });
  // Immediately, as in every other format, so that a client that waits for the first row group sees the reply begin.
  yield { kind: 'bytes', bytes: file.head() };
  let ready: Uint8Array[] = [];
  let readyBytes = 0;
  for await (const step of stepsOf(file, tablesOf(batches, columns, options.parquet.codec))) {
    for (const piece of step) {
      if (readyBytes + piece.length < PIECE_BYTES) {
        ready.push(piece);
        readyBytes += piece.length;
        continue;
      }
      if (readyBytes > 0) yield { kind: 'bytes', bytes: Buffer.concat(ready) };
      yield { kind: 'bytes', bytes: piece };
      ready = [];
      readyBytes = 0;
    }
    await pause();
  }
  yield { kind: 'bytes', bytes: Buffer.concat(ready) };
}

async function* stepsOf(file: ParquetFile, tables: AsyncIterable<PackedTable>): AsyncGenerator<ParquetStep> {
  for await (const table of tables) yield* file.add(table);
  yield* file.finish();
}

async function* tablesOf(
  batches: AsyncIterable<LogBatch>,
  columns: readonly ParquetColumn[],
  codec: ParquetCodec,
): AsyncGenerator<PackedTable> {
  for await (const batch of batches) {
    if (batch.kind === 'run' && !(batch.body instanceof Uint8Array)) yield openTable(batch.body);
    if (batch.kind === 'viewed') {
      yield packCells(
        columns,
        batch.chats.map((chat) => cellsOf(columns, chat, codec)),
      );
    }
    if (batch.kind === 'printed') {
      yield packCells(
        columns,
        batch.chats.flatMap(({ body }) => (body instanceof Uint8Array ? [] : [body])),
      );
    }
  }
}

function cellsOf(
  columns: readonly ParquetColumn[],
  { row, times }: ViewedChat,
  codec: ParquetCodec,
): readonly PrintedCell[] {
  return columns.map((column) => finishCell(column.cellOf(row, times), codec));
}

/** The same columns from the values of stored documents. */
function orderOf(options: EncoderOptions): RunOrder | null {
  const orders = tableColumns(options).map(({ order }) => order);
  return orders.some((order) => order === null)
    ? null
    : { kind: 'parquet', keys: CHAT_KEYS, columns: orders.filter((order) => order !== null) };
}
