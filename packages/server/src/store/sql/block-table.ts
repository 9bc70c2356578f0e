/** Keeps blocks of joined chats, see `compaction-plan.ts`. */
import {
  BLOCK_CHATS,
  type BlockChat,
  type BlockStep,
  chooseBlockStep,
  type RunChat,
  sumUpRun,
} from '../../chat-log/codec/compaction-plan.ts';
import type { Sealed } from '../../chat-log/codec/segment.ts';
import { packLengths, totalDocumentBytes } from '../../chat-log/codec/segment.ts';
import type { JoinedRun } from '../../chat-log/input/join-imports.ts';
import { sealedMarkOfBlock } from './block-row.ts';
import { CHAT_ROW, CHAT_ROW_COLUMNS, readSoundRow } from './chat-row.ts';
import type { AddedRows, Columns, Statements, Transaction } from './database.ts';
import { LONG_DOCUMENT_BYTES } from './long-chats.ts';
import type { ProjectRow } from './project-table.ts';
import { isOneOf, raw, sql, tableOf } from './sql.ts';

const RUN = { ...CHAT_ROW, is_open: 'int' } as const satisfies Columns;

/** What to do with the chats after `checkedTo`. */
export async function findBlockStep(
  statements: Statements,
  { projectRow }: ProjectRow,
  checkedTo: number,
): Promise<BlockStep> {
  const next = await statements.get(
    { first_chat_id: 'int', last_chat_id: 'int' },
    sql`SELECT first_chat_id, last_chat_id FROM chat_block
      WHERE project_row = ${projectRow} AND first_chat_id > ${checkedTo} ORDER BY first_chat_id LIMIT 1`,
  );
  const rows = await statements.bulk(
    RUN,
    sql`SELECT ${raw(CHAT_ROW_COLUMNS)}, is_open FROM chat
      WHERE project_row = ${projectRow} AND chat_id > ${checkedTo}
        AND chat_id < ${next?.first_chat_id ?? Number.MAX_SAFE_INTEGER} ORDER BY chat_id LIMIT ${BLOCK_CHATS}`,
  );
  const chats = rows.map((row): RunChat => {
    // Damage must not be sealed again.
    const sound = row.is_open === 1 ? null : readSoundRow(row, LONG_DOCUMENT_BYTES);
    return {
      chatId: row.chat_id,
      revision: row.revision,
      isJoinable: sound !== null,
      documentBytes: sound === null ? row.document_bytes : totalDocumentBytes(sound.mark),
      sumResponseTime: sound?.sumResponseTime ?? 0,
      transfers: sound?.transfers ?? null,
      transferCount: sound?.transferCount ?? 0,
      segment: row.segment,
    };
  });
  return chooseBlockStep(chats, next?.last_chat_id ?? null);
}

/** Stores the block unless one of its chats has changed or was joined meanwhile; with the project locked. */
export async function writeBlock(
  transaction: Transaction,
  project: ProjectRow,
  run: readonly RunChat[],
  sealed: Sealed,
): Promise<void> {
  const { projectRow } = project;
  const first = run[0]?.chatId ?? 0;
  const last = run.at(-1)?.chatId ?? 0;
  // Locked too: a change that has begun but is not committed would not be seen otherwise, and would not see this block.
  const now = await transaction.all(
    { chat_id: 'int', revision: 'int' },
    transaction.dialect.forUpdateUnlessLocked(
      sql`SELECT chat_id, revision FROM chat WHERE project_row = ${projectRow} AND chat_id BETWEEN ${first} AND ${last}
        ORDER BY chat_id`,
    ),
  );
  const isSame = now.length === run.length && run.every((chat, at) => chat.revision === now[at]?.revision);
  // Blocks do not overlap: only the last that begins before the end of the run can reach into it.
  const before = await transaction.get(
    { last_chat_id: 'int' },
    sql`SELECT last_chat_id FROM chat_block
      WHERE project_row = ${projectRow} AND first_chat_id <= ${last} ORDER BY first_chat_id DESC LIMIT 1`,
  );
  if (!isSame || (before !== null && before.last_chat_id >= first)) return;
  await transaction.runTogether([blocksAdded(project, [{ run, sealed }])]);
  await checkTo(transaction, project, last);
}

/**
 * Stores those blocks of chats of one import that can stand: `isStored` tells whether a chat was stored as it was joined.
 * After the chats, with the project locked.
 */
