/** `GET /v2/projects/{projectid}/chats/changes`: the change feed, and the address that gives it in another format. */
import { FEED_FORMATS, type FeedFormat } from '@parley/contract';
import { type LogPart, type Separator, textPart } from '../../../chat-log/formats/log-format.ts';
import { FORMATS } from '../../../chat-log/formats/log-formats.ts';
import { type ChangeQuery, readChangeQuery } from '../../../chat-log/query/change-query.ts';
import { encodeParts } from '../../../services/read-log/encode-parts.ts';
import { type ChangesReading, type FeedElements, readChanges } from '../../../services/sync/read-changes.ts';
import type { StoreIdentity } from '../../../store/chat-store.ts';
import { ApiError } from '../../api-error.ts';
import { nextLink } from '../../next-link.ts';
import type { OperationHandler, OperationRequest } from '../../operation-routes.ts';
import { acceptsGzip, negotiateFormat, withFormat } from '../../preferences.ts';
import { readingHeaders, readQuery } from '../../read-query.ts';
import type { ApiRequest, Reply } from '../../route.ts';

/** How changes are printed; the log has both formats too. */
const PRINTERS: Readonly<Record<FeedFormat, (elements: ChangesReading['elements']) => AsyncGenerator<LogPart>>> = {
  json: envelope,
  ndjson: lines,
};
/** Longer pages count as costly. */
const LONGEST_CHEAP = 1_000;
/** How much may be held in memory for a reply that must give its length. */
const LONGEST_COUNTED = 1_000;

export function getChatChanges(identity: StoreIdentity): OperationHandler<'getChatChanges'> {
  return (request) => replyWithChanges(identity, request);
}

/** The feed at an address of that format alone. */
export function getChatChangesAs(
  identity: StoreIdentity,
  format: FeedFormat,
): OperationHandler<'getChatChangesNdjson'> {
  return (request) => replyWithChanges(identity, withFormat(request, format));
}

async function replyWithChanges(
  identity: StoreIdentity,
  request: ApiRequest & Pick<OperationRequest<'getChatChanges'>, 'project' | 'isMetadataOnly' | 'beginCostly'>,
): Promise<Reply> {
  const { project, isMetadataOnly } = request;
  const { projectId, zone } = project;
  const accepted = negotiateFormat(request, FEED_FORMATS);
  const { query, warnings } = readQuery(request, (given) => readChangeQuery({ ...given, projectId, zone }));
  if (request.needsLength && query.limit > LONGEST_COUNTED) throw ApiError.of('httpVersionNotSupported');
  if (query.limit > LONGEST_CHEAP && !request.isHead) await request.beginCostly();
  const reading = await readChanges(identity, {
    feed: { project, selection: query.selection, isMetadataOnly },
    query: request.isHead ? { ...query, waitSeconds: 0 } : query,
    view: { ...query.printing, isMetadataOnly, projectZone: zone },
    signal: request.signal,
  });
  if ('refused' in reading) throw ApiError.fromRefusal(reading.refused);
  const format = query.format ?? accepted;
  const headers = {
    ...feedHeaders(reading, format, request),
    ...linkHeader(reading, query, request),
    ...readingHeaders(query.dateRange, warnings),
  };
  const read = { rows: () => (request.isHead ? 0 : reading.changes) };
  return { status: 200, headers, body: await bodyOf(reading, format, request), read };
}

function feedHeaders(reading: ChangesReading, format: FeedFormat, request: ApiRequest): Record<string, string> {
  return {
    'content-type': FORMATS[format].contentType,
    ...(acceptsGzip(request.headers['accept-encoding']) ? { 'content-encoding': 'gzip' } : {}),
    'parley-next-cursor': reading.nextCursor,
    'parley-end-of-stream': String(reading.isEnd),
    ...(reading.watermarkLagMs === null ? {} : { 'parley-watermark-lag-ms': String(reading.watermarkLagMs) }),
    'cache-control': 'private, no-cache',
    vary: 'Authorization, Accept, Accept-Encoding, Prefer',
  };
}

/** None at the end, so that whoever follows links gets there. */
function linkHeader(
  { isEnd, nextCursor }: ChangesReading,
  { linkParameters }: ChangeQuery,
  request: ApiRequest,
): Record<string, string> {
  return isEnd ? {} : nextLink(request, [...linkParameters, ['cursor', nextCursor]]);
}

async function bodyOf(
  { elements, areStored }: ChangesReading,
  format: FeedFormat,
  request: ApiRequest,
): Promise<Reply['body']> {
  if (request.isHead) return { kind: 'none' };
  const isGzip = acceptsGzip(request.headers['accept-encoding']);
  const pieces = encodeParts(PRINTERS[format](elements), isGzip ? 'gzip' : 'identity', areStored);
  return request.needsLength ? { kind: 'bytes', pieces: await Array.fromAsync(pieces) } : { kind: 'stream', pieces };
}

async function* envelope(elements: ChangesReading['elements']): AsyncGenerator<LogPart> {
  yield textPart('{"response":[');
  let count = 0;
  for await (const some of elements) {
    yield elementsPart(some, count === 0, ',');
    count += some.kind === 'stored' ? some.chunk.count : some.elements.length;
  }
  yield textPart(`],"responseCount":${count},"errors":[]}`);
}

async function* lines(elements: ChangesReading['elements']): AsyncGenerator<LogPart> {
  let isFirst = true;
  for await (const some of elements) {
    yield elementsPart(some, isFirst, '\n');
    isFirst = false;
  }
  if (!isFirst) yield textPart('\n');
}

function elementsPart(some: FeedElements, isFirst: boolean, separator: Separator): LogPart {
  if (some.kind === 'stored') return { kind: 'stored', chunk: some.chunk, isFirst, separator };
  const text = some.elements.join(separator);
  return { kind: 'printed', bytes: Buffer.from(isFirst ? text : separator + text) };
}
