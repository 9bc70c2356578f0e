/** Raw deflate off this thread. */
import { promisify } from 'node:util';
import { constants, deflateRaw, inflateRaw, type ZlibOptions } from 'node:zlib';

export const inflate = promisify(inflateRaw);

/** What zlib needs to see that there is no more. */
const SPARE_BYTES = 8;

/**
 * `inflate` of what becomes `length` bytes: in a buffer of a few more, because joining pieces of a long text would take this
 * thread a tenth of a second.
 */
export function inflateWhole(bytes: Uint8Array, length: number, options: ZlibOptions): Promise<Buffer> {
  return inflate(bytes, { ...options, chunkSize: Math.max(length + SPARE_BYTES, constants.Z_MIN_CHUNK) });
}
export const deflate = promisify(deflateRaw);
