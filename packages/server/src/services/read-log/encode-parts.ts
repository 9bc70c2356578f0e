/** Turns the parts of a reply into bytes, plain or gzip. Stored chats are copied into gzip without being decompressed. */
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { GzipJoin } from '../../chat-log/codec/gzip-join.ts';
import {
  DEFLATE_SEGMENT,
  INFLATE_SEGMENTS,
  inflatedBytes,
  lengthsIn,
  replaceSeparators,
} from '../../chat-log/codec/segment.ts';
import type { LogPart } from '../../chat-log/formats/log-format.ts';
import { deflate, inflateWhole } from '../../platform/raw-deflate.ts';

type StoredPart = Extract<LogPart, { readonly kind: 'stored' }>;

export type ContentEncoding = 'identity' | 'gzip';

/** A client waits while selected fields and tables are compressed: speed matters more than size. */
const GZIP_LEVEL = 3;

/** `hasDocuments` says whether the parts hold stored documents, which need no compression. */
export function encodeParts(
  parts: AsyncIterable<LogPart>,
  encoding: ContentEncoding,
  hasDocuments: boolean,
): AsyncIterable<Uint8Array> {
  if (encoding === 'identity') return openAll(parts);
  return hasDocuments ? joinGzip(parts) : compress(openAll(parts));
}

async function* openAll(parts: AsyncIterable<LogPart>): AsyncGenerator<Uint8Array> {
  for await (const part of parts) {
    if (part.kind === 'stored') yield await openRun(part);
    else yield part.bytes;
  }
}

async function openRun({ chunk, separator, isFirst }: StoredPart): Promise<Uint8Array> {
  const documents = await inflateWhole(chunk.segments, inflatedBytes(chunk.marks), INFLATE_SEGMENTS);
  if (separator !== ',') {
    replaceSeparators(documents, chunk.documentLengths ?? lengthsIn(chunk.marks), separator.charCodeAt(0));
  }
  return isFirst ? documents.subarray(1) : documents;
}

async function* joinGzip(parts: AsyncIterable<LogPart>): AsyncGenerator<Uint8Array> {
  const gzip = new GzipJoin();
  yield gzip.header();
  for await (const part of parts) {
    if (part.kind === 'stored') {
      const { segments, marks } = part.chunk;
      yield gzip.segments(segments, marks, Buffer.from(part.separator), part.isFirst);
    } else if (part.kind === 'printed') {
      yield gzip.packed(part.bytes, await deflate(part.bytes, { ...DEFLATE_SEGMENT, level: GZIP_LEVEL }));
    } else yield gzip.text(part.bytes);
  }
  yield gzip.trailer();
}

function compress(plain: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const gzip = createGzip({ level: GZIP_LEVEL });
  // A failure of the source destroys `gzip` and so reaches the reader; the callback has nothing to add.
  pipeline(Readable.from(plain), gzip, () => undefined);
  return gzip;
}
