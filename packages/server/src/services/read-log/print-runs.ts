/** Prints runs of stored chats as rows of a table, in threads where there is much to print, and gives them back in order. */

import { lengthsIn, totalDocumentBytes } from '../../chat-log/codec/segment.ts';
import type { ChatChunk, StoredBatch } from '../../chat-log/codec/stored-chat.ts';
import type { PrintedRun, RunOrder } from '../../chat-log/codec/table-run.ts';
import type { LogBatch } from '../../chat-log/formats/log-format.ts';
import { printRun } from '../../chat-log/formats/print-run.ts';
import type { PrintThreads } from './print-threads.ts';

/** Bytes of documents that are printed beside other work of this thread: about 2 ms. */
const TURN_BYTES = 500_000;

type RunBatch = Extract<LogBatch, { readonly kind: 'run' }>;

/** `threads` null: all is printed here. Batches that are not stored are passed on. */
export async function* printRuns(
  batches: AsyncIterable<StoredBatch>,
  order: RunOrder,
  threads: PrintThreads | null,
): AsyncGenerator<Exclude<StoredBatch, { readonly kind: 'stored' }> | RunBatch> {
  const ahead: Promise<Exclude<StoredBatch, { readonly kind: 'stored' }> | RunBatch>[] = [];
  for await (const batch of batches) {
    const printed = batch.kind === 'stored' ? printChunk(batch.chunk, order, threads) : Promise.resolve(batch);
    // Reported where it is its turn, if anybody still waits for it then.
    printed.catch(() => undefined);
    ahead.push(printed);
    const next = ahead.length > (threads?.ahead ?? 0) ? ahead.shift() : undefined;
    if (next !== undefined) yield await next;
  }
  for (const printed of ahead) yield await printed;
}

async function printChunk(chunk: ChatChunk, order: RunOrder, threads: PrintThreads | null): Promise<RunBatch> {
  const { segments, marks, documentLengths, ...totals } = chunk;
  const args = { segments, lengths: documentLengths ?? lengthsIn(marks), order };
  const isMuch = totalDocumentBytes(marks) > TURN_BYTES;
  const body: PrintedRun = threads !== null && isMuch ? await threads.printRun(args) : printRun(args);
  return { kind: 'run', chunk: totals, body };
}
