/** Replies with the envelope to requests that never become one for a route. Used by the HTTP server. */
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ERRORS, type ErrorName, errorBody } from '@parley/contract';
import type { Logger } from '../platform/logger.ts';

const ERROR_OF_PARSER: Readonly<Record<string, ErrorName>> = {
  HPE_HEADER_OVERFLOW: 'headersTooLarge',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'bodyTooLarge',
  ERR_HTTP_REQUEST_TIMEOUT: 'requestTimeout',
};
const REASONS: Readonly<Record<number, string>> = {
  408: 'Request Timeout',
  413: 'Content Too Large',
  431: 'Request Header Fields Too Large',
};

export class ParserErrors {
  readonly #logger: Logger;
  /** Unfinished replies of each connection; an error written meanwhile would land inside one of them. */
  readonly #repliesOf = new WeakMap<Socket, Set<ServerResponse>>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Tracks every reply of the server, and refuses to be a tunnel to another one. */
  watch(server: Server): void {
    server.on('connect', ({ socket }, connection) => this.#send(connection, 'badTarget', socket.remoteAddress));
    server.on('request', ({ socket }, response: ServerResponse) => {
      const replies = this.#repliesOf.get(socket) ?? new Set();
      this.#repliesOf.set(socket, replies.add(response));
      response.once('close', () => replies.delete(response));
    });
  }

  /** Replies and closes the connection, because the start of the next request is unknown. */
  refuse(error: NodeJS.ErrnoException, socket: Socket): void {
    if (error.code === 'ECONNRESET' || !socket.writable || this.#isReplying(socket)) {
      socket.destroy();
      return;
    }
    this.#send(socket, ERROR_OF_PARSER[error.code ?? ''] ?? 'malformedRequest', socket.remoteAddress);
  }

  #send(connection: Duplex, name: ErrorName, ip: string | undefined): void {
    const { status, code } = ERRORS[name];
    this.#logger.info({ code, ip }, 'refused');
    const body = JSON.stringify(errorBody(name));
    connection.end(
      [
        `HTTP/1.1 ${status} ${REASONS[status] ?? 'Bad Request'}`,
        'Content-Type: application/json; charset=utf-8',
        `Content-Length: ${Buffer.byteLength(body)}`,
        'Cache-Control: no-store',
        'X-Content-Type-Options: nosniff',
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  }

  #isReplying(socket: Socket): boolean {
    return [...(this.#repliesOf.get(socket) ?? [])].some((response) => response.headersSent);
  }
}
