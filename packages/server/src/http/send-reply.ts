/** Writes a reply to the socket: waits for slow readers, cuts stalled ones, and never lets a truncated reply look complete. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers';
import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import { releaseBytes, WORTH_RELEASING } from '../platform/release-bytes.ts';
import { ApiError } from './api-error.ts';
import { acceptsGzip } from './preferences.ts';
import type { Reply } from './route.ts';

const compress = promisify(gzip);

const STALL_LIMIT_MS = 60_000;
/** How much is passed to the socket at a time. */
const WRITE_BYTES = 1_000_000;
/** A separator before a piece may have been cut off, and zlib leaves some bytes after it. */
const LONGEST_REST = 8;
const WORTH_COMPRESSING = 1_400;
const QUICK_LEVEL = 3;

/** Resolves when everything is passed to the socket or the client has disconnected; rejects when the reply had to be cut. */
export async function sendReply(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply<unknown>,
): Promise<void> {
  const { body } = reply;
  // HTTP/1.0 has no chunked coding: a truncated reply would look complete.
  if (body.kind === 'stream' && request.httpVersion === '1.0') throw ApiError.of('httpVersionNotSupported');
  response.statusCode = reply.status;
  for (const [name, value] of Object.entries(reply.headers)) response.setHeader(name, value);
  switch (body.kind) {
    case 'none':
      response.end();
      return;
    case 'json':
      sendText(request, response, JSON.stringify(body.value));
      return;
    case 'text':
      sendText(request, response, body.text);
      return;
    case 'encoded':
      await sendEncoded(request, response, Buffer.concat(body.pieces));
      return;
    case 'bytes':
      await sendPieces(response, body.pieces);
      return;
    case 'stream':
      await sendStream(response, body.pieces);
  }
}

function sendText(request: IncomingMessage, response: ServerResponse, text: string): void {
  let bytes = Buffer.from(text);
  if (isWorthCompressing(request, bytes)) {
    bytes = gzipSync(bytes, { level: QUICK_LEVEL });
    response.setHeader('content-encoding', 'gzip');
  }
  endWith(request, response, bytes);
}

/** Compresses off this thread. */
async function sendEncoded(request: IncomingMessage, response: ServerResponse, text: Buffer): Promise<void> {
  if (!isWorthCompressing(request, text)) return endWith(request, response, text);
  const bytes = await compress(text, { level: QUICK_LEVEL });
  response.setHeader('content-encoding', 'gzip');
  endWith(request, response, bytes);
}

function isWorthCompressing(request: IncomingMessage, bytes: Uint8Array): boolean {
  return bytes.length >= WORTH_COMPRESSING && acceptsGzip(request.headers['accept-encoding']);
}

function endWith(request: IncomingMessage, response: ServerResponse, bytes: Uint8Array): void {
  if (!response.hasHeader('vary')) response.setHeader('vary', 'Authorization, Accept-Encoding');
  response.setHeader('content-length', bytes.length);
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

async function sendPieces(response: ServerResponse, pieces: readonly Uint8Array[]): Promise<void> {
  response.setHeader(
    'content-length',
    pieces.reduce((sum, piece) => sum + piece.length, 0),
  );
  let corkedBytes = 0;
  response.cork();
  for (const [at, piece] of pieces.entries()) {
    corkedBytes += piece.length;
    if (at === pieces.length - 1 && corkedBytes < WRITE_BYTES) {
      // With the end in one call to the system: a small page costs little more than its calls.
      response.end(piece, () => release(piece));
      return;
    }
    writePiece(response, piece);
    if (corkedBytes < WRITE_BYTES) continue;
    response.uncork();
    if (response.writableNeedDrain) await drained(response);
    if (response.destroyed) return;
    corkedBytes = 0;
    response.cork();
  }
  response.uncork();
  response.end();
}

async function sendStream(response: ServerResponse, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const piece of pieces) {
      if (!writePiece(response, piece)) await drained(response);
      if (response.destroyed) return;
    }
    response.end();
  } catch (error) {
    // Once the status is sent, only a broken connection can show that the reply is incomplete.
    if (response.headersSent) response.destroy();
    else for (const name of response.getHeaderNames()) response.removeHeader(name);
    throw error;
  }
}

/** Passes a piece to the socket and frees its memory once it is sent; false when the socket's buffer is full. */
function writePiece(response: ServerResponse, piece: Uint8Array): boolean {
  return piece.length < WORTH_RELEASING ? response.write(piece) : response.write(piece, () => release(piece));
}

/** Frees a large buffer that holds only this piece: pages of two bulk readers delayed acknowledgements otherwise. */
function release(piece: Uint8Array): void {
  if (piece.byteLength >= WORTH_RELEASING) releaseBytes(piece, LONGEST_REST);
}

/** Resolves when the client has read what was written or has disconnected; one that reads nothing for a minute is cut. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => response.destroy(), STALL_LIMIT_MS);
    const done = () => {
      clearTimeout(timer);
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
    if (response.destroyed) done();
  });
}
