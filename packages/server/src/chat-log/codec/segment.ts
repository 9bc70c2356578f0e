/**
 * How a chat's document is stored: a raw-deflate segment that begins with a separator and ends at a byte boundary, so that
 * concatenated segments are one deflate stream of the documents with separators between them.
 */
import { constants, crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { appendOperator } from './crc32-combine.ts';
import { storedBlocks } from './stored-blocks.ts';

/** A stored deflate block of one byte: header, length 1, its complement, then the byte. */
const SEPARATOR_BLOCK = Uint8Array.of(0, 1, 0, 0xfe, 0xff, 0x2c);
export const SEPARATOR_BLOCK_BYTES = SEPARATOR_BLOCK.length;

/** A mark is four unsigned 32-bit little-endian numbers about one segment. */
export const MARK_BYTES = 16;

/** What is needed to join a segment without decompressing it. */
export interface Mark {
  /** CRC-32 of the document, without separator. */
  readonly crc: number;
  /** `appendOperator` of the document's length. */
  readonly operator: number;
  readonly documentBytes: number;
  /** Includes the separator block. */
  readonly segmentBytes: number;
}

export interface Sealed {
  readonly segment: Uint8Array;
  readonly mark: Uint8Array;
}

/**
 * Seals a document. `isFinal` compresses it well; an open chat's document, which the next message rewrites, is stored as
 * it is, so that no acknowledgement waits for compression.
 */
export function sealDocument(document: Uint8Array, isFinal: boolean): Sealed {
  return frameSegment(document, isFinal ? deflateRawSync(document, DEFLATE_SEGMENT) : storedBlocks(document, false));
}

/** Options for compressing the body of a segment: it contains no reference to earlier bytes. */
export const DEFLATE_SEGMENT = { level: 6, finishFlush: constants.Z_FULL_FLUSH } as const;

/** The segment of a document whose body was compressed with `DEFLATE_SEGMENT`. */
export function frameSegment(document: Uint8Array, body: Uint8Array): Sealed {
  return sealParts([body], { crc: crc32(document), documentBytes: document.length });
}

/** The segment of a document whose parts are deflate, each ending at a byte boundary without reference to those before. */
export function sealParts(
  parts: readonly Uint8Array[],
  { crc, documentBytes }: Pick<Mark, 'crc' | 'documentBytes'>,
): Sealed {
  const segmentBytes = parts.reduce((sum, part) => sum + part.length, SEPARATOR_BLOCK_BYTES);
  const segment = new Uint8Array(segmentBytes);
  segment.set(SEPARATOR_BLOCK);
  let at = SEPARATOR_BLOCK_BYTES;
  for (const part of parts) {
    segment.set(part, at);
    at += part.length;
  }
  const mark = new Uint8Array(MARK_BYTES);
  const view = new DataView(mark.buffer);
  view.setUint32(0, crc, true);
  view.setUint32(4, appendOperator(documentBytes), true);
  view.setUint32(8, documentBytes, true);
  view.setUint32(12, segment.length, true);
  return { segment, mark };
}

/** The marks of a chunk, in order. */
export function* readMarks(marks: Uint8Array): Generator<Mark> {
  const view = new DataView(marks.buffer, marks.byteOffset, marks.byteLength);
  for (let at = 0; at < marks.length; at += MARK_BYTES) {
    yield {
      crc: view.getUint32(at, true),
      operator: view.getUint32(at + 4, true),
      documentBytes: view.getUint32(at + 8, true),
      segmentBytes: view.getUint32(at + 12, true),
    };
  }
}

/** Length of the documents of a chunk, uncompressed. */
export function totalDocumentBytes(marks: Uint8Array): number {
  return readMarks(marks).reduce((sum, { documentBytes }) => sum + documentBytes, 0);
}

/** Length of the segments of a chunk, inflated: before each is a separator. */
export function inflatedBytes(marks: Uint8Array): number {
  return totalDocumentBytes(marks) + marks.length / MARK_BYTES;
}

/** Options for inflating a run of segments, which has no final block. */
export const INFLATE_SEGMENTS = { finishFlush: constants.Z_SYNC_FLUSH } as const;

/** The document of one segment. @throws RangeError when length or checksum differ from the mark: the store is damaged. */
export function openSegment(segment: Uint8Array, mark: Uint8Array): Uint8Array {
  const document = inflateRawSync(segment.subarray(SEPARATOR_BLOCK_BYTES), INFLATE_SEGMENTS);
  for (const { crc, documentBytes } of readMarks(mark)) {
    if (document.length !== documentBytes || crc32(document) !== crc) {
      throw new RangeError('a stored document does not match its checksum');
    }
  }
  return document;
}

/** Document lengths are unsigned 32-bit little-endian numbers of bytes, one for each document. */
export const LENGTH_BYTES = 4;

/** The document lengths of a run of segments of one document each. */
export function lengthsIn(marks: Uint8Array): Uint8Array {
  return packLengths([...readMarks(marks)].map(({ documentBytes }) => documentBytes));
}

export function packLengths(lengths: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(lengths.length * LENGTH_BYTES));
  for (const [at, length] of lengths.entries()) view.setUint32(at * LENGTH_BYTES, length, true);
  return new Uint8Array(view.buffer);
}

/** Replaces the separators of an inflated run of segments in place: `documents` begins with a separator. */
export function replaceSeparators(documents: Uint8Array, lengths: Uint8Array, separator: number): void {
  const view = new DataView(lengths.buffer, lengths.byteOffset, lengths.byteLength);
  let at = 0;
  for (let index = 0; index < lengths.length; index += LENGTH_BYTES) {
    documents[at] = separator;
    at += 1 + view.getUint32(index, true);
  }
}
