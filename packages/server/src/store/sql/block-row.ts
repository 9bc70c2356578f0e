/** A block's row, and whether it is as it was stored. */
import {
  isSealedFacts,
  isSealedSegment,
  readSeal,
  SEALED_MARK_BYTES,
  type SealedFacts,
  sealMark,
} from '../../chat-log/codec/sealed-mark.ts';
import { openSegment, type Sealed } from '../../chat-log/codec/segment.ts';
import type { Columns, Row } from './database.ts';

export const BLOCK_ROW = {
  first_chat_id: 'int',
  last_chat_id: 'int',
  chat_count: 'int',
  sum_response_time: 'int',
  transfers: 'text?',
  transfer_count: 'int',
  document_lengths: 'bytes',
  segment_meta: 'bytes',
  segment: 'bytes',
} as const satisfies Columns;
export const BLOCK_ROW_COLUMNS = Object.keys(BLOCK_ROW).join(', ');
type BlockRow = Row<typeof BLOCK_ROW>;

export function sealedMarkOfBlock(
  { mark, segment }: Sealed,
  row: Omit<BlockRow, 'segment_meta' | 'segment'>,
): Uint8Array {
  return sealMark(mark, segment, factsOf(row));
}

/** `unsealed`: 0.1.0 made it, and its documents have their checksum. */
export function judgeBlock(row: BlockRow): 'sound' | 'unsealed' | 'damaged' {
  if (row.segment_meta.length !== SEALED_MARK_BYTES) return isOpened(row) ? 'unsealed' : 'damaged';
  const seal = readSeal(row.segment_meta);
  const isSound = seal !== null && isSealedFacts(seal, factsOf(row)) && isSealedSegment(seal, row.segment);
  return isSound ? 'sound' : 'damaged';
}

function isOpened({ segment, segment_meta }: BlockRow): boolean {
  try {
    return openSegment(segment, segment_meta).length > 0;
  } catch {
    return false;
  }
}

function factsOf(row: Omit<BlockRow, 'segment_meta' | 'segment'>): SealedFacts {
  return {
    firstChatId: row.first_chat_id,
    lastChatId: row.last_chat_id,
    chatCount: row.chat_count,
    sumResponseTime: row.sum_response_time,
    transferCount: row.transfer_count,
    transfers: row.transfers,
    beside: row.document_lengths,
    revision: 0,
    lastSeq: 0,
    updatedAt: 0,
    isImported: false,
  };
}
