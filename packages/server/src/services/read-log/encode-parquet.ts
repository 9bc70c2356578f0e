/** Encodes rows of the log as a Parquet file while they are read. Lets everything else of the process run in between. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ParquetFile, type ParquetOptions, type ParquetStep } from '../../chat-log/formats/parquet-file.ts';
import type { ViewedRow } from '../../chat-log/view/chat-view.ts';

/** Small pieces are handed on together. */
const PIECE_BYTES = 256_000;

/** The bytes of the file in order; the memory of a piece belongs to whoever takes it. */
export async function* encodeParquet(
  batches: AsyncIterable<readonly ViewedRow[]>,
  options: ParquetOptions,
): AsyncGenerator<Uint8Array> {
  const file = new ParquetFile(options);
  const ready = new ReadyPieces();
  // At once, as every other format: whoever waits for the first row group knows that it is on its way.
  yield file.head();
  for await (const rows of batches) {
    for (const row of rows) yield* run(file.add(row), ready);
  }
  yield* run(file.finish(), ready);
  yield ready.take();
}

async function* run(steps: Iterable<ParquetStep>, ready: ReadyPieces): AsyncGenerator<Uint8Array> {
  for (const pieces of steps) {
    for (const piece of pieces) {
      ready.add(piece);
      if (ready.bytes >= PIECE_BYTES) yield ready.take();
    }
    await nextTurn();
  }
}

class ReadyPieces {
  #pieces: Uint8Array[] = [];
  bytes = 0;

  add(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.bytes += piece.length;
  }

  take(): Uint8Array {
    const joined = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.bytes = 0;
    return joined;
  }
}
