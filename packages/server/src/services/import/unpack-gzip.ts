/** Unpacks a stream when it is gzip, and passes anything else on as it is. Used by the import; never holds the whole. */
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

const GZIP_MARK = [0x1f, 0x8b] as const;

/**
 * `onDamage` is called with a sentence when the gzip ends early or is damaged; what was unpacked until then is given.
 * @throws whatever the source throws
 */
export async function* unpackGzip(
  source: AsyncIterable<Uint8Array>,
  onDamage: (reason: string) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    const head = await readHead(iterator);
    const pieces = startWith(head, iterator);
    if (GZIP_MARK.every((byte, at) => head[at] === byte)) yield* unpack(pieces, onDamage);
    else yield* pieces;
  } finally {
    await iterator.return?.();
  }
}

/** At least two bytes, or all when there are fewer. */
async function readHead(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head = new Uint8Array();
  while (head.length < GZIP_MARK.length) {
    const next = await iterator.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

async function* startWith(head: Uint8Array, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
}

async function* unpack(
  packed: AsyncIterable<Uint8Array>,
  onDamage: (reason: string) => void,
): AsyncGenerator<Uint8Array> {
  let failure: { readonly error: unknown } | null = null;
  const copies = async function* () {
    try {
      // The memory of a piece may be used again before it is unpacked.
      for await (const piece of packed) yield Buffer.from(piece);
    } catch (error) {
      failure = { error };
    }
  };
  const gunzip = createGunzip();
  Readable.from(copies(), { objectMode: false }).pipe(gunzip);
  try {
    yield* gunzip;
  } catch (error) {
    if (failure === null)
      onDamage(`the file is damaged or cut gzip: ${error instanceof Error ? error.message : error}`);
  }
  if (failure !== null) throw (failure as { readonly error: unknown }).error;
}
