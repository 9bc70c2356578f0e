/** Raw deflate off this thread. */
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';

export const inflate = promisify(inflateRaw);
export const deflate = promisify(deflateRaw);
