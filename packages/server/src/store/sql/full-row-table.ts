/** Full rows of chats, written in the commit that writes the chat; see `full-row.ts`. */
import { sealFullRow } from '../../chat-log/codec/full-row.ts';
import type { SealedChat } from '../../chat-log/codec/seal-chat.ts';
import { isSealedSegment, readSeal, sealMark } from '../../chat-log/codec/sealed-mark.ts';
import { MARK_BYTES, openSegment } from '../../chat-log/codec/segment.ts';
import type { ChatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { AddedRows, Statements } from './database.ts';
import type { ProjectRow } from './project-table.ts';
import { isOneOf, type Sql, sql } from './sql.ts';

const COLUMNS = ['project_row', 'chat_id', 'segment_meta', 'segment'];

/** A chat with what its full row is made of. */
export interface RowWrite {
  readonly chatId: ChatId;
  readonly revision: number;
  readonly at: Instant;
  readonly isImported: boolean;
  readonly sumResponseTime: number;
  /** JSON objects joined by commas; null when there are none. */
  readonly transfers: string | null;
  readonly transferCount: number;
  readonly fullRow: SealedChat['fullRow'];
}

/** The full rows of new chats. */
export function fullRowsAdded({ projectRow }: ProjectRow, writes: readonly RowWrite[]): AddedRows {
  const rows = writes.flatMap((write) => {
    const sealed = sealedRow(write);
    return sealed === null ? [] : [[projectRow, write.chatId, sealed.meta, sealed.segment]];
  });
  return { table: 'full_row', columns: COLUMNS, rows };
}

/** The full row of a chat that changed, whether it had one or not. */
export function fullRowChanged({ projectRow }: ProjectRow, write: RowWrite): Sql {
  const { chatId: id } = write;
  const sealed = sealedRow(write);
  if (sealed === null) return sql`DELETE FROM full_row WHERE project_row = ${projectRow} AND chat_id = ${id}`;
  return sql`INSERT INTO full_row (project_row, chat_id, segment_meta, segment)
      VALUES (${projectRow}, ${id}, ${sealed.meta}, ${sealed.segment})
    ON CONFLICT (project_row, chat_id) DO UPDATE SET segment_meta = excluded.segment_meta, segment = excluded.segment`;
}

/** Leaves out chats that have one: those are as new. */
export function fullRowsMade(project: ProjectRow, made: readonly RowWrite[]): AddedRows {
  return { ...fullRowsAdded(project, made), isIfAbsent: true };
}

export function fullRowsReset({ projectRow }: Pick<ProjectRow, 'projectRow'>): Sql {
  return sql`DELETE FROM full_row WHERE project_row = ${projectRow}`;
}

export function fullRowsRemoved({ projectRow }: Pick<ProjectRow, 'projectRow'>, ids: readonly ChatId[]): Sql {
  return sql`DELETE FROM full_row WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)}`;
}

/** The texts of the full rows; "" for one that is not as it was stored. */
export async function readTexts(
  statements: Statements,
  { projectRow }: ProjectRow,
  ids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const rows = await statements.bulk(
    { chat_id: 'int', segment_meta: 'bytes', segment: 'bytes' },
    sql`SELECT chat_id, segment_meta, segment FROM full_row
      WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)}`,
  );
  return new Map(rows.map((row) => [row.chat_id, textOf(row)]));
}

function textOf({ chat_id, segment_meta, segment }: KeptRow): string {
  const seal = readSeal(segment_meta);
  if (seal === null || seal.firstChatId !== chat_id || !isSealedSegment(seal, segment)) return '';
  return Buffer.from(openSegment(segment, segment_meta.subarray(0, MARK_BYTES))).toString();
}

interface KeptRow {
  readonly chat_id: number;
  readonly segment_meta: Uint8Array;
  readonly segment: Uint8Array;
}

const NOTHING_BESIDE = new Uint8Array(0);

function sealedRow({ fullRow, chatId, revision, at, ...facts }: RowWrite) {
  if (fullRow === null) return null;
  const { segment, mark } = sealFullRow(fullRow, { revision, updatedAt: at });
  const meta = sealMark(mark, segment, {
    firstChatId: chatId,
    lastChatId: chatId,
    chatCount: 1,
    sumResponseTime: facts.sumResponseTime,
    transfers: facts.transfers,
    transferCount: facts.transferCount,
    isImported: facts.isImported,
    beside: NOTHING_BESIDE,
    revision,
    lastSeq: 0,
    updatedAt: at,
  });
  return { meta, segment };
}
