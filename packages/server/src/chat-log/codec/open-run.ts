/** Checks a run of stored segments against its seals before anything of it is sent, without decompressing it. */
import { crc32 } from 'node:zlib';
import { chatId } from '../../model/ids.ts';
import { isSealedSegment, readSeal, SEALED_MARK_BYTES, type Seal } from './sealed-mark.ts';
import { LENGTH_BYTES, MARK_BYTES } from './segment.ts';
import type { ChatChunk } from './stored-chat.ts';

/** Neighbouring segments as the store joins them. */
export interface StoredRun {
  readonly segments: Uint8Array;
  readonly sealedMarks: Uint8Array;
  /** JSON objects joined by commas, those of segments that have any; null when none has. */
  readonly transfers: string | null;
  /** Of blocks: the lengths of all documents. */
  readonly documentLengths: Uint8Array | null;
}

const COMMA = 0x2c;

/** The run as it may be sent; null when some of it is not as it was sealed, or was never sealed. */
export function openRun(run: StoredRun, isUpward: boolean): ChatChunk | null {
  const { segments, sealedMarks, documentLengths } = run;
  const marks = new Uint8Array((sealedMarks.length / SEALED_MARK_BYTES) * MARK_BYTES);
  if (sealedMarks.length % SEALED_MARK_BYTES !== 0) return null;
  const transfers = new TransferRun(run.transfers);
  const sum = { count: 0, sumResponseTimeSeconds: 0, transferCount: 0 };
  const view = new DataView(sealedMarks.buffer, sealedMarks.byteOffset, sealedMarks.byteLength);
  let [segmentAt, markAt] = [0, 0];
  let before: Seal | null = null;
  for (let at = 0; at < sealedMarks.length; at += SEALED_MARK_BYTES) {
    const seal = readSeal(sealedMarks, at, view);
    if (seal === null || (before !== null && !follows(before, seal, isUpward))) return null;
    if (!isSealedSegment(seal, segments.subarray(segmentAt, segmentAt + seal.segmentBytes))) return null;
    if (documentLengths !== null && !hasLengths(seal, documentLengths, sum.count)) return null;
    if (!transfers.take(seal)) return null;
    marks.set(sealedMarks.subarray(at, at + MARK_BYTES), markAt);
    markAt += MARK_BYTES;
    segmentAt += seal.segmentBytes;
    sum.count += seal.chatCount;
    sum.sumResponseTimeSeconds += seal.sumResponseTime;
    sum.transferCount += seal.transferCount;
    before = seal;
  }
  const isWhole = segmentAt === segments.length && transfers.isRead;
  if (!isWhole || (documentLengths !== null && documentLengths.length !== sum.count * LENGTH_BYTES)) return null;
  const lastChatId = before === null ? null : chatId(before.lastChatId);
  return { ...sum, lastChatId, transfersJson: run.transfers ?? '', segments, marks, documentLengths };
}

function follows(before: Seal, seal: Seal, isUpward: boolean): boolean {
  return isUpward ? seal.firstChatId > before.lastChatId : seal.lastChatId < before.firstChatId;
}

/** `count` documents come before those of the seal. */
function hasLengths(seal: Seal, lengths: Uint8Array, count: number): boolean {
  return crc32(lengths.subarray(count * LENGTH_BYTES, (count + seal.chatCount) * LENGTH_BYTES)) === seal.besideCrc;
}

/** Reads joined transfers seal by seal. */
class TransferRun {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(text: string | null) {
    this.#bytes = Buffer.from(text ?? '');
  }

  get isRead(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** False when the next transfers are not those of the seal. */
  take({ transfersBytes, transfersCrc }: Seal): boolean {
    if (transfersBytes === 0) return true;
    if (this.#at > 0) {
      if (this.#bytes[this.#at] !== COMMA) return false;
      this.#at += 1;
    }
    const own = this.#bytes.subarray(this.#at, this.#at + transfersBytes);
    this.#at += transfersBytes;
    return own.length === transfersBytes && crc32(own) === transfersCrc;
  }
}
