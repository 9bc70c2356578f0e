/** `GET /v2/projects/{projectid}/chats`: the log, and the addresses that give it in one other format each. */
import { LOG_FORMATS, type LogFormat } from '@parley/contract';
import { PARQUET_MEDIA_TYPE } from '../../../chat-log/formats/parquet-table.ts';
import { type ChatLogQuery, readChatLogQuery } from '../../../chat-log/query/chat-log-query.ts';
import { indexQuery } from '../../../chat-log/search/index-query.ts';
import type { ProjectScope } from '../../../model/ids.ts';
import type { ContentEncoding } from '../../../services/read-log/encode-parts.ts';
import { formatOf, type LogRequest, type LogTally, viewIn } from '../../../services/read-log/print-log.ts';
import type { PrintThreads } from '../../../services/read-log/print-threads.ts';
import { findPageEnd, type LogReading, readChatLog, SNAPSHOT_ROWS } from '../../../services/read-log/read-chat-log.ts';
import { makeCursor } from '../../../services/sync/feed-cursor.ts';
import type { FeedHead, ProjectChats, StoreIdentity } from '../../../store/chat-store.ts';
import { ApiError } from '../../api-error.ts';
import { findStrongTag, withRanges } from '../../byte-ranges.ts';
import { cacheHeaders, entityTag, matchesTag } from '../../entity-tag.ts';
import { nextLink } from '../../next-link.ts';
import type { OperationHandler, OperationRequest } from '../../operation-routes.ts';
import { acceptsGzip, negotiateFormat, readPreferences, withFormat } from '../../preferences.ts';
import { readingHeaders, readQuery } from '../../read-query.ts';
import type { ApiRequest, ReadFacts, Reply } from '../../route.ts';

type Asked = Pick<OperationRequest<'getChatLog'>, 'principal' | 'project' | 'isMetadataOnly' | 'beginCostly'>;
type LogAccess = Asked & Pick<LogSource, 'threads'>;

export interface LogSource {
  readonly identity: StoreIdentity;
  /** Where long tables are printed. */
  readonly threads: PrintThreads;
}

export function getChatLog(source: LogSource): OperationHandler<'getChatLog'> {
  return (request) => replyToLog(source, request);
}

/** The log at an address of that format alone. */
export function getChatLogAs(source: LogSource, format: LogFormat): (request: ApiRequest & Asked) => Promise<Reply> {
  return (request) => replyToLog(source, withFormat(request, format));
}

async function replyToLog({ identity, threads }: LogSource, request: ApiRequest & Asked): Promise<Reply> {
  const { principal, project, isMetadataOnly, beginCostly } = request;
  const access: LogAccess = { principal, project, isMetadataOnly, beginCostly, threads };
  const accepted = negotiateFormat(request, LOG_FORMATS);
  const { query, warnings } = readLogQuery(access, request, accepted);
  const log = logRequest(access, query, accepted);
  // Before the first row is read, so that the feed includes whatever changes meanwhile.
  const head = await access.project.feed.readHead();
  const tag = tagOf(identity, log, head);
  const unindexed = query.selection.search === undefined ? 0 : await access.project.chats.countUnindexed();
  const headers = {
    ...cacheHeaders(tag),
    'parley-sync-cursor': syncCursor(identity, access, log, head),
    ...(unindexed === 0 ? {} : { 'parley-unindexed-chats': String(unindexed) }),
    ...(await factHeaders(access, log, request, warnings)),
  };
  const ifNoneMatch = request.headers['if-none-match'];
  const strong = findStrongTag(ifNoneMatch, tag);
  if (strong !== null || matchesTag(ifNoneMatch, tag)) {
    return { status: 304, headers: { ...headers, etag: strong ?? tag }, body: { kind: 'none' }, read: readFacts(log) };
  }
  if (isCostly(request, log) || unindexed > SNAPSHOT_ROWS || readsTexts(query)) await access.beginCostly();
  if (request.isHead) return { ...(await replyToHead(access, log, request, headers)), read: readFacts(log) };
  return replyWithRows(access, log, request, headers);
}

/** For the audit log. Without a tally there are no rows in the reply. */
function readFacts({ format }: LogRequest, tally: LogTally | null = null): ReadFacts {
  return { ...(format === 'json' ? {} : { format }), rows: () => tally?.rows ?? 0 };
}

/** Whether texts are compared: those of a long chat may keep others waiting who want long chats. */
function readsTexts({ selection: { search } }: ChatLogQuery): boolean {
  return search !== undefined && indexQuery(search).unsure !== null;
}

/** Whether the reply costs so much that only a few may run at the same time. HEAD of a longer reply reads no rows. */
function isCostly({ isHead }: ApiRequest, { query: { limit }, format }: LogRequest): boolean {
  const isPage = limit !== null && limit <= SNAPSHOT_ROWS;
  return isPage ? formatOf({ format }).isCompressed : !isHead;
}

function readLogQuery({ project, principal }: LogAccess, request: ApiRequest, format: LogFormat) {
  const { projectId, zone } = project;
  const { startSemantics } = principal;
  return readQuery(request, (given) => readChatLogQuery({ ...given, projectId, zone, startSemantics, format }));
}

function logRequest({ project, isMetadataOnly }: LogAccess, query: ChatLogQuery, accepted: LogFormat): LogRequest {
  const format = query.format ?? accepted;
  return { query, format, view: viewIn(format, { ...query, isMetadataOnly, projectZone: project.zone }) };
}

