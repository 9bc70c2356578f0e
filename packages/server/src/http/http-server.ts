/**
 * The HTTP edge: limits, the order of checks that hold for every request, routes, and the one place where an error becomes
 * a reply. Everything that is refused is refused in the envelope.
 */
import { METHODS } from 'node:http';
import type { Socket } from 'node:net';
import { ERRORS, errorBody } from '@parley/contract';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { StoreError } from '../store/store-error.ts';
import type { ApiRequest, Route } from './answer.ts';
import { ApiError } from './api-error.ts';
import { OpenReplies } from './open-replies.ts';
import { answerParserError } from './parser-error.ts';
import { readBody } from './read-body.ts';
import { RunningRequests } from './running-requests.ts';
import { sendAnswer } from './send-answer.ts';
import type { ServerMetrics } from './server-metrics.ts';

export interface HttpServerOptions {
  readonly routes: readonly Route[];
  readonly logger: Logger;
  readonly clock: Clock;
  readonly metrics: ServerMetrics;
}

const LONGEST_URL = 8_192;

/** A server that is not listening yet. */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const replies = new OpenReplies();
  const running = new RunningRequests();
  const server = fastify({
    logger: false,
    exposeHeadRoutes: false,
    bodyLimit: 1_024,
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 64 },
    clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) =>
      answerParserError(error, socket, { isReplying: replies.hasBegun(socket), logger: options.logger }),
    frameworkErrors: (error, _request, reply) => {
      const name = error.code === 'FST_ERR_BAD_URL' ? 'malformedUrl' : 'malformedRequest';
      return sendError(reply, ApiError.of(name, { slots: {} }));
    },
    http: {
      headersTimeout: 10_000,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: 16_384,
      requireHostHeader: false,
    },
  });
  replies.watch(server.server);
  for (const method of METHODS) {
    if (!server.supportedMethods.includes(method)) server.addHttpMethod(method);
  }
  // A body is read by those routes that want one, whatever its type, and by nobody else.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _payload, done) => done(null));
  server.addHook('onRequest', async (request) => checkRequestLine(request));
  server.setNotFoundHandler(() => {
    throw ApiError.of('routeNotFound', { slots: {} });
  });
  server.setErrorHandler((error, request, reply) => answerError(error, request, reply, options.logger));
  for (const route of options.routes) addRoute(server, route, options, running);
  addRefusals(server, options.routes);
  server.addHook('preClose', async () => running.abort());
  // A client that is gone leaves its request running for a moment; the store must not be closed under it.
  server.addHook('onClose', () => running.settle());
  return server;
}

function addRoute(server: FastifyInstance, route: Route, options: HttpServerOptions, running: RunningRequests): void {
  server.route({
    method: methodsOf(route),
    url: urlOf(route),
    handler: (request, reply) => running.run(reply.raw, (signal) => handle(request, reply, route, options, signal)),
  });
}

/** Every other method on a path that some route serves. */
function addRefusals(server: FastifyInstance, routes: readonly Route[]): void {
  for (const url of new Set(routes.map(urlOf))) {
    const allowed = routes.filter((route) => urlOf(route) === url).flatMap(methodsOf);
    server.route({
      method: server.supportedMethods.filter((method) => !allowed.includes(method)),
      url,
      onRequest: async (request) => {
        const headers = { allow: allowed.join(', ') };
        throw ApiError.of('methodNotAllowed', { slots: { method: request.method }, headers });
      },
      handler: async () => undefined,
    });
  }
}

function methodsOf({ method }: Route): string[] {
  return method === 'GET' ? ['GET', 'HEAD'] : [method];
}

function urlOf({ path }: Route): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

/** Two hosts in one request, or one in its target, are how a request is made to mean one thing here and another behind. */
function checkRequestLine({ raw }: FastifyRequest): void {
  const hosts = raw.rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === 'host').length;
  if (hosts > 1) throw ApiError.of('manyHosts', { slots: {} });
  if (hosts === 0 && raw.httpVersion !== '1.0') throw ApiError.of('badHost', { slots: {} });
  if (raw.headers.host !== undefined && !/^[\w.:[\]-]*$/.test(raw.headers.host))
    throw ApiError.of('badHost', { slots: {} });
  const target = raw.url ?? '';
  if (!target.startsWith('/')) throw ApiError.of('malformedUrl', { slots: {} });
  if (target.length > LONGEST_URL) throw ApiError.of('urlTooLong', { slots: {} });
}

async function handle(
  request: FastifyRequest,
  reply: FastifyReply,
  route: Route,
  { clock, logger, metrics }: HttpServerOptions,
  signal: AbortSignal,
): Promise<void> {
  const startedMs = clock.monotonicMs();
  const operation = route.operationId ?? route.path;
  reply.raw.once('close', () => {
    const ms = Math.round(clock.monotonicMs() - startedMs);
    const status = reply.raw.statusCode;
    metrics.countRequest(operation, status, ms / 1000);
    logger.info(
      { operation, method: request.method, status, ms, ip: request.ip, isWhole: reply.raw.writableFinished },
      'request',
    );
  });
  const answer = await route.handle(readRequest(request, signal));
  reply.raw.setHeader('x-content-type-options', 'nosniff');
  await sendAnswer(request.raw, reply.raw, answer).catch((error: unknown) => {
    if (!reply.raw.headersSent) throw error;
    logger.error({ err: error, operation }, 'a reply had to be cut');
  });
  reply.hijack();
}

function readRequest(request: FastifyRequest, signal: AbortSignal): ApiRequest {
  const target = request.raw.url ?? '';
  const mark = target.indexOf('?');
  return {
    isHead: request.method === 'HEAD',
    needsLength: request.raw.httpVersion === '1.0',
    headers: request.headers,
    ip: request.ip,
    params: request.params as Record<string, string>,
    rawQuery: mark === -1 ? '' : target.slice(mark + 1),
    signal,
    readBody: () => readBody(request.raw),
  };
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, logger: Logger): FastifyReply {
  const known = asApiError(error);
  const { logLevel } = ERRORS[known.error];
  logger[logLevel]({ err: known.cause, code: known.message, method: request.method, ip: request.ip }, 'refused');
  return sendError(reply, known);
}

function sendError(reply: FastifyReply, { error, property, slots, headers }: ApiError): FastifyReply {
  return reply
    .code(ERRORS[error].status)
    .headers({ ...headers, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(errorBody(error, { property, slots })));
}

const RETRY_SOON = { 'retry-after': '1' };
const ERROR_OF_FRAMEWORK: Readonly<Record<string, 'bodyTooLarge' | 'malformedUrl' | 'malformedRequest'>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'bodyTooLarge',
  FST_ERR_BAD_URL: 'malformedUrl',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformedRequest',
};

/** Whether the same request may well be answered later: others hold the store, or its database is away or full now. */
function isPassing({ code }: StoreError): boolean {
  return code === 'busy' || code === 'unreachable' || code === 'full' || code === 'failed';
}

/** What a caller may know of an error; anything unforeseen is `internal`, with its cause for the log only. */
function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof StoreError && isPassing(error)) {
    return ApiError.of('busy', { slots: {}, headers: RETRY_SOON, cause: error });
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = ERROR_OF_FRAMEWORK[code];
  return ApiError.of(known ?? 'internal', { slots: {}, cause: error });
}
