/**
 * Unpacks one member of a gzip file and stops at its last byte, so that what follows it can be judged. Used by
 * `unpack-gzip.ts`. The gzip of Node reads on by itself, and drops what it has unpacked when what follows is no gzip.
 */
import { crc32, createInflateRaw, type InflateRaw } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';

const MOST_WRITTEN_BYTES = 16 * 1024;
const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;
const DEFLATE = 8;
/** Flags of the header, RFC 1952 section 2.3.1. */
const FLAG = { headerSum: 2, extra: 4, name: 8, comment: 16 } as const;
const CUT = 'unexpected end of file';

/** Gives everything that can be unpacked. Returns what is wrong with the member; null when it is whole and sound. */
export async function* inflateMember(bytes: ByteSource): AsyncGenerator<Uint8Array, string | null, undefined> {
  const problem = await skipHeader(bytes);
  if (problem !== null) return problem;
  using inflater = new Inflater();
  let [sum, length] = [0, 0];
  while (!inflater.isOver) {
    const written = await bytes.read(MOST_WRITTEN_BYTES);
    if (written === null) return CUT;
    bytes.unread(written.length - (await inflater.write(written)));
    for (const unpacked of inflater.take()) {
      sum = crc32(unpacked, sum);
      length += unpacked.length;
      yield unpacked;
    }
  }
  if (inflater.failure !== null) return inflater.failure;
  const trailer = await bytes.take(TRAILER_BYTES);
  if (trailer === null) return CUT;
  const view = new DataView(trailer.buffer, trailer.byteOffset, TRAILER_BYTES);
  if (view.getUint32(0, true) !== sum) return 'incorrect data check';
  return view.getUint32(4, true) === length % 2 ** 32 ? null : 'incorrect length check';
}

async function skipHeader(bytes: ByteSource): Promise<string | null> {
  const header = await bytes.take(HEADER_BYTES);
  if (header === null) return CUT;
  const [, , method, flags = 0] = header;
  if (method !== DEFLATE) return 'unknown compression method';
  if (flags & FLAG.extra) {
    const [low, high] = (await bytes.take(2)) ?? [];
    if (low === undefined || high === undefined || !(await bytes.skip(low + 256 * high))) return CUT;
  }
  for (const flag of [FLAG.name, FLAG.comment]) {
    if (flags & flag && !(await bytes.skipPast(0))) return CUT;
  }
  return flags & FLAG.headerSum && !(await bytes.skip(2)) ? CUT : null;
}

/** Raw deflate, some bytes at a time, of which nothing that was unpacked is lost when a later byte is wrong. */
class Inflater implements Disposable {
  /** Whether no more can be written: everything was unpacked, or it failed. */
  isOver = false;
  /** Why it cannot be unpacked further. */
  failure: string | null = null;
  readonly #stream: InflateRaw = createInflateRaw();
  #unpacked: Uint8Array[] = [];
  #wake: () => void = () => undefined;

  constructor() {
    this.#stream.on('data', (unpacked: Uint8Array) => this.#unpacked.push(unpacked));
    this.#stream.once('end', () => this.#end());
    this.#stream.on('error', (error) => {
      this.failure ??= error.message;
      this.#end();
    });
  }

  /** How many of the bytes belong to the deflated data. */
  async write(bytes: Uint8Array): Promise<number> {
    const before = this.#stream.bytesWritten;
    await new Promise<void>((resolve) => {
      // Where the data end within the bytes, the stream ends and the callback is not called.
      this.#wake = resolve;
      this.#stream.write(bytes, () => resolve());
    });
    return this.#stream.bytesWritten - before;
  }

  take(): readonly Uint8Array[] {
    const unpacked = this.#unpacked;
    this.#unpacked = [];
    return unpacked;
  }

  #end(): void {
    this.isOver = true;
    this.#wake();
  }

  [Symbol.dispose](): void {
    this.#stream.destroy();
  }
}
