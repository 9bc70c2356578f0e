/** Sends a file so that no browser takes it for a page: as a download, of the type that was checked, and with no rights. */
import type { FileShelf } from '../../../platform/file-shelf.ts';
import type { StoredAttachment } from '../../../store/attachment-store.ts';
import { ApiError } from '../../api-error.ts';
import { readRange } from '../../byte-ranges.ts';
import { matchesTag } from '../../entity-tag.ts';
import type { ApiRequest, Reply } from '../../route.ts';

const TAG_DIGITS = 32;
/** What stands in a header without being encoded. */
const PLAIN = /[^A-Za-z0-9 _().,+@-]/g;
const UNENCODED = /['()*]/g;

/** `reach`: whose pages may show it. @throws ApiError `attachmentNotFound`, `rangeNotSatisfiable`, `storeDamaged` */
export async function fileReply(
  shelf: FileShelf,
  { isHead, headers }: Pick<ApiRequest, 'isHead' | 'headers'>,
  file: StoredAttachment,
  reach: 'same-origin' | 'cross-origin',
): Promise<Reply> {
  const { sha256, bytes, mediaType, name } = file;
  if (sha256 === null || !file.isComplete) throw ApiError.notFound('attachmentId');
  const etag = `"attachment.${sha256.slice(0, TAG_DIGITS)}"`;
  const always = {
    etag,
    'cache-control': 'private, no-cache',
    vary: 'Authorization',
    'accept-ranges': 'bytes',
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': reach,
  };
  if (matchesTag(headers['if-none-match'], etag)) return { status: 304, headers: always, body: { kind: 'none' } };
  const described = { ...always, 'content-type': typeOf(mediaType), 'content-disposition': dispositionOf(name) };
  const isPart = !isHead && headers.range !== undefined && (headers['if-range'] ?? etag) === etag;
  const range = isPart ? readRange(headers.range ?? '', bytes) : 'whole';
  if (range === 'none') throw ApiError.of('rangeNotSatisfiable', { headers: { 'content-range': `bytes */${bytes}` } });
  const stretch = range === 'whole' ? { first: 0, last: bytes - 1 } : range;
  const length = { 'content-length': String(stretch.last + 1 - stretch.first) };
  if (isHead) return { status: 200, headers: { ...described, ...length }, body: { kind: 'none' } };
  const pieces = await shelf.read(sha256, stretch);
  if (pieces === null)
    throw ApiError.of('storeDamaged', { cause: new Error(`the file ${sha256} is not on the shelf`) });
  const part = range === 'whole' ? {} : { 'content-range': `bytes ${range.first}-${range.last}/${bytes}` };
  return {
    status: range === 'whole' ? 200 : 206,
    headers: { ...described, ...length, ...part },
    body: { kind: 'stream', pieces },
  };
}

function typeOf(mediaType: string): string {
  return mediaType === 'text/plain' ? 'text/plain; charset=utf-8' : mediaType;
}

function dispositionOf(name: string): string {
  const plain = name.replace(PLAIN, '_');
  const encoded = encodeURIComponent(name).replace(
    UNENCODED,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
