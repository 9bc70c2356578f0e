/**
 * The HTTP server: limits, the checks of every request and their order, routes, and the one place where an error becomes a
 * reply. Every refusal has the envelope.
 */
import { METHODS } from 'node:http';
import type { Socket } from 'node:net';
import { ERRORS, errorBody } from '@parley/contract';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { ShelfFailure } from '../platform/shelf-failure.ts';
import { DamagedChat, StoreError } from '../store/store-error.ts';
import { ApiError } from './api-error.ts';
import type { ClientAddresses } from './client-address.ts';
import type { CrossOrigin } from './cross-origin.ts';
import { openedToPage, pagePreflight } from './page-access.ts';
import { ParserErrors } from './parser-errors.ts';
import { readRequest } from './read-request.ts';
import { checkTarget, isOfServer, useOriginForm } from './request-target.ts';
import type { PathTexts, Route } from './route.ts';
import { type RunningRequest, RunningRequests } from './running-requests.ts';
import { sendReply } from './send-reply.ts';
import type { ServerMetrics } from './server-metrics.ts';

export interface HttpServerOptions {
  readonly routes: readonly Route[];
  readonly logger: Logger;
  readonly clock: Clock;
  readonly metrics: ServerMetrics;
  /** Where clients reach this server, without a query; null takes the host of each request. */
  readonly publicUrl: string | null;
  readonly addresses: ClientAddresses;
  readonly crossOrigin: CrossOrigin;
  /** For a request to arrive; bodies that are no uploads have less. */
  readonly longestRequestMs: number;
}

/** Without a body, or with one of any type. */
const TYPELESS: ReadonlySet<string> = new Set(['DELETE', 'OPTIONS', 'PUT']);

/** A server that does not listen yet. */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const parserErrors = new ParserErrors(options.logger);
  const running = new RunningRequests();
  const server = fastify({
    logger: false,
    exposeHeadRoutes: false,
    bodyLimit: 1_024,
    requestTimeout: options.longestRequestMs,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    rewriteUrl: useOriginForm,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 64 },
    clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) => parserErrors.refuse(error, socket),
    frameworkErrors: (error, _request, reply) => {
      const name = error.code === 'FST_ERR_BAD_URL' ? 'malformedUrl' : 'malformedRequest';
      return sendError(reply, ApiError.of(name));
    },
    http: {
      headersTimeout: 10_000,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: 16_384,
      requireHostHeader: false,
    },
  });
  parserErrors.watch(server.server);
  for (const method of METHODS) {
    if (!server.supportedMethods.includes(method)) server.addHttpMethod(method);
  }
  // Only the routes that take a body read it, whatever its type.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _payload, done) => done(null));
  const allowed = new Set(options.routes.flatMap(methodsOf)).add('OPTIONS');
  server.addHook('onRequest', async ({ method, raw }, reply) => {
    checkTarget(raw);
    if (isOfServer(raw))
      return reply
        .code(204)
        .header('allow', [...allowed].join(', '))
        .send();
    // What a body that nobody reads, or that is a file, claims to be does not matter.
    if (TYPELESS.has(method)) delete raw.headers['content-type'];
  });
  server.setNotFoundHandler(() => {
    throw ApiError.of('routeNotFound');
  });
  server.setErrorHandler((error, request, reply) => sendAnyError(error, request, reply, options));
  for (const route of options.routes) addRoute(server, route, options, running);
  addPreflights(server, options);
  addRefusals(server, options);
  server.addHook('preClose', async () => running.abort());
  // A request runs on briefly after its client disconnects; the store must stay open until then.
  server.addHook('onClose', () => running.settle());
  return server;
}

function addRoute(server: FastifyInstance, route: Route, options: HttpServerOptions, running: RunningRequests): void {
  server.route({
    method: methodsOf(route),
    url: urlOf(route),
    handler: (request, reply) => running.run(reply.raw, (one) => handle(route, request, reply, options, one)),
  });
}

/** Answers browsers that ask whether a page of another origin may read. */
function addPreflights(server: FastifyInstance, { routes, crossOrigin }: HttpServerOptions): void {
  const asked = new Map(routes.filter((one) => hasPreflight(one, crossOrigin)).map((route) => [urlOf(route), route]));
  for (const route of asked.values()) {
    const preflight = ({ headers }: FastifyRequest) =>
      route.isForPages === true ? pagePreflight(headers) : crossOrigin.preflight(headers);
    server.route({
      method: 'OPTIONS',
      url: urlOf(route),
      handler: async (request, reply) => reply.code(204).headers(preflight(request)).send(),
    });
  }
}

