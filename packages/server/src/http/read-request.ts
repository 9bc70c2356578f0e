/** Turns a fastify request into the request that routes take. Used by the HTTP server only. */
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { decodeQueryString } from '../chat-log/query/query-string.ts';
import { ApiError } from './api-error.ts';
import type { Client } from './client-address.ts';
import type { ApiRequest, DecodedQuery } from './route.ts';
import type { RunningRequest } from './running-requests.ts';

/** Of a body, where the operation does not take larger ones. */
const LONGEST_BODY = 4_096;

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

/** @throws ApiError `bodyTooLarge`; `malformedRequest` when the client disconnected halfway. */
async function readBody(request: IncomingMessage, longest: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of request.iterator({ destroyOnReturn: false })) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > longest) break;
    }
  } catch (error) {
    throw ApiError.of('malformedRequest', { cause: error });
  }
  // The rest is never read, so the connection cannot serve another request.
  if (bytes > longest) throw ApiError.of('bodyTooLarge', { headers: { connection: 'close' } });
  return Buffer.concat(pieces);
}
