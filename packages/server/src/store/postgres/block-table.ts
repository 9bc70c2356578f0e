/** Keeps blocks of joined chats in a PostgreSQL store, see `block-run.ts`. */
import type { Sealed } from '../../chat-log/codec/segment.ts';
import { BLOCK_CHATS, type BlockStep, chooseBlockStep, type RunChat, sumUpRun } from '../compaction-plan.ts';
import type { ProjectRow } from '../project-row.ts';
import { bindLiterals } from './bind-literals.ts';
import type { CopyRow } from './copy-binary.ts';
import type { Statements } from './postgres-database.ts';

/** Looks at the chats behind those that were checked. */
export async function findBlockStep(
  statements: Statements,
  { projectRow, blocksCheckedTo }: ProjectRow,
): Promise<BlockStep> {
  const [next] = await statements.query(
    `SELECT first_chat_id, last_chat_id FROM parley.chat_block
     WHERE project_row = $1 AND first_chat_id > $2 ORDER BY first_chat_id LIMIT 1`,
    [projectRow, blocksCheckedTo],
  );
  const sql = `SELECT chat_id, xid::text || '.' || seq, is_open, document_bytes, sum_response_time, transfers,
      transfer_count, segment, (transfers IS NULL)::int::bigint
    FROM parley.chat WHERE project_row = ? AND chat_id > ? AND chat_id < ? ORDER BY chat_id LIMIT ${BLOCK_CHATS}`;
  const before = Number(next?.first_chat_id ?? Number.MAX_SAFE_INTEGER);
  const rows = await statements.copyOut(bindLiterals({ sql, values: [projectRow, blocksCheckedTo, before] }));
  return chooseBlockStep(rows.map(readRunChat), next === undefined ? null : Number(next.last_chat_id));
}

function readRunChat(row: CopyRow): RunChat {
  return {
    chatId: row.int(0) ?? 0,
    position: row.text(1),
    isOpen: row.int(2) === 1,
    documentBytes: row.int(3) ?? 0,
    sumResponseTime: row.int(4) ?? 0,
    transfers: row.int(8) === 1 ? null : row.text(5),
    transferCount: row.int(6) ?? 0,
    segment: row.bytes(7),
  };
}

/**
 * Stores the block unless one of its chats has changed or was joined meanwhile; inside a transaction that has locked the
 * project. The chats are locked too: a change that has begun but is not committed would not be seen otherwise, and would
 * not see this block either.
 */
export async function writeBlock(
  statements: Statements,
  project: ProjectRow,
  run: readonly RunChat[],
  sealed: Sealed,
): Promise<void> {
  const { projectRow } = project;
  const first = Number(run[0]?.chatId);
  const last = Number(run.at(-1)?.chatId);
  const locked = await statements.query(
    `SELECT xid::text || '.' || seq AS position FROM parley.chat
     WHERE project_row = $1 AND chat_id BETWEEN $2 AND $3 ORDER BY chat_id FOR UPDATE SKIP LOCKED`,
    [projectRow, first, last],
  );
  const isSame = locked.length === run.length && run.every((chat, at) => chat.position === locked[at]?.position);
  if (!isSame) return;
  const sums = sumUpRun(run);
  const written = await statements.query(
    `INSERT INTO parley.chat_block (project_row, first_chat_id, last_chat_id, chat_count, sum_response_time, transfers, transfer_count, mark, segment)
     SELECT $1::bigint, $2::bigint, $3::bigint, $4::bigint, $5::bigint, $6::text, $7::bigint, $8::bytea, $9::bytea
     WHERE (SELECT count(*) FROM parley.chat WHERE project_row = $1 AND chat_id BETWEEN $2 AND $3) = $4::bigint
       AND NOT EXISTS (SELECT 1 FROM parley.chat_block WHERE project_row = $1 AND first_chat_id <= $3 AND last_chat_id >= $2)
     RETURNING first_chat_id`,
    [
      projectRow,
      first,
      last,
      run.length,
      sums.sumResponseTime,
      sums.transfers,
      sums.transferCount,
      sealed.mark,
      sealed.segment,
    ],
  );
  if (written.length > 0) await checkTo(statements, project, last);
}

/**
 * Remembers how far the log was looked through. Does nothing when a change has moved the mark since `project` was read:
 * then there is something behind it to look at again.
 */
export async function checkTo(
  statements: Statements,
  { projectRow, blocksCheckedTo }: ProjectRow,
  chatId: number,
): Promise<void> {
  const sql = 'UPDATE parley.reading SET blocks_checked_to = $2 WHERE project_row = $1 AND blocks_checked_to = $3';
  await statements.query(sql, [projectRow, chatId, blocksCheckedTo]);
}

/**
 * Before chats are written or erased, with their rows or the project locked: removes the blocks that hold them or would
 * close over them. `stayOpen`: chats that were open and stay so were never joined and cannot be now, so that the mark,
 * for which others would wait, is left alone.
 */
export async function dropBlocksAround(
  statements: Statements,
  { projectRow }: ProjectRow,
  chatIds: readonly number[],
  stayOpen = false,
): Promise<void> {
  if (chatIds.length === 0 || stayOpen) return;
  const dropped = await statements.query(
    `DELETE FROM parley.chat_block AS block USING unnest($2::bigint[]) AS one(chat_id)
     WHERE block.project_row = $1 AND block.first_chat_id = (
         SELECT max(first_chat_id) FROM parley.chat_block WHERE project_row = $1 AND first_chat_id <= one.chat_id)
       AND block.last_chat_id >= one.chat_id
     RETURNING block.first_chat_id`,
    [projectRow, chatIds],
  );
  const lowest = Math.min(...chatIds, ...dropped.map((row) => Number(row.first_chat_id)));
  await statements.query(
    'UPDATE parley.reading SET blocks_checked_to = $2 WHERE project_row = $1 AND blocks_checked_to > $2',
    [projectRow, lowest - 1],
  );
}
