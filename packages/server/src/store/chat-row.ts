/** The columns of a chat's row that every store has, and what stands in them. Used by every store; does no I/O. */
import type { StoredEvent } from '../model/event.ts';
import type { Instant } from '../model/instant.ts';
import type { ChatWrite } from './chat-write.ts';
import { FILTER_COLUMNS } from './filter-columns.ts';
import { foundBy, transfersJson } from './fold-stored.ts';

/** In this order; each store adds its own place in the feed and what else it keeps in the row. */
export const CHAT_COLUMNS = [
  'project_row',
  'chat_id',
  'revision',
  'updated_at',
  'last_seq',
  'is_imported',
  ...FILTER_COLUMNS,
  'next_due_at',
  'sum_response_time',
  'transfers',
  'transfer_count',
  'document_bytes',
  'content_hash',
  'digest',
  'mark',
  'segment',
] as const;

export function makeChatRow(projectRow: number, write: ChatWrite) {
  const { segment, mark, documentBytes, digest } = write.sealed;
  return {
    ...foundBy(write.folded),
    project_row: projectRow,
    chat_id: write.chatId,
    revision: write.revision,
    updated_at: write.at,
    last_seq: write.lastSeq,
    is_imported: Number(write.isImported),
    transfers: transfersJson(write.folded),
    document_bytes: documentBytes,
    content_hash: write.contentHash,
    digest,
    mark,
    segment,
  } satisfies Readonly<Record<(typeof CHAT_COLUMNS)[number], null | number | string | Uint8Array>>;
}

/** A row of the table of events: `seq`, `at`, `offset_minutes` and `body` as JSON. */
export function readEventRow(row: Readonly<Record<string, unknown>>): StoredEvent {
  return {
    seq: Number(row.seq),
    at: Number(row.at) as Instant,
    offsetMinutes: Number(row.offset_minutes),
    body: JSON.parse(String(row.body)),
  };
}
