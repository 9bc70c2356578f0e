/** `GET /v2/projects/{projectid}/chats`: the log. */
import { LOG_FORMATS, type LogFormat } from '@parley/contract';
import { frameOf } from '../../../chat-log/formats/log-frame.ts';
import { type ChatLogQuery, readChatLogQuery } from '../../../chat-log/query/chat-log-query.ts';
import type { ChatId } from '../../../model/ids.ts';
import type { Spool } from '../../../platform/spool.ts';
import type { LogRequest } from '../../../services/read-log/compose-log.ts';
import { encodeGzip, encodePlain } from '../../../services/read-log/encode-log.ts';
import { findPageEnd, type LogReading, readChatLog, SNAPSHOT_ROWS } from '../../../services/read-log/read-chat-log.ts';
import { makeCursor } from '../../../services/sync/feed-cursor.ts';
import type { FeedHead, ProjectChats, ProjectScope, StoreIdentity } from '../../../store/chat-store.ts';
import { ApiError } from '../../api-error.ts';
import { cacheHeaders, entityTag, matchesTag } from '../../entity-tag.ts';
import type { OperationHandler, OperationRequest } from '../../operation-routes.ts';
import { acceptedFormat, acceptsGzip, readPreferences } from '../../preferences.ts';
import { readingHeaders, readQuery } from '../../read-query.ts';
import type { ApiRequest, Reply } from '../../route.ts';

export interface GetChatLogDeps {
  readonly identity: StoreIdentity;
  readonly newSpool: () => Spool;
}

type LogAccess = Pick<OperationRequest<'getChatLog'>, 'principal' | 'project' | 'isMetadataOnly'>;

export function getChatLog(deps: GetChatLogDeps): OperationHandler<'getChatLog'> {
  return (request) => answerLog(deps, request);
}

async function answerLog(deps: GetChatLogDeps, request: OperationRequest<'getChatLog'>): Promise<Reply> {
  const access: LogAccess = request;
  const accepted = negotiate(request);
  const { query, warnings } = readLogQuery(access, request);
  const log = logRequest(access, query, accepted);
  // Before the first row is read, so that the feed tells of whatever changes meanwhile.
  const head = await access.project.feed.readHead();
  const tag = tagOf(deps, log, head);
  const headers = {
    ...cacheHeaders(tag),
    'parley-sync-cursor': syncCursor(deps, access, log, head),
    ...(await factHeaders(access, log, request, warnings)),
  };
  if (matchesTag(request.headers['if-none-match'], tag)) return { status: 304, headers, body: { kind: 'none' } };
  if (request.isHead) return answerHead(access, log, request, headers);
  return answerRows(deps, access, log, request, headers);
}

/** The format that Accept asks for; a `format=` parameter outranks it. @throws ApiError `notAcceptable` */
function negotiate({ headers, query }: ApiRequest): LogFormat {
  const format = acceptedFormat(headers.accept, LOG_FORMATS);
  const isNamed = query.parameters.some(([name]) => name.toLowerCase() === 'format');
  if (format === null && !isNamed) throw ApiError.of('notAcceptable', { slots: {} });
  return format ?? 'json';
}

function readLogQuery({ project, principal }: LogAccess, request: ApiRequest) {
  const { projectId, zone } = project;
  const { startSemantics } = principal.key;
  return readQuery(request, (given) => readChatLogQuery({ ...given, projectId, zone, startSemantics }));
}

function logRequest({ project, isMetadataOnly }: LogAccess, query: ChatLogQuery, accepted: LogFormat): LogRequest {
  const format = query.format ?? accepted;
  return { query, format, view: { ...query, isMetadataOnly, projectZone: project.zone } };
}

function tagOf({ identity }: GetChatLogDeps, { query, format, view }: LogRequest, { version }: FeedHead): string {
  const scopeName = view.isMetadataOnly ? 'metadata' : 'read';
  return entityTag({ epoch: identity.epoch, version, request: [query.canonical, format, scopeName] });
}

function syncCursor(
  { identity }: GetChatLogDeps,
  { project, isMetadataOnly }: LogAccess,
  { query }: LogRequest,
  { end }: FeedHead,
): string {
  return makeCursor(identity, { project, selection: query.selection, isMetadataOnly }, end);
}

