/** Reads the small body of a request into memory. Used by routes that take one, by way of `ApiRequest`. */
import type { IncomingMessage } from 'node:http';
import { ApiError } from './api-error.ts';

const LONGEST_BODY = 4_096;

/** @throws ApiError `bodyTooLarge`; `malformedRequest` when the client left in the middle of it. */
export async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of request.iterator({ destroyOnReturn: false })) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > LONGEST_BODY) break;
    }
  } catch (error) {
    throw ApiError.of('malformedRequest', { slots: {}, cause: error });
  }
  // The rest is never read: the connection cannot serve another request.
  if (bytes > LONGEST_BODY) throw ApiError.of('bodyTooLarge', { slots: {}, headers: { connection: 'close' } });
  return Buffer.concat(pieces);
}
