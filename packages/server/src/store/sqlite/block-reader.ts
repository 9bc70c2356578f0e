/** Reads whole chats by blocks where blocks stand, and one by one where none do. */

import type { ChatChunk } from '../../chat-log/codec/stored-chat.ts';
import type { ChatWindow } from '../../chat-log/query/chat-selection.ts';
import { chatId } from '../../model/ids.ts';
import { BLOCK_CHATS } from '../compaction-plan.ts';
import type { ProjectRow } from '../project-row.ts';
import { asBytes, readChunk } from './chat-reader.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** Blocks to a statement: about 0.1 ms. */
const CHUNK_BLOCKS = 16;

/** The first chats of an upward window of all chats: as blocks, or one by one up to where the next block begins. */
export function readJoined(
  connection: SqliteConnection,
  project: ProjectRow,
  window: ChatWindow,
  maxRows: number,
): ChatChunk {
  const low = window.from === null ? 0 : window.from.chatId + (window.from.isInclusive ? 0 : 1);
  const blocks = connection.all(
    `SELECT first_chat_id, last_chat_id, chat_count FROM chat_block
     WHERE project_row = ? AND first_chat_id >= ? AND last_chat_id <= ? ORDER BY first_chat_id LIMIT ?`,
    project.projectRow,
    low,
    window.to ?? Number.MAX_SAFE_INTEGER,
    Math.min(CHUNK_BLOCKS, Math.floor(window.limit / BLOCK_CHATS)),
  );
  for (const run of [blocks, blocks.slice(0, 1)]) {
    const last = Number(run.at(-1)?.last_chat_id ?? -1);
    const inBlocks = run.reduce((sum, block) => sum + Number(block.chat_count), 0);
    if (inBlocks > 0 && inBlocks === countBetween(connection, project, low, last)) {
      return readBlocks(connection, project, low, last);
    }
  }
  const first = blocks[0]?.first_chat_id;
  const to = first === undefined ? window.to : chatId(Number(first) - 1);
  return readChunk(connection, project, { ...window, to, limit: Math.min(window.limit, maxRows) });
}

function countBetween(connection: SqliteConnection, project: ProjectRow, low: number, high: number): number {
  const sql = 'SELECT count(*) AS count FROM chat WHERE project_row = ? AND chat_id BETWEEN ? AND ?';
  return Number(connection.get(sql, project.projectRow, low, high)?.count);
}

function readBlocks(connection: SqliteConnection, project: ProjectRow, low: number, high: number): ChatChunk {
  const row = connection.get(
    `SELECT sum(chat_count) AS count, sum(sum_response_time) AS sum_response_time,
       group_concat(transfers, ',') AS transfers, sum(transfer_count) AS transfer_count,
       CAST(group_concat(segment, '') AS BLOB) AS segments, CAST(group_concat(mark, '') AS BLOB) AS marks
     FROM (SELECT * FROM chat_block WHERE project_row = ? AND first_chat_id >= ? AND first_chat_id <= ? ORDER BY first_chat_id)`,
    project.projectRow,
    low,
    high,
  );
  return {
    count: Number(row?.count),
    lastChatId: chatId(high),
    sumResponseTimeSeconds: Number(row?.sum_response_time),
    transfersJson: String(row?.transfers ?? ''),
    transferCount: Number(row?.transfer_count),
    segments: asBytes(row?.segments),
    marks: asBytes(row?.marks),
  };
}
