/** Turns a fastify request into the request that routes take. Used by the HTTP server only. */
import type { IncomingMessage } from 'node:http';
import { clearTimeout, setTimeout } from 'node:timers';
import type { FastifyRequest } from 'fastify';
import { decodeQueryString } from '../chat-log/query/query-string.ts';
import { ApiError } from './api-error.ts';
import type { Client } from './client-address.ts';
import type { ApiRequest, DecodedQuery } from './route.ts';
import type { RunningRequest } from './running-requests.ts';

/** Of a body, where the operation does not take larger ones. */
const LONGEST_BODY = 4_096;
/** For such a body to arrive. */
const LONGEST_WAIT_MS = 30_000;
/** The rest is never read, so the connection cannot serve another request. */
const CLOSING = { headers: { connection: 'close' } };

interface RequestParts {
  readonly client: Client;
  /** Where clients reach this server through a proxy; null takes what the client asked for. */
  readonly publicUrl: string | null;
  readonly running: Pick<RunningRequest, 'signal' | 'cut'>;
}

export function readRequest(request: FastifyRequest, { client, publicUrl, running }: RequestParts): ApiRequest {
  return {
    isHead: request.method === 'HEAD',
    needsLength: request.raw.httpVersion === '1.0',
    headers: request.headers,
    address: addressOf(request, client, publicUrl),
    isFormatOfPath: false,
    host: client.host,
    ip: client.ip,
    query: readQueryString(request.raw.url ?? ''),
    signal: running.signal,
    cut: running.cut,
    readBody: (longest = LONGEST_BODY) => readBody(request.raw, longest),
    openBody: () => piecesOf(request.raw, running.signal),
  };
}

function addressOf({ raw }: FastifyRequest, { scheme, host }: Client, publicUrl: string | null): string {
  const [path = ''] = (raw.url ?? '').split('?', 1);
  if (publicUrl !== null) return publicUrl.replace(/\/$/, '') + path;
  return `${scheme}://${host}${path}`;
}

function readQueryString(target: string): DecodedQuery {
  const mark = target.indexOf('?');
  const decoded = decodeQueryString(mark === -1 ? '' : target.slice(mark + 1));
  return 'refused' in decoded ? { parameters: [], refused: decoded.refused } : { ...decoded, refused: null };
}

/** @throws ApiError `malformedRequest` when the client disconnected halfway; `signal.reason` */
async function* piecesOf(request: IncomingMessage, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const pieces = request.iterator({ destroyOnReturn: false });
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  // Nobody may be waiting when it comes.
  aborted.catch(() => undefined);
  try {
    for (;;) {
      const next = pieces.next().catch((error: unknown) => {
        throw ApiError.of('malformedRequest', { cause: error });
      });
      const { done, value } = await Promise.race([next, aborted]);
      if (done === true) return;
      yield value;
    }
  } finally {
    // Not awaited: after an abort it waits for a piece that may never come.
    pieces.return?.().catch(() => undefined);
  }
}

/** @throws ApiError `bodyTooLarge`; `malformedRequest` when the client disconnected halfway; `requestTimeout` when it takes too long */
async function readBody(request: IncomingMessage, longest: number): Promise<Uint8Array> {
  const late = new AbortController();
  const patience = setTimeout(() => late.abort(ApiError.of('requestTimeout', CLOSING)), LONGEST_WAIT_MS);
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of piecesOf(request, late.signal)) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > longest) break;
    }
  } finally {
    clearTimeout(patience);
  }
  if (bytes > longest) throw ApiError.of('bodyTooLarge', CLOSING);
  return Buffer.concat(pieces);
}
