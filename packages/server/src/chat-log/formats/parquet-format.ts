/** `format=parquet`: a table of chats with typed columns, encoded while the rows are read. */
import type { EncoderOptions, EncoderTools, LogBatch, LogFormatDefinition, LogPart } from './log-format.ts';
import { cellsOf, parquetColumns } from './parquet-columns.ts';
import { ParquetFile, type ParquetStep } from './parquet-file.ts';

/** Small pieces are yielded together. */
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
  escapesFormulas: false,
  isForCopies: true,
  wants: { kind: 'rows' },
  printOne: null,
  cellsOne: ({ row }, options) => cellsOf(parquetColumns(options), row),
  encode,
};

async function* encode(
  batches: AsyncIterable<LogBatch>,
  options: EncoderOptions,
  { pause }: EncoderTools,
): AsyncGenerator<LogPart> {
  const file = new ParquetFile({
    columns: parquetColumns(options),
    facts: { 'parley.timeZone': options.timeZone },
  });
  // Immediately, as in every other format, so that a client that waits for the first row group sees the reply begin.
  yield { kind: 'bytes', bytes: file.head() };
  let ready: Uint8Array[] = [];
  let readyBytes = 0;
  for await (const step of stepsOf(file, batches)) {
    for (const piece of step) {
      ready.push(piece);
      readyBytes += piece.length;
    }
    if (readyBytes >= PIECE_BYTES) {
      yield { kind: 'bytes', bytes: Buffer.concat(ready) };
      ready = [];
      readyBytes = 0;
    }
    await pause();
  }
  yield { kind: 'bytes', bytes: Buffer.concat(ready) };
}

async function* stepsOf(file: ParquetFile, batches: AsyncIterable<LogBatch>): AsyncGenerator<ParquetStep> {
  for await (const batch of batches) {
    if (batch.kind === 'viewed') for (const { row } of batch.chats) yield* file.add(row);
    if (batch.kind === 'printed' && batch.chat.cells !== null) yield* file.addCells(batch.chat.cells);
  }
  yield* file.finish();
}
