/** Turns the parts of a reply into bytes, plain or gzip. Stored chats are copied into gzip without being decompressed. */
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { GzipJoin } from '../../chat-log/codec/gzip-join.ts';
import { INFLATE_SEGMENTS, inflatedBytes, lengthsIn, replaceSeparators } from '../../chat-log/codec/segment.ts';
import type { ChatChunk } from '../../chat-log/codec/stored-chat.ts';
import type { LogPart, Separator } from '../../chat-log/formats/log-format.ts';
import { inflateWhole } from '../../platform/raw-deflate.ts';

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
    if (part.kind === 'bytes') yield part.bytes;
    else yield await openChunk(part.chunk, part.separator, part.isFirst);
  }
}

async function openChunk(chunk: ChatChunk, separator: Separator, isFirst: boolean): Promise<Uint8Array> {
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
    if (part.kind === 'bytes') {
      yield gzip.text(part.bytes);
    } else {
      const { segments, marks } = part.chunk;
      yield gzip.segments(segments, marks, Buffer.from(part.separator), part.isFirst);
    }
  }
  yield gzip.trailer();
}

function compress(plain: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const gzip = createGzip({ level: GZIP_LEVEL });
  // A failure of the source destroys `gzip` and so reaches the reader; the callback has nothing to add.
  pipeline(Readable.from(plain), gzip, () => undefined);
  return gzip;
}
