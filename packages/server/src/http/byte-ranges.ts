/**
 * One range of a reply whose bytes are all known, as readers of Parquet ask for (RFC 9110, 14). Several ranges, other units and
 * what cannot be read are answered by the whole, which the standard allows.
 */
import { createHash } from 'node:crypto';
import { ApiError } from './api-error.ts';
import type { ApiRequest, Reply } from './route.ts';

/** Both inclusive. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The reply, or the part of it that was asked for, with a strong validator: the tag of the rows, and a digest of the bytes. Anything
 * but `bytes` is left as it is. @throws ApiError `rangeNotSatisfiable`
 */
export function withRanges(reply: Reply, { isHead, headers }: Pick<ApiRequest, 'isHead' | 'headers'>): Reply {
  const { body } = reply;
  if (body.kind !== 'bytes') return reply;
  const etag = strongTag(String(reply.headers.etag), body.pieces);
  const whole = { ...reply, headers: { ...reply.headers, etag, 'accept-ranges': 'bytes' } };
  const isAsked = !isHead && headers.range !== undefined;
  if (!isAsked || (headers['if-range'] !== undefined && headers['if-range'] !== etag)) return whole;
  const length = body.pieces.reduce((sum, piece) => sum + piece.length, 0);
  const range = readRange(headers.range ?? '', length);
  if (range === 'whole') return whole;
  if (range === 'none') throw ApiError.of('rangeNotSatisfiable', { headers: { 'content-range': `bytes */${length}` } });
  const part = { 'content-range': `bytes ${range.first}-${range.last}/${length}` };
  const pieces = cut(body.pieces, range);
  return { status: 206, headers: { ...whole.headers, ...part }, body: { kind: 'bytes', pieces } };
}

/** The strong tag among those of an If-None-Match whose rows are those of `tag`; null when there is none. */
export function findStrongTag(ifNoneMatch: string | undefined, tag: string): string | null {
  const tags = (ifNoneMatch ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  return tags.find((one) => /\.[0-9a-f]{32}"$/.test(one) && `W/${one.slice(0, -34)}"` === tag) ?? null;
}

/** The same rows may be printed as other bytes: by a later version, or in other batches. */
function strongTag(tag: string, pieces: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return `${tag.replace(/^W\//, '').slice(0, -1)}.${hash.digest('hex').slice(0, 32)}"`;
}

/** `none`: the range lies beyond the end. */
export function readRange(text: string, length: number): ByteRange | 'whole' | 'none' {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(text.trim()) ?? [];
  if (from === '' && to === '') return 'whole';
  if (from === '') return Number(to) === 0 ? 'none' : { first: Math.max(0, length - Number(to)), last: length - 1 };
  const first = Number(from);
  if (to !== '' && Number(to) < first) return 'whole';
  if (first >= length) return 'none';
  return { first, last: to === '' ? length - 1 : Math.min(Number(to), length - 1) };
}

function cut(pieces: readonly Uint8Array[], { first, last }: ByteRange): readonly Uint8Array[] {
  const part: Uint8Array[] = [];
  let at = 0;
  for (const piece of pieces) {
    const inside = piece.subarray(Math.max(0, first - at), Math.max(0, last + 1 - at));
    if (inside.length > 0) part.push(inside);
    at += piece.length;
  }
  return part;
}
