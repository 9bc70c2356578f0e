/** `parley sample`: writes made-up chats in the event format, one per line. */
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { defineCommand } from './command.ts';
import { EXIT, exitCodeOf } from './command-io.ts';

const BLOCK_CHARACTERS = 64 * 1024;

export const sampleCommand = defineCommand({
  name: 'sample',
  summary: 'Write made-up chats, one per line, in the event format that import reads.',
  examples: ['parley sample --chats 20000 --seed 7 > chats.ndjson'],
  options: {
    chats: {
      kind: 'integer',
      minimum: 0,
      maximum: 100_000_000,
      unit: 'chats',
      default: 1000,
      sentence: 'How many chats to write.',
    },
    seed: {
      kind: 'integer',
      minimum: 0,
      maximum: 4_294_967_295,
      default: 1,
      sentence: 'Seed of the generator: the same seed gives the same bytes.',
    },
  },
  async run({ chats, seed }, { stdout, signal }) {
    const stopped = new Promise<number>((resolve) => {
      signal.addEventListener('abort', () => resolve(exitCodeOf(signal)));
    });
    return Promise.race([writeSample({ chats, seed, stdout }).then(() => EXIT.done), stopped]);
  },
});

interface WriteSampleOptions {
  readonly chats: number;
  readonly seed: number;
  readonly stdout: Writable;
}

/**
 * Writes the sample as NDJSON with backpressure and leaves `stdout` open. Resolves after the last line, or when the reader
 * has exited, as `| head` does. @throws RangeError when an option is out of range.
 */
export async function writeSample({ chats, seed, stdout }: WriteSampleOptions): Promise<void> {
  const { sampleChats } = await import('../services/sample/generate-sample.ts');
  const blocks = Readable.from(blocksOf(sampleChats({ chats, seed })), { objectMode: true, highWaterMark: 2 });
  try {
    await pipeline(blocks, stdout, { end: false });
  } catch (error) {
    if (!isReaderGone(error)) throw error;
  }
}

/** Many lines at a time: a write per chat would cost more than generating it. */
function* blocksOf(lines: Iterable<unknown>): Generator<string, void, undefined> {
  let block = '';
  for (const line of lines) {
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
