/** `parley sample`: writes made-up chats in the event format, one a line. Used by the command line only. */
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sampleChats } from '../services/sample/generate-sample.ts';

const BLOCK_CHARACTERS = 64 * 1024;

export interface WriteSampleOptions {
  readonly chats: number;
  readonly seed: number;
  readonly stdout: Writable;
}

/**
 * Writes the sample as NDJSON, no faster than `stdout` takes it, and leaves it open. Resolves when the last line was
 * taken, or quietly when the reader went away, as `| head` does. @throws RangeError when an option is out of range.
 */
export async function writeSample({ chats, seed, stdout }: WriteSampleOptions): Promise<void> {
  const blocks = Readable.from(sampleBlocks(chats, seed), { objectMode: true, highWaterMark: 2 });
  try {
    await pipeline(blocks, stdout, { end: false });
  } catch (error) {
    if (!isReaderGone(error)) throw error;
  }
}

/** Many lines at a time: a write for each chat would cost more than making it. */
function* sampleBlocks(chats: number, seed: number): Generator<string, void, undefined> {
  let block = '';
  for (const line of sampleChats({ chats, seed })) {
    block += `${JSON.stringify(line)}\n`;
    if (block.length >= BLOCK_CHARACTERS) {
      yield block;
      block = '';
    }
  }
  if (block !== '') yield block;
}

function isReaderGone(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}