/** Headers that say how the request was read and how much there is. */
async function factHeaders(
  { project }: LogAccess,
  { query }: LogRequest,
  request: ApiRequest,
  warnings: readonly string[],
): Promise<Record<string, string | readonly string[]>> {
  const headers = readingHeaders(query.dateRange, warnings);
  if (!query.hasFilters) {
    headers['x-total-count'] = String(project.chatCount);
  } else if (readPreferences(request.headers.prefer).has('count=exact')) {
    headers['x-total-count'] = String(await project.chats.count(query.selection));
    headers['preference-applied'] = 'count=exact';
  }
  return headers;
}

async function answerHead(
  { project }: LogAccess,
  log: LogRequest,
  request: ApiRequest,
  headers: Reply['headers'],
): Promise<Reply> {
  const { contentType } = frameOf(log.format, log.query);
  const lastOfPage = await findPageEnd(project.chats, log);
  return {
    status: 200,
    headers: { ...headers, ...bodyHeaders(project, log, request, contentType), ...linkHeader(log, lastOfPage) },
    body: { kind: 'none' },
  };
}

async function answerRows(
  { newSpool }: GetChatLogDeps,
  { project }: LogAccess,
  log: LogRequest,
  request: ApiRequest,
  headers: Reply['headers'],
): Promise<Reply> {
  const { chats } = project;
  const reading = await readChatLog({ chats, newSpool }, request.needsLength ? await boundToPage(chats, log) : log);
  if (request.needsLength && !reading.isComplete) await refuseLength(reading);
  const isGzip = isCompressed(log, request);
  const pieces = isGzip ? encodeGzip(reading.parts, reading.hasChunks) : encodePlain(reading.parts);
  return {
    status: 200,
    headers: {
      ...headers,
      ...bodyHeaders(project, log, request, reading.contentType),
      ...linkHeader(log, reading.lastOfPage),
    },
    body: await bodyOf(reading, pieces),
  };
}

/** The same rows as a page, which is read before it is sent. @throws ApiError `httpVersionNotSupported` when they are too many */
async function boundToPage(chats: ProjectChats, log: LogRequest): Promise<LogRequest> {
  if (log.query.limit !== null && log.query.limit <= SNAPSHOT_ROWS) return log;
  const page = { ...log, query: { ...log.query, limit: SNAPSHOT_ROWS } };
  if ((await findPageEnd(chats, page)) !== null) throw ApiError.of('httpVersionNotSupported', { slots: {} });
  return page;
}

/** Ends the reading, which holds a snapshot. @throws ApiError `httpVersionNotSupported` */
async function refuseLength({ parts }: LogReading): Promise<never> {
  const iterator = parts[Symbol.asyncIterator]();
  await iterator.next();
  await iterator.return?.();
  throw ApiError.of('httpVersionNotSupported', { slots: {} });
}

async function bodyOf({ isComplete }: LogReading, pieces: AsyncIterable<Uint8Array>): Promise<Reply['body']> {
  if (!isComplete) return { kind: 'stream', pieces };
  return { kind: 'bytes', pieces: await Array.fromAsync(pieces) };
}

function bodyHeaders(
  { projectId }: ProjectScope,
  { format }: LogRequest,
  request: ApiRequest,
  contentType: string,
): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': contentType };
  if (isCompressed({ format }, request)) headers['content-encoding'] = 'gzip';
  if (format === 'csv') headers['content-disposition'] = `attachment; filename="chats-${projectId}.csv"`;
  if (format === 'csv-messages') headers['content-disposition'] = `attachment; filename="messages-${projectId}.csv"`;
  if (format === 'parquet') headers['content-disposition'] = `attachment; filename="chats-${projectId}.parquet"`;
  return headers;
}

/** The pages of a Parquet file are compressed already. */
function isCompressed({ format }: Pick<LogRequest, 'format'>, request: ApiRequest): boolean {
  return format !== 'parquet' && acceptsGzip(request.headers['accept-encoding']);
}

/** Relative to the request, so that it holds behind a proxy that adds or takes away a part of the path. */
function linkHeader({ query }: LogRequest, lastOfPage: ChatId | null): Record<string, string> {
  if (lastOfPage === null) return {};
  const parameters = [...query.linkParameters, ['after', String(lastOfPage)] as const];
  const text = parameters.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  return { link: `<?${text}>; rel="next"` };
}
