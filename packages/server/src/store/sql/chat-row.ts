/** A chat's row with everything that is sent of it, and whether it is as it was stored. */
import { inflateRawSync } from 'node:zlib';
import type { LoggedChat } from '@parley/contract';
import { DIGEST_BYTES, digestOf } from '../../chat-log/codec/seal-chat.ts';
import { isSealedFacts, isSealedSegment, readSeal, SEALED_MARK_BYTES } from '../../chat-log/codec/sealed-mark.ts';
import { MARK_BYTES, openSegment, totalDocumentBytes } from '../../chat-log/codec/segment.ts';
import { shareOf } from '../../chat-log/fold/fold-stored.ts';
import type { FoldedChat } from '../../chat-log/fold/folded-chat.ts';
import type { Columns, Row } from './database.ts';

export const CHAT_ROW = {
  chat_id: 'int',
  revision: 'int',
  updated_at: 'int',
  last_seq: 'int',
  is_imported: 'int',
  sum_response_time: 'int',
  transfers: 'text?',
  transfer_count: 'int',
  started_at: 'int',
  document_bytes: 'int',
  digest: 'bytes',
  segment_meta: 'bytes',
  segment: 'bytes',
  ext: 'bytes?',
} as const satisfies Columns;
export type ChatRow = Row<typeof CHAT_ROW>;

/** `null` in place of `ext`: it is not read, and not checked. */
export const CHAT_ROW_COLUMNS = `chat.chat_id, chat.revision, chat.updated_at, chat.last_seq, chat.is_imported,
  chat.sum_response_time, chat.transfers, chat.transfer_count, chat.started_at, chat.document_bytes, chat.digest,
  chat.segment_meta, chat.segment,
  (SELECT ext FROM chat_ext WHERE chat_ext.project_row = chat.project_row AND chat_ext.chat_id = chat.chat_id) AS ext`;

/** A chat that is as it was stored, or was made again from its events. */
export interface SoundChat {
  readonly chatId: number;
  readonly revision: number;
  readonly updatedAt: number;
  readonly isImported: boolean;
  /** Of the document or of its additional facts, whichever is longer. */
  readonly documentBytes: number;
  readonly sumResponseTime: number;
  readonly transfers: string | null;
  readonly transferCount: number;
  readonly segment: Uint8Array;
  /** Without its seal. */
  readonly mark: Uint8Array;
  /** null when it is long and was not opened: see `documentOf`. */
  readonly document: Uint8Array | null;
  readonly ext: Uint8Array;
  readonly digest: Uint8Array;
}

/** The chat of a row that has a seal and is what it vouches for, or that 0.1.0 stored and whose document has its checksum; else null. What is sealed stays unopened when it or its `ext` has `isLongFrom` bytes or more. */
export function readSoundRow(row: ChatRow, isLongFrom = Number.POSITIVE_INFINITY): SoundChat | null {
  try {
    return row.segment_meta.length === SEALED_MARK_BYTES ? readSealed(row, isLongFrom) : readUnsealed(row);
  } catch {
    return null;
  }
}

function readSealed(row: ChatRow, isLongFrom: number): SoundChat | null {
  const seal = readSeal(row.segment_meta);
  if (seal === null || row.ext === null) return null;
  const own = {
    chatId: row.chat_id,
    revision: row.revision,
    updatedAt: row.updated_at,
    isImported: row.is_imported === 1,
    // No seal vouches for the column, which may be from 0.1.0: it decides nothing but where the chat is opened.
    documentBytes: Math.max(
      totalDocumentBytes(row.segment_meta.subarray(0, MARK_BYTES)),
      row.document_bytes,
      row.ext.length,
    ),
    sumResponseTime: row.sum_response_time,
    transfers: row.transfers,
    transferCount: row.transfer_count,
  };
  const ids = { firstChatId: row.chat_id, lastChatId: row.chat_id, chatCount: 1 };
  if (!isSealedFacts(seal, { ...own, ...ids, lastSeq: row.last_seq, beside: row.ext })) return null;
  if (!isSealedSegment(seal, row.segment)) return null;
  // Its seal vouches for what a long one holds, so that nobody waits until it is opened.
  return { ...own, ...(own.documentBytes >= isLongFrom ? partsOf(row, row.ext) : openRow(row, row.ext)) };
}

/** Sums come from the document: the columns have no checksum. */
function readUnsealed(row: ChatRow): SoundChat | null {
  if (row.segment_meta.length !== MARK_BYTES || row.ext === null) return null;
  const opened = openRow(row, row.ext);
  JSON.parse(inflateRawSync(row.ext).toString());
  if (!digestOf(opened.document).equals(opened.digest)) return null;
  const chat = JSON.parse(Buffer.from(opened.document).toString()) as LoggedChat;
  return {
    chatId: row.chat_id,
    revision: row.revision,
    updatedAt: row.updated_at,
    isImported: row.is_imported === 1,
    documentBytes: opened.document.length,
    ...shareOf({ chat } as FoldedChat),
    ...opened,
  };
}

function openRow(row: ChatRow, ext: Uint8Array) {
  const parts = partsOf(row, ext);
  return { ...parts, document: openSegment(parts.segment, parts.mark) };
}

function partsOf(row: ChatRow, ext: Uint8Array) {
  const mark = row.segment_meta.subarray(0, MARK_BYTES);
  return { segment: row.segment, mark, document: null, ext, digest: row.digest.subarray(0, DIGEST_BYTES) };
}

/** The document of a sound chat. @throws RangeError when it does not match its checksum */
export function documentOf({ document, segment, mark }: Pick<SoundChat, 'document' | 'segment' | 'mark'>): Uint8Array {
  return document ?? openSegment(segment, mark);
}