export async function addJoined(
  transaction: Transaction,
  project: ProjectRow,
  joined: readonly JoinedRun[],
  isStored: (chat: BlockChat) => boolean,
): Promise<void> {
  const standing: JoinedRun[] = [];
  for (const one of joined) {
    if (one.run.every(isStored) && !(await hasOthersBetween(transaction, project, one.run))) standing.push(one);
  }
  if (standing.length > 0) await transaction.runTogether([blocksAdded(project, standing)]);
}

/** Whether chats stand between those of the run that are not of it: only ids below the highest can be taken. */
async function hasOthersBetween(
  statements: Statements,
  { projectRow, highestChatId }: ProjectRow,
  run: readonly BlockChat[],
): Promise<boolean> {
  const [first, last] = [run[0]?.chatId ?? 0, run.at(-1)?.chatId ?? 0];
  if (first > highestChatId) return false;
  const found = await statements.all(
    { chat_id: 'int' },
    sql`SELECT chat_id FROM chat WHERE project_row = ${projectRow} AND chat_id BETWEEN ${first} AND ${last}
      LIMIT ${run.length + 1}`,
  );
  return found.length !== run.length;
}

function blocksAdded({ projectRow }: ProjectRow, blocks: readonly JoinedRun[]): AddedRows {
  const rows = blocks.map(({ run, sealed }) => {
    const { sumResponseTime, transfers, transferCount } = sumUpRun(run);
    const facts = {
      first_chat_id: run[0]?.chatId ?? 0,
      last_chat_id: run.at(-1)?.chatId ?? 0,
      chat_count: run.length,
      sum_response_time: sumResponseTime,
      transfers,
      transfer_count: transferCount,
      document_lengths: packLengths(run.map((chat) => chat.documentBytes)),
    };
    return {
      project_row: projectRow,
      ...facts,
      segment_meta: sealedMarkOfBlock(sealed, facts),
      segment: sealed.segment,
    };
  });
  return { table: 'chat_block', columns: Object.keys(rows[0] ?? {}), rows: rows.map(Object.values) };
}

/** Remembers how far the log was examined, unless a change has moved that back since `project` was read. */
export async function checkTo(
  transaction: Transaction,
  { projectRow, compactedTo }: ProjectRow,
  chatId: number,
): Promise<void> {
  await transaction.run(
    sql`UPDATE project_read_stats SET compacted_to = ${chatId}
      WHERE project_row = ${projectRow} AND compacted_to = ${compactedTo}`,
  );
}

/** Removes the blocks that hold the chats or would span them, before closed ones are written or erased; with them or the project locked. */
export async function dropBlocksAround(
  transaction: Transaction,
  { projectRow }: ProjectRow,
  chatIds: readonly number[],
): Promise<void> {
  if (chatIds.length === 0) return;
  const around = await transaction.all(
    { first_chat_id: 'int' },
    sql`WITH one (chat_id) AS (${tableOf(chatIds)})
      SELECT DISTINCT block.first_chat_id FROM one JOIN chat_block AS block ON block.project_row = ${projectRow}
        AND block.first_chat_id = (SELECT max(first_chat_id) FROM chat_block AS before
          WHERE before.project_row = ${projectRow} AND before.first_chat_id <= one.chat_id)
      WHERE block.last_chat_id >= one.chat_id`,
  );
  const firsts = around.map((row) => row.first_chat_id);
  await dropFrom(transaction, projectRow, firsts, Math.min(...chatIds, ...firsts));
}

/** Removes the blocks that begin with these chats; with the project locked. At least one. */
export async function dropBlocks(
  transaction: Transaction,
  { projectRow }: ProjectRow,
  firsts: readonly number[],
): Promise<void> {
  await dropFrom(transaction, projectRow, firsts, Math.min(...firsts));
}

async function dropFrom(
  transaction: Transaction,
  projectRow: number,
  firsts: readonly number[],
  lowest: number,
): Promise<void> {
  await transaction.runTogether([
    ...(firsts.length === 0
      ? []
      : [sql`DELETE FROM chat_block WHERE project_row = ${projectRow} AND ${isOneOf('first_chat_id', firsts)}`]),
    sql`UPDATE project_read_stats SET compacted_to = ${lowest - 1}
      WHERE project_row = ${projectRow} AND compacted_to >= ${lowest}`,
  ]);
}
