/** Unpacks a stream when it is gzip, and passes anything else on as it is. Used by the import; never holds the whole. */
import { ByteSource } from './byte-source.ts';
import { inflateMember } from './inflate-member.ts';

const GZIP_MARK = [0x1f, 0x8b] as const;
/** How much of what is no gzip is shown. */
const SHOWN_BYTES = 24;

export interface GzipNews {
  /** How many bytes of the stream are done. */
  readonly onRead: (bytes: number) => void;
  /**
   * Called at most once, with what is wrong: the gzip ends early, is damaged, or something else follows it. What was
   * unpacked until then is given. The sentence goes on from the name of the file.
   */
  readonly onDamage: (reason: string) => void;
  /** Called when zeros follow the gzip until the end, as tapes and block devices leave them. */
  readonly onPadding: () => void;
}

/** @throws whatever the source throws */
export async function* unpackGzip(
  source: AsyncIterable<Uint8Array>,
  news: GzipNews,
): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  const bytes = new ByteSource(iterator);
  try {
    const pieces = (await isMember(bytes)) ? unpackMembers(bytes, news) : passOn(bytes);
    for await (const piece of pieces) {
      news.onRead(bytes.offset);
      yield piece;
    }
    news.onRead(bytes.offset);
  } finally {
    await iterator.return?.();
  }
}

async function isMember(bytes: ByteSource): Promise<boolean> {
  const head = await bytes.peek(GZIP_MARK.length);
  return GZIP_MARK.every((byte, at) => head[at] === byte);
}

async function* passOn(bytes: ByteSource): AsyncGenerator<Uint8Array> {
  for (let piece = await bytes.read(); piece !== null; piece = await bytes.read()) yield piece;
}

/** Members stand one after another; only zeros may follow the last one. */
async function* unpackMembers(bytes: ByteSource, { onDamage, onPadding }: GzipNews): AsyncGenerator<Uint8Array> {
  do {
    const problem = yield* inflateMember(bytes);
    if (problem !== null) {
      onDamage(`is damaged or cut gzip: ${problem}`);
      return;
    }
  } while (await isMember(bytes));
  const end = bytes.offset;
  await bytes.skipZeros();
  const rest = await bytes.peek(SHOWN_BYTES);
  if (rest.length > 0) {
    onDamage(`has something else after its gzip data, from byte ${bytes.offset} on: ${show(rest)}`);
  } else if (bytes.offset > end) onPadding();
}

/** Text in quotes, anything else in hexadecimal digits. */
function show(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1');
  return /^[\t\n\r -~]+$/.test(text) ? JSON.stringify(text) : Buffer.from(bytes).toString('hex');
}
