/** Turns the parts of a reply into bytes, as they are or as gzip. Stored chats go into gzip without being opened. */
import { pipeline, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGzip, inflateRaw } from 'node:zlib';
import { GzipJoin } from '../../chat-log/codec/gzip-join.ts';
import { INFLATE_SEGMENTS, replaceSeparators } from '../../chat-log/codec/segment.ts';
import type { ChatChunk } from '../../chat-log/codec/stored-chat.ts';
import type { LogPart } from './compose-log.ts';

const inflate = promisify(inflateRaw);
const COMMA = ','.charCodeAt(0);
/** Fields picked out and tables are compressed while a client waits: quickly rather than well. */
const GZIP_LEVEL = 3;

/** The bytes of the parts, not compressed. */
export async function* encodePlain(parts: AsyncIterable<LogPart>): AsyncGenerator<Uint8Array> {
  for await (const part of parts) {
    if (part.kind === 'text') yield asBytes(part.text);
    else yield await openChunk(part.chunk, part.separator, part.isFirst);
  }
}

/** One gzip member of the parts. `hasChunks` says whether they hold stored chats, which need no compression. */
export function encodeGzip(parts: AsyncIterable<LogPart>, hasChunks: boolean): AsyncIterable<Uint8Array> {
  return hasChunks ? joinGzip(parts) : compress(encodePlain(parts));
}

async function* joinGzip(parts: AsyncIterable<LogPart>): AsyncGenerator<Uint8Array> {
  const gzip = new GzipJoin();
  yield gzip.header();
  for await (const part of parts) {
    if (part.kind === 'text') {
      yield gzip.text(asBytes(part.text));
    } else {
      const { segments, marks } = part.chunk;
      yield gzip.segments(segments, marks, asBytes(part.separator), part.isFirst);
    }
  }
  yield gzip.trailer();
}

function compress(plain: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const gzip = createGzip({ level: GZIP_LEVEL });
  // A failure of the source destroys `gzip` with it, and so reaches whoever reads; the callback itself has nothing to add.
  pipeline(Readable.from(plain), gzip, () => undefined);
  return gzip;
}

async function openChunk({ segments, marks }: ChatChunk, separator: string, isFirst: boolean): Promise<Uint8Array> {
  const documents = await inflate(segments, INFLATE_SEGMENTS);
  const byte = separator.charCodeAt(0);
  if (byte !== COMMA) replaceSeparators(documents, marks, byte);
  return isFirst ? documents.subarray(1) : documents;
}

function asBytes(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? Buffer.from(text) : text;
}