function hasPreflight({ method, isForPages }: Route, { isOn }: CrossOrigin): boolean {
  return isForPages === true || (isOn && method === 'GET');
}

/** Refuses every other method on the path of a route. */
function addRefusals(server: FastifyInstance, { routes, crossOrigin }: HttpServerOptions): void {
  for (const url of new Set(routes.map(urlOf))) {
    const served = routes.filter((route) => urlOf(route) === url);
    const isOpen = served.some((route) => hasPreflight(route, crossOrigin));
    const allowed = [...served.flatMap(methodsOf), ...(isOpen ? ['OPTIONS'] : [])];
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

async function handle(
  route: Route,
  request: FastifyRequest,
  fastifyReply: FastifyReply,
  { addresses, clock, crossOrigin, logger, metrics, publicUrl }: HttpServerOptions,
  running: RunningRequest,
): Promise<void> {
  const startedMs = clock.monotonicMs();
  const client = addresses.clientOf(request.raw);
  const response = fastifyReply.raw;
  response.once('close', () => {
    const ms = Math.round(clock.monotonicMs() - startedMs);
    const status = response.statusCode;
    metrics.countRequest(route.name, status, ms / 1000);
    logger.info(
      { operation: route.name, method: request.method, status, ms, ip: client.ip, isWhole: response.writableFinished },
      'request',
    );
  });
  if (route.isForPages === true) response.setHeaders(new Headers(openedToPage(request.headers)));
  const reply = await route.handle(readRequest(request, { client, publicUrl, running }), request.params as PathTexts);
  const headers =
    route.method === 'GET' && route.isForPages !== true
      ? crossOrigin.opened(reply.headers, request.headers)
      : reply.headers;
  running.beginSending();
  response.setHeader('x-content-type-options', 'nosniff');
  await sendReply(request.raw, response, { ...reply, headers }).catch((error: unknown) => {
    if (!response.headersSent) throw error;
    const isSlowReader = error instanceof StoreError && error.code === 'outdated';
    logger[isSlowReader ? 'warn' : 'error']({ err: error, operation: route.name }, 'a reply was cut off');
  });
  fastifyReply.hijack();
}

function sendAnyError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { addresses, crossOrigin, logger }: HttpServerOptions,
): FastifyReply {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const known = asApiError(error, isRead);
  const { logLevel } = ERRORS[known.error];
  logger[logLevel](
    { err: known.cause, code: known.message, method: request.method, ip: addresses.ipOf(request.raw) },
    'refused',
  );
  return sendError(reply.headers(isRead ? crossOrigin.opening(request.headers) : {}), known);
}

function sendError(reply: FastifyReply, { error, property, slots, headers }: ApiError): FastifyReply {
  return reply
    .code(ERRORS[error].status)
    .headers({ ...headers, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(errorBody(error, { property, slots })));
}

const RETRY_SOON = { 'retry-after': '1' };
const RETRY_LATER = { 'retry-after': '10' };
type FrameworkError = 'bodyTooLarge' | 'malformedUrl' | 'malformedRequest' | 'unsupportedMediaType';
const ERROR_OF_FRAMEWORK: Readonly<Record<string, FrameworkError>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupportedMediaType',
  FST_ERR_CTP_BODY_TOO_LARGE: 'bodyTooLarge',
  FST_ERR_BAD_URL: 'malformedUrl',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformedRequest',
};

/** Null for what no caller can do anything about. */
function errorOfStore(cause: StoreError, isRead: boolean): ApiError | null {
  switch (cause.code) {
    case 'busy':
    case 'outdated':
    case 'unreachable':
      return ApiError.of('busy', { headers: RETRY_SOON, cause });
    case 'full':
      return ApiError.of('storeFull', { cause });
    case 'failed':
      return isRead ? null : ApiError.of('outcomeUnknown', { cause });
    case 'damaged':
      return cause instanceof DamagedChat
        ? ApiError.of('chatDamaged', { slots: { chatId: String(cause.chatId) }, cause })
        : ApiError.of('storeDamaged', { cause });
    default:
      return null;
  }
}

/** What a caller may see of an error; an unexpected one is `internal`, with its cause for the log only. */
function asApiError(error: unknown, isRead: boolean): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof ShelfFailure) return ApiError.of('filesUnavailable', { headers: RETRY_LATER, cause: error });
  const ofStore = error instanceof StoreError ? errorOfStore(error, isRead) : null;
  if (ofStore !== null) return ofStore;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = ERROR_OF_FRAMEWORK[code];
  return ApiError.of(known ?? 'internal', { cause: error });
}
