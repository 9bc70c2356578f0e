/**
 * The target and the host of a request (RFC 9112, 3.2): a whole address is served as its path, and its host counts instead of
 * that of the Host header. Used by the HTTP server before anything else looks at a request.
 */
import type { IncomingMessage } from 'node:http';
import { isHost } from '../platform/host-name.ts';
import { ApiError } from './api-error.ts';

const LONGEST_URL = 8_192;
/** The target as a path with its query, and the request's Host as the target names it; other targets stay as they are. */
export function useOriginForm(request: IncomingMessage): string {
  const { url = '', headers } = request;
  const [, host, path = '', query = ''] = /^http:\/\/([^/?#]*)(\/[^?]*)?(\?.*)?$/i.exec(url) ?? [];
  if (host === undefined) return url;
  headers.host = host;
  return `${path === '' ? '/' : path}${query}`;
}

/** With two hosts a request could mean one thing here and another to a proxy. @throws ApiError */
export function checkTarget(request: IncomingMessage): void {
  const { rawHeaders, headers, httpVersion, url = '' } = request;
  const sent = rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === 'host');
  if (sent.length > 1) throw ApiError.of('manyHosts');
  if (sent.length === 0 && httpVersion !== '1.0') throw ApiError.of('badHost');
  // An empty Host says that the client knows no name.
  if (![...sent, headers.host ?? ''].every((host) => host === '' || isHost(host))) throw ApiError.of('badHost');
  if (!url.startsWith('/') && !isOfServer(request)) throw ApiError.of('badTarget');
  if (url.length > LONGEST_URL) throw ApiError.of('urlTooLong');
}

/** Whether the request asks what the server as a whole allows (`OPTIONS *`). */
export function isOfServer({ method, url }: IncomingMessage): boolean {
  return method === 'OPTIONS' && url === '*';
}
