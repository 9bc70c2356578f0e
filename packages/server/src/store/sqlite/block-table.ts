/** Keeps blocks of joined chats in a SQLite store, see `block-run.ts`. */
import type { Sealed } from '../../chat-log/codec/segment.ts';
import type { ChatId } from '../../model/ids.ts';
import { BLOCK_CHATS, type BlockStep, chooseBlockStep, type RunChat, sumUpRun } from '../compaction-plan.ts';
import type { ProjectRow } from '../project-row.ts';
import type { SqliteConnection, SqlRow } from './sqlite-connection.ts';

/** Looks at the chats behind those that were checked. */
export function findBlockStep(connection: SqliteConnection, project: ProjectRow): BlockStep {
  const next = connection.get(
    'SELECT first_chat_id, last_chat_id FROM chat_block WHERE project_row = ? AND first_chat_id > ? ORDER BY first_chat_id LIMIT 1',
    project.projectRow,
    project.blocksCheckedTo,
  );
  const rows = connection.all(
    `SELECT chat_id, position, is_open, document_bytes, sum_response_time, transfers, transfer_count, segment FROM chat
     WHERE project_row = ? AND chat_id > ? AND chat_id < ? ORDER BY chat_id LIMIT ${BLOCK_CHATS}`,
    project.projectRow,
    project.blocksCheckedTo,
    Number(next?.first_chat_id ?? Number.MAX_SAFE_INTEGER),
  );
  return chooseBlockStep(rows.map(readRunChat), next === null ? null : Number(next.last_chat_id));
}

function readRunChat(row: SqlRow): RunChat {
  return {
    chatId: Number(row.chat_id),
    position: String(row.position),
    isOpen: row.is_open === 1,
    documentBytes: Number(row.document_bytes),
    sumResponseTime: Number(row.sum_response_time),
    transfers: row.transfers === null ? null : String(row.transfers),
    transferCount: Number(row.transfer_count),
    segment: row.segment as Uint8Array,
  };
}

/** Stores the block unless one of its chats has changed or was joined meanwhile; inside a transaction of its caller. */
export function writeBlock(
  connection: SqliteConnection,
  project: ProjectRow,
  run: readonly RunChat[],
  sealed: Sealed,
): void {
  const first = Number(run[0]?.chatId);
  const last = Number(run.at(-1)?.chatId);
  const now = connection.get(
    'SELECT count(*) AS count, max(position) AS position FROM chat WHERE project_row = ? AND chat_id BETWEEN ? AND ?',
    project.projectRow,
    first,
    last,
  );
  const position = Math.max(...run.map((chat) => Number(chat.position)));
  if (now?.count !== run.length || now.position !== position || isJoined(connection, project, first, last)) return;
  const sums = sumUpRun(run);
  connection.run(
    `INSERT INTO chat_block (project_row, first_chat_id, last_chat_id, chat_count, sum_response_time, transfers, transfer_count, mark, segment)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    project.projectRow,
    first,
    last,
    run.length,
    sums.sumResponseTime,
    sums.transfers,
    sums.transferCount,
    sealed.mark,
    sealed.segment,
  );
  checkTo(connection, project, last);
}

function isJoined(connection: SqliteConnection, { projectRow }: ProjectRow, first: number, last: number): boolean {
  const sql =
    'SELECT 1 AS found FROM chat_block WHERE project_row = ? AND first_chat_id <= ? AND last_chat_id >= ? LIMIT 1';
  return connection.get(sql, projectRow, last, first) !== null;
}

/**
 * Remembers how far the log was looked through; inside a transaction of its caller. Does nothing when a change has moved
 * the mark since `project` was read: then there is something behind it to look at again.
 */
export function checkTo(
  connection: SqliteConnection,
  { projectRow, blocksCheckedTo }: ProjectRow,
  chatId: number,
): void {
  connection.run(
    'UPDATE project SET blocks_checked_to = ? WHERE project_row = ? AND blocks_checked_to = ?',
    chatId,
    projectRow,
    blocksCheckedTo,
  );
}

/** Before a chat is written or erased: removes the block that holds it or would close over it. */
export function dropBlockAround(connection: SqliteConnection, project: ProjectRow, chatId: ChatId): void {
  const block = connection.get(
    `SELECT block_row, first_chat_id, last_chat_id FROM chat_block
     WHERE project_row = ? AND first_chat_id <= ? ORDER BY first_chat_id DESC LIMIT 1`,
    project.projectRow,
    chatId,
  );
  const isAround = block !== null && Number(block.last_chat_id) >= chatId;
  if (isAround) connection.run('DELETE FROM chat_block WHERE block_row = ?', block.block_row ?? null);
  connection.run(
    'UPDATE project SET blocks_checked_to = ? WHERE project_row = ? AND blocks_checked_to >= ?',
    (isAround ? Number(block.first_chat_id) : chatId) - 1,
    project.projectRow,
    isAround ? Number(block.first_chat_id) : chatId,
  );
}
