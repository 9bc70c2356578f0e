/** Folds every chat of a project again, whatever made it, for `parley rebuild`. */
import { type ChatId, chatId } from '../../model/ids.ts';
import type { RebuildRequest, Rebuilt } from '../chat-store.ts';
import { BLOCK_ROW, BLOCK_ROW_COLUMNS, judgeBlock } from './block-row.ts';
import { dropBlocks } from './block-table.ts';
import type { MenderParts } from './chat-mender.ts';
import { findHeads } from './chat-table.ts';
import type { Statements, Transaction } from './database.ts';
import { factsReset } from './fact-table.ts';
import { fillFacts } from './fill-facts.ts';
import {
  BATCH_CHATS,
  compareChats,
  type Refolded,
  type RefoldParts,
  refoldChats,
  type SizedChat,
  takeBatch,
} from './refold-chats.ts';
import { foldLong, prepareFolds } from './refold-long.ts';
import { resetSearch } from './search-table.ts';
import { raw, sql } from './sql.ts';

/** A batch to a commit, then blocks and counters. @throws StoreError `damaged` when tables cannot be read */
export async function rebuildProject(
  parts: RefoldParts & MenderParts,
  projectRow: number,
  { isCheckOnly, at, onProgress, signal }: RebuildRequest,
): Promise<Rebuilt> {
  const { database, projects } = parts;
  const line = { projectRow, chatId: null };
  const refold = async (ids: readonly ChatId[]) => {
    const prepared = await prepareFolds(parts, await projects.read(database.live, projectRow), ids);
    return database.write(line, async (transaction) => {
      return refoldChats(parts, transaction, await projects.lock(transaction, projectRow), ids, at, prepared);
    });
  };
  let [chats, different] = [0, 0];
  const [withoutEvents, failed]: [ChatId[], ChatId[]] = [[], []];
  if (!isCheckOnly) {
    await database.repairIndexes();
    await database.write(null, resetSearch);
    await database.write(line, (transaction) => transaction.runTogether(factsReset({ projectRow })));
  }
  for (let after = -1; !signal.aborted; ) {
    const batch = await findNext(database.live, projectRow, after);
    const last = batch.at(-1);
    if (last === undefined) {
      const droppedBlocks = await dropDamagedBlocks(parts, projectRow, isCheckOnly);
      if (!isCheckOnly) {
        await database.write(line, (transaction) => recount(transaction, projectRow));
        // Chats that cannot be read are told above.
        await fillFacts(
          parts,
          () => signal.aborted,
          () => undefined,
          projectRow,
        );
      }
      return { chats, different, withoutEvents, failed, droppedBlocks, isComplete: true };
    }
    const ids = batch.map((chat) => chat.chatId);
    const result = await (isCheckOnly ? compareAsNow(parts, projectRow, ids) : refold(ids));
    chats += ids.length;
    different += result.different.length;
    withoutEvents.push(...result.withoutEvents);
    failed.push(...result.failed.map((one) => one.chatId));
    after = last.chatId;
    onProgress(chats);
    await database.pause();
  }
  return { chats, different, withoutEvents, failed, droppedBlocks: 0, isComplete: false };
}

async function findNext(statements: Statements, projectRow: number, after: number): Promise<readonly SizedChat[]> {
  const rows = await statements.all(
    { chat_id: 'int', document_bytes: 'int' },
    sql`SELECT chat_id, document_bytes FROM chat WHERE project_row = ${projectRow} AND chat_id > ${after}
      ORDER BY chat_id LIMIT ${BATCH_CHATS}`,
  );
  return takeBatch(rows.map((row) => ({ chatId: chatId(row.chat_id), documentBytes: row.document_bytes })));
}

/** In a snapshot, so that a server that writes meanwhile does not make chats look different. */
async function compareAsNow(parts: RefoldParts, projectRow: number, ids: readonly ChatId[]): Promise<Refolded> {
  using snapshot = await parts.database.openSnapshot('self');
  const project = await parts.projects.read(snapshot, projectRow);
  // Some may have been erased since they were listed.
  const heads = await findHeads(snapshot, project, ids);
  return await compareChats(
    parts,
    snapshot,
    project,
    ids.filter((id) => heads.has(id)),
    async (id) => {
      const head = heads.get(id);
      const isLong = head !== undefined && parts.longChats.isLong(head);
      return isLong ? foldLong(parts.longChats, snapshot, project, id, head) : null;
    },
  );
}

/** How many there were. Their chats are joined again by the next server. */
async function dropDamagedBlocks(parts: RefoldParts, projectRow: number, isCheckOnly: boolean): Promise<number> {
  const { database, projects } = parts;
  let dropped = 0;
  for (let after = -1; ; await database.pause()) {
    const rows = await database.live.bulk(
      BLOCK_ROW,
      sql`SELECT ${raw(BLOCK_ROW_COLUMNS)} FROM chat_block
        WHERE project_row = ${projectRow} AND first_chat_id > ${after} ORDER BY first_chat_id LIMIT ${BATCH_CHATS}`,
    );
    const last = rows.at(-1);
    if (last === undefined) return dropped;
    const firsts = rows.filter((row) => judgeBlock(row) === 'damaged').map((row) => row.first_chat_id);
    dropped += firsts.length;
    if (firsts.length > 0 && !isCheckOnly) {
      await database.write({ projectRow, chatId: null }, async (transaction) =>
        dropBlocks(transaction, await projects.lock(transaction, projectRow), firsts),
      );
    }
    after = last.first_chat_id;
  }
}

/** Ids of chats that are gone stay taken, so the highest never falls. */
async function recount(transaction: Transaction, projectRow: number): Promise<void> {
  await transaction.lockProject(projectRow);
  const counted = await transaction.get(
    { chats: 'int', highest: 'int', longest: 'int' },
    sql`SELECT count(*) AS chats, coalesce(max(chat_id), 0) AS highest, coalesce(max(document_bytes), 0) AS longest
      FROM chat WHERE project_row = ${projectRow}`,
  );
  const { chats, highest, longest } = counted ?? { chats: 0, highest: 0, longest: 0 };
  await transaction.runTogether([
    sql`UPDATE project SET chat_count = ${chats},
      highest_chat_id = CASE WHEN highest_chat_id < ${highest} THEN ${highest} ELSE highest_chat_id END
      WHERE project_row = ${projectRow}`,
    sql`UPDATE project_read_stats SET max_document_bytes = ${longest}
      WHERE project_row = ${projectRow} AND max_document_bytes < ${longest}`,
  ]);
}
