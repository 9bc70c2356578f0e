/** Requests that never become requests: what the HTTP parser refuses is answered in the envelope too. */
import type { Socket } from 'node:net';
import { ERRORS, type ErrorName, errorBody } from '@parley/contract';
import type { Logger } from '../platform/logger.ts';

const ERROR_OF_PARSER: Readonly<Record<string, ErrorName>> = {
  HPE_HEADER_OVERFLOW: 'headersTooLarge',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'bodyTooLarge',
  ERR_HTTP_REQUEST_TIMEOUT: 'requestTimeout',
};

export interface ParserErrorContext {
  /** A reply to an earlier request of the connection has begun; whatever is written now would stand inside it. */
  readonly isReplying: boolean;
  readonly logger: Logger;
}

/** Answers and closes the connection: where the next request would begin is not known any more. */
export function answerParserError(
  error: NodeJS.ErrnoException,
  socket: Socket,
  { isReplying, logger }: ParserErrorContext,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable || isReplying) {
    socket.destroy();
    return;
  }
  const name = ERROR_OF_PARSER[error.code ?? ''] ?? 'malformedRequest';
  const { status, code } = ERRORS[name];
  logger.info({ code, ip: socket.remoteAddress }, 'refused');
  const body = JSON.stringify(errorBody(name));
  socket.end(
    [
      `HTTP/1.1 ${status} ${REASONS[status] ?? 'Bad Request'}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

const REASONS: Readonly<Record<number, string>> = {
  408: 'Request Timeout',
  413: 'Content Too Large',
  431: 'Request Header Fields Too Large',
};
