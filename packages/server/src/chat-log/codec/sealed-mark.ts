/**
 * The mark of a segment as it is stored: followed by a seal, which vouches for the stored bytes and for the columns beside
 * them. Checking it costs no decompression. What was stored by 0.1.0 has the mark alone until it is sealed.
 */
import { crc32 } from 'node:zlib';
import { MARK_BYTES } from './segment.ts';

/** What is stored beside a segment, of one chat or of a block of chats. */
export interface SealedFacts {
  readonly firstChatId: number;
  readonly lastChatId: number;
  readonly chatCount: number;
  readonly sumResponseTime: number;
  readonly transferCount: number;
  /** JSON objects joined by commas; null when there are none. */
  readonly transfers: string | null;
  /** The additional facts of a chat, the document lengths of a block; as stored. */
  readonly beside: Uint8Array;
  /** 0 in a block, as the four below. */
  readonly revision: number;
  readonly lastSeq: number;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
  readonly isImported: boolean;
}

/** A sound seal. */
export interface Seal extends Omit<SealedFacts, 'transfers' | 'beside'> {
  readonly segmentBytes: number;
  readonly segmentCrc: number;
  /** Bytes of the transfers in UTF-8; 0 when there are none. */
  readonly transfersBytes: number;
  readonly transfersCrc: number;
  readonly besideCrc: number;
}

export const SEALED_MARK_BYTES = MARK_BYTES + 84;
const CRC_AT = SEALED_MARK_BYTES - 4;

export function sealMark(mark: Uint8Array, segment: Uint8Array, facts: SealedFacts): Uint8Array {
  const sealed = new Uint8Array(SEALED_MARK_BYTES);
  sealed.set(mark);
  const view = new DataView(sealed.buffer);
  const transfers = facts.transfers === null ? null : Buffer.from(facts.transfers);
  view.setUint32(16, crc32(segment), true);
  view.setUint32(20, crc32(facts.beside), true);
  view.setUint32(24, facts.chatCount, true);
  view.setUint32(28, facts.transferCount, true);
  view.setUint32(32, transfers?.length ?? 0, true);
  view.setUint32(36, transfers === null ? 0 : crc32(transfers), true);
  view.setFloat64(40, facts.firstChatId, true);
  view.setFloat64(48, facts.lastChatId, true);
  view.setFloat64(56, facts.sumResponseTime, true);
  view.setFloat64(64, facts.revision, true);
  view.setFloat64(72, facts.lastSeq, true);
  view.setFloat64(80, facts.updatedAt, true);
  view.setUint32(88, Number(facts.isImported), true);
  view.setUint32(CRC_AT, crc32(sealed.subarray(0, CRC_AT)), true);
  return sealed;
}

/** The seal of the sealed mark that begins at `at`; null when there is none, or it is damaged. */
export function readSeal(marks: Uint8Array, at = 0, view = viewOf(marks)): Seal | null {
  if (marks.length < at + SEALED_MARK_BYTES) return null;
  if (view.getUint32(at + CRC_AT, true) !== crc32(marks.subarray(at, at + CRC_AT))) return null;
  return {
    segmentBytes: view.getUint32(at + 12, true),
    segmentCrc: view.getUint32(at + 16, true),
    besideCrc: view.getUint32(at + 20, true),
    chatCount: view.getUint32(at + 24, true),
    transferCount: view.getUint32(at + 28, true),
    transfersBytes: view.getUint32(at + 32, true),
    transfersCrc: view.getUint32(at + 36, true),
    firstChatId: view.getFloat64(at + 40, true),
    lastChatId: view.getFloat64(at + 48, true),
    sumResponseTime: view.getFloat64(at + 56, true),
    revision: view.getFloat64(at + 64, true),
    lastSeq: view.getFloat64(at + 72, true),
    updatedAt: view.getFloat64(at + 80, true),
    isImported: view.getUint32(at + 88, true) === 1,
  };
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** Whether a segment is what its seal vouches for. */
export function isSealedSegment(seal: Seal, segment: Uint8Array): boolean {
  return segment.length === seal.segmentBytes && crc32(segment) === seal.segmentCrc;
}

function isSealedTransfers(seal: Seal, transfers: string | null): boolean {
  const bytes = Buffer.from(transfers ?? '');
  return bytes.length === seal.transfersBytes && (bytes.length === 0 || crc32(bytes) === seal.transfersCrc);
}

/** Whether the facts are those that the seal vouches for. */
export function isSealedFacts(seal: Seal, facts: SealedFacts): boolean {
  return (
    COMPARED.every((name) => seal[name] === facts[name]) &&
    isSealedTransfers(seal, facts.transfers) &&
    seal.besideCrc === crc32(facts.beside)
  );
}

const COMPARED = [
  'firstChatId',
  'lastChatId',
  'chatCount',
  'sumResponseTime',
  'transferCount',
  'revision',
  'lastSeq',
  'updatedAt',
  'isImported',
] as const satisfies readonly (keyof Seal & keyof SealedFacts)[];