function tagOf({ epoch }: StoreIdentity, { query, format, view }: LogRequest, { version }: FeedHead): string {
  const scopeName = view.isMetadataOnly ? 'metadata' : 'read';
  return entityTag({ epoch, version, request: [query.canonical, format, scopeName] });
}

function syncCursor(
  identity: StoreIdentity,
  { project, isMetadataOnly }: LogAccess,
  { query }: LogRequest,
  { end }: FeedHead,
): string {
  return makeCursor(identity, { project, selection: query.selection, isMetadataOnly }, end);
}

/** Headers that say how the request was interpreted and how many chats there are. */
async function factHeaders(
  { project, beginCostly }: LogAccess,
  { query }: LogRequest,
  request: ApiRequest,
  warnings: readonly string[],
): Promise<Record<string, string | readonly string[]>> {
  const headers = readingHeaders(query.dateRange, warnings);
  const known = query.hasFilters ? null : project.chatCount;
  if (known !== null) {
    headers['x-total-count'] = String(known);
  } else if (readPreferences(request.headers.prefer).has('count=exact')) {
    await beginCostly();
    headers['x-total-count'] = String(await project.chats.count(query.selection));
    headers['preference-applied'] = 'count=exact';
  }
  return headers;
}

/** A page is read as for GET, because only then its length is known; a longer reply has none in GET either. */
async function replyToHead(
  access: LogAccess,
  log: LogRequest,
  request: ApiRequest,
  headers: Reply['headers'],
): Promise<Reply> {
  const { project } = access;
  const { limit } = log.query;
  if (limit !== null && limit <= SNAPSHOT_ROWS) {
    const { headers: own, body } = await replyWithRows(access, log, request, headers);
    if (body.kind === 'bytes')
      return { status: 200, headers: { ...own, ...lengthOf(body.pieces) }, body: { kind: 'none' } };
    if (body.kind === 'stream') await closeUnread(body.pieces);
    return { status: 200, headers: own, body: { kind: 'none' } };
  }
  const nextAfter = await findPageEnd(project.chats, log);
  return {
    status: 200,
    headers: { ...headers, ...bodyHeaders(project, log, request), ...linkHeader(request, log, nextAfter) },
    body: { kind: 'none' },
  };
}

function lengthOf(pieces: readonly Uint8Array[]): { readonly 'content-length': string } {
  return { 'content-length': String(pieces.reduce((sum, piece) => sum + piece.length, 0)) };
}

/** Releases the snapshot that the pieces come from. */
async function closeUnread(pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const iterator = pieces[Symbol.asyncIterator]();
  await iterator.next();
  await iterator.return?.();
}

async function replyWithRows(
  { project, threads }: LogAccess,
  log: LogRequest,
  request: ApiRequest,
  headers: Reply['headers'],
): Promise<Reply> {
  const { chats } = project;
  const bounded = request.needsLength ? await boundToPage(chats, log) : log;
  const reading = await readChatLog(chats, bounded, { encoding: encodingOf(log, request), threads });
  if (request.needsLength && !reading.isComplete) await refuseLength(reading);
  const reply: Reply = {
    status: 200,
    headers: { ...headers, ...bodyHeaders(project, log, request), ...linkHeader(request, log, reading.nextAfter) },
    body: await bodyOf(reading),
    read: readFacts(log, reading.tally),
  };
  return formatOf(log).contentType === PARQUET_MEDIA_TYPE ? withRanges(reply, request) : reply;
}

/** The rows as a page that is read before it is sent. @throws ApiError `httpVersionNotSupported` for too many rows */
async function boundToPage(chats: ProjectChats, log: LogRequest): Promise<LogRequest> {
  if (log.query.limit !== null && log.query.limit <= SNAPSHOT_ROWS) return log;
  const page = { ...log, query: { ...log.query, limit: SNAPSHOT_ROWS } };
  if ((await findPageEnd(chats, page)) !== null) throw ApiError.of('httpVersionNotSupported');
  return page;
}

/** Closes the reading, which holds a snapshot. @throws ApiError `httpVersionNotSupported` */
async function refuseLength({ pieces }: LogReading): Promise<never> {
  await closeUnread(pieces);
  throw ApiError.of('httpVersionNotSupported');
}

async function bodyOf({ isComplete, pieces }: LogReading): Promise<Reply['body']> {
  if (!isComplete) return { kind: 'stream', pieces };
  return { kind: 'bytes', pieces: await Array.fromAsync(pieces) };
}

function bodyHeaders({ projectId }: ProjectScope, log: LogRequest, request: ApiRequest): Record<string, string> {
  const { contentType, fileName } = formatOf(log);
  const headers: Record<string, string> = { 'content-type': contentType };
  if (encodingOf(log, request) === 'gzip') headers['content-encoding'] = 'gzip';
  if (fileName !== null) headers['content-disposition'] = `attachment; filename="${fileName(projectId)}"`;
  return headers;
}

function encodingOf(log: LogRequest, request: ApiRequest): ContentEncoding {
  return !formatOf(log).isCompressed && acceptsGzip(request.headers['accept-encoding']) ? 'gzip' : 'identity';
}

function linkHeader(request: ApiRequest, { query }: LogRequest, nextAfter: string | null): Record<string, string> {
  if (nextAfter === null) return {};
  return nextLink(request, [...query.linkParameters, ['after', nextAfter]]);
}
