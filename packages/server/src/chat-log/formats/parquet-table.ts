/** A Parquet file of the rows of a reply, encoded while they are read: what the formats of Parquet have in common. */
import { openTable, type PackedTable } from '../codec/packed-table.ts';
import type { ListCell, ParquetCell } from '../codec/parquet-cell.ts';
import type { ViewedChat } from '../view/chat-view.ts';
import type { EncoderOptions, EncoderTools, LogBatch, LogPart } from './log-format.ts';
import { finishCell, packCells } from './pack-cells.ts';
import { ParquetFile, type ParquetStep } from './parquet-file.ts';
import type { TableColumn } from './table-column.ts';

export const PARQUET_MEDIA_TYPE = 'application/vnd.apache.parquet';
/** Pieces are joined up to this size. */
const PIECE_BYTES = 256_000;

export interface TableRows {
  readonly columns: readonly TableColumn[];
  /** The rows of a chat, each with a cell for every column. */
  readonly rowsOf: (chat: ViewedChat) => readonly (readonly (ParquetCell | ListCell)[])[];
}

/** `noteRows` is called with the number of rows before they are written. */
export async function* encodeTable(
  batches: AsyncIterable<LogBatch>,
  table: TableRows,
  options: EncoderOptions,
  { pause, encodePage, noteRows }: EncoderTools,
): AsyncGenerator<LogPart> {
  const file = new ParquetFile({
    columns: table.columns,
    facts: { 'parley.timeZone': options.timeZone },
    encode: encodePage,
    codec: options.parquet.codec,
  });
  // Immediately, as in every other format, so that a client that waits for the first row group sees the reply begin.
  yield { kind: 'bytes', bytes: file.head() };
  let ready: Uint8Array[] = [];
  let readyBytes = 0;
  for await (const step of stepsOf(file, tablesOf(batches, table, options), noteRows)) {
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

/** The rows of these chats. */
export function packChats(
  chats: readonly ViewedChat[],
  { columns, rowsOf }: TableRows,
  { parquet: { codec } }: Pick<EncoderOptions, 'parquet'>,
): PackedTable {
  const rows = chats.flatMap((chat) => rowsOf(chat).map((row) => row.map((cell) => finishCell(cell, codec))));
  return packCells(columns, rows);
}

async function* stepsOf(
  file: ParquetFile,
  tables: AsyncIterable<PackedTable>,
  noteRows: EncoderTools['noteRows'],
): AsyncGenerator<ParquetStep> {
  for await (const table of tables) {
    noteRows(table.rows);
    yield* file.add(table);
  }
  yield* file.finish();
}

async function* tablesOf(
  batches: AsyncIterable<LogBatch>,
  table: TableRows,
  options: EncoderOptions,
): AsyncGenerator<PackedTable> {
  for await (const batch of batches) {
    if (batch.kind === 'run' && !(batch.body instanceof Uint8Array)) yield openTable(batch.body);
    if (batch.kind === 'viewed') yield packChats(batch.chats, table, options);
    if (batch.kind !== 'printed') continue;
    for (const { body } of batch.chats) if (!(body instanceof Uint8Array)) yield body;
  }
}
