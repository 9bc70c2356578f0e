/** `GET /v2/projects/{projectid}/chats/changes`: the change feed. */
import type { FeedFormat } from '@parley/contract';
import { readChangeQuery } from '../../../chat-log/query/change-query.ts';
import type { LogPart } from '../../../services/read-log/compose-log.ts';
import { encodeGzip, encodePlain } from '../../../services/read-log/encode-log.ts';
import { type ChangesReading, readChanges } from '../../../services/sync/read-changes.ts';
import type { StoreIdentity } from '../../../store/chat-store.ts';
import { ApiError } from '../../api-error.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { acceptedFormat, acceptsGzip } from '../../preferences.ts';
import { readingHeaders, readQuery } from '../../read-query.ts';
import type { ApiRequest, Reply } from '../../route.ts';

const CONTENT_TYPES: Readonly<Record<FeedFormat, string>> = {
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
};
/** What may be held in memory for a reply that must say its length. */
const LONGEST_COUNTED = 1_000;

export function getChatChanges(identity: StoreIdentity): OperationHandler<'getChatChanges'> {
  return async (request) => {
    const { project, isMetadataOnly } = request;
    const { projectId, zone } = project;
    const accepted = negotiate(request);
    const { query, warnings } = readQuery(request, (given) => readChangeQuery({ ...given, projectId, zone }));
    if (request.needsLength && query.limit > LONGEST_COUNTED) throw ApiError.of('httpVersionNotSupported');
    const reading = await readChanges(identity, {
      feed: { project, selection: query.selection, isMetadataOnly },
      query: request.isHead ? { ...query, waitSeconds: 0 } : query,
      view: { ...query.printing, isMetadataOnly, projectZone: zone },
      signal: request.signal,
    });
    if ('refused' in reading) throw ApiError.fromRefusal(reading.refused);
    const format = query.format ?? accepted;
    const headers = { ...feedHeaders(reading, format, request), ...readingHeaders(query.dateRange, warnings) };
    return { status: 200, headers, body: await bodyOf(reading, format, request) };
  };
}

/** The format that Accept asks for; a `format=` parameter outranks it. @throws ApiError `notAcceptable` */
function negotiate({ headers, query }: ApiRequest): FeedFormat {
  const format = acceptedFormat(headers.accept, ['json', 'ndjson']);
  const isNamed = query.parameters.some(([name]) => name.toLowerCase() === 'format');
  if (format === null && !isNamed) throw ApiError.of('notAcceptable');
  return format ?? 'json';
}

function feedHeaders(reading: ChangesReading, format: FeedFormat, request: ApiRequest): Record<string, string> {
  return {
    'content-type': CONTENT_TYPES[format],
    ...(acceptsGzip(request.headers['accept-encoding']) ? { 'content-encoding': 'gzip' } : {}),
    'parley-next-cursor': reading.nextCursor,
    'parley-end-of-stream': String(reading.isEnd),
    ...(reading.watermarkLagMs === null ? {} : { 'parley-watermark-lag-ms': String(reading.watermarkLagMs) }),
    'cache-control': 'private, no-cache',
    vary: 'Authorization, Accept, Accept-Encoding, Prefer',
  };
}

async function bodyOf({ elements }: ChangesReading, format: FeedFormat, request: ApiRequest): Promise<Reply['body']> {
  if (request.isHead) return { kind: 'none' };
  const parts = format === 'json' ? envelope(elements) : lines(elements);
  const isGzip = acceptsGzip(request.headers['accept-encoding']);
  const pieces = isGzip ? encodeGzip(parts, false) : encodePlain(parts);
  return request.needsLength ? { kind: 'bytes', pieces: await Array.fromAsync(pieces) } : { kind: 'stream', pieces };
}

async function* envelope(elements: ChangesReading['elements']): AsyncGenerator<LogPart> {
  yield text('{"response":[');
  let count = 0;
  for await (const some of elements) {
    yield text((count === 0 ? '' : ',') + some.join(','));
    count += some.length;
  }
  yield text(`],"responseCount":${count},"errors":[]}`);
}

async function* lines(elements: ChangesReading['elements']): AsyncGenerator<LogPart> {
  for await (const some of elements) yield text(`${some.join('\n')}\n`);
}

function text(piece: string): LogPart {
  return { kind: 'text', text: piece };
}
