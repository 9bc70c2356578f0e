/** Where runs of chats are printed, and in which order they come back. */
import { expect, test } from 'vitest';
import { sealDocument } from '../../chat-log/codec/segment.ts';
import type { StoredBatch } from '../../chat-log/codec/stored-chat.ts';
import type { RunOrder } from '../../chat-log/codec/table-run.ts';
import { chatId } from '../../model/ids.ts';
import { printRuns } from './print-runs.ts';
import { PrintThreads } from './print-threads.ts';

const STYLE = { delimiter: ',', hasMark: false, isRaw: true } as const;
const ORDER: RunOrder = { kind: 'csv', keys: ['chatId', 'text'], columns: [0, 1], style: STYLE };

function batchOf(id: number, text: string): StoredBatch {
  const { segment, mark } = sealDocument(Buffer.from(JSON.stringify({ chatId: id, text })), true);
  const totals = { count: 1, lastChatId: chatId(id), sumResponseTimeSeconds: 0, transfersJson: '', transferCount: 0 };
  return { kind: 'stored', chunk: { ...totals, segments: segment, marks: mark, documentLengths: null } };
}

async function* listOf(batches: readonly StoredBatch[]): AsyncGenerator<StoredBatch> {
  yield* batches;
}

async function print(batches: readonly StoredBatch[], threads: PrintThreads | null): Promise<string> {
  const texts: string[] = [];
  for await (const batch of printRuns(listOf(batches), ORDER, threads)) {
    if (batch.kind === 'run' && batch.body instanceof Uint8Array) texts.push(Buffer.from(batch.body).toString());
  }
  return texts.join('');
}

class CountingThreads extends PrintThreads {
  runs = 0;

  override printRun(args: Parameters<PrintThreads['printRun']>[0]) {
    this.runs += 1;
    return super.printRun(args);
  }
}

test('long ones are printed in threads, short ones here, and all come back in order', async () => {
  await using threads = new CountingThreads(2);
  const batches = Array.from({ length: 12 }, (_, at) => batchOf(at + 1, 'x'.repeat(at % 3 === 0 ? 600_000 : 10)));
  const printed = await print(batches, threads);
  expect(threads.runs).toBe(4);
  expect(
    printed
      .split('\r\n')
      .map((line) => Number.parseInt(line, 10))
      .slice(0, -1),
  ).toEqual(batches.map((_, at) => at + 1));
  expect(await print(batches, null)).toBe(printed);
});

test('what a thread fails with is reported to whoever reads', async () => {
  await using threads = new PrintThreads(1);
  const { segment, mark } = sealDocument(Buffer.from(`[${'1,'.repeat(300_000)}1`), true);
  const totals = { count: 1, lastChatId: null, sumResponseTimeSeconds: 0, transfersJson: '', transferCount: 0 };
  const broken = { ...totals, segments: segment, marks: mark, documentLengths: null };
  await expect(print([{ kind: 'stored', chunk: broken }], threads)).rejects.toThrow(SyntaxError);
});
