/**
 * Which chats the index of words has. One that changes leaves it in the same commit, and comes back when the background has
 * read it again; until then a search reads the chat itself.
 */
import type { ChatWrite } from '../../chat-log/fold/chat-write.ts';
import type { ChatId } from '../../model/ids.ts';
import type { Change, Dialect, Transaction } from './database.ts';
import type { ProjectRow } from './project-table.ts';
import { isOneOf, join, type Sql, sql } from './sql.ts';

/** Notes new chats, in the commit that adds them. */
export function searchPending({ projectRow }: ProjectRow, writes: readonly ChatWrite[]): Change {
  const rows = writes.map((write) => [projectRow, write.chatId, Number(isDue(write))]);
  return { table: 'search_pending', columns: ['project_row', 'chat_id', 'is_due'], rows };
}

/** Takes changed chats out of the index, in the commit that changes them. */
export function searchOutdated(
  dialect: Dialect,
  { projectRow }: ProjectRow,
  writes: readonly ChatWrite[],
): readonly Change[] {
  if (writes.length === 0) return [];
  const rows = writes.map((write) => sql`(${projectRow}, ${write.chatId}, ${Number(isDue(write))})`);
  return [
    ...forgotten(
      dialect,
      projectRow,
      writes.map(({ chatId }) => chatId),
    ),
    sql`INSERT INTO search_pending (project_row, chat_id, is_due) VALUES ${join(rows)}
      ON CONFLICT (project_row, chat_id) DO UPDATE SET is_due = excluded.is_due`,
  ];
}

/** Takes chats out of everything that is searched, before they are replaced or erased. */
export function searchRemoved(dialect: Dialect, projectRow: number, ids: readonly ChatId[]): readonly Sql[] {
  return [
    ...forgotten(dialect, projectRow, ids),
    sql`DELETE FROM search_pending WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)}`,
  ];
}

function forgotten(dialect: Dialect, projectRow: number, ids: readonly ChatId[]): readonly Sql[] {
  return [
    ...dialect.search.forget(projectRow, ids),
    sql`DELETE FROM search_words WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)}`,
  ];
}

/** Empties the index of the whole store; every chat is to be indexed again. */
export async function resetSearch(transaction: Transaction): Promise<void> {
  for (const statement of transaction.dialect.search.empty()) await transaction.run(statement);
  // SQLite would take ON for a join without the condition.
  await transaction.run(sql`INSERT INTO search_pending (project_row, chat_id, is_due)
    SELECT project_row, chat_id, CASE WHEN is_open = 0 OR is_imported = 1 THEN 1 ELSE 0 END FROM chat WHERE 1 = 1
    ON CONFLICT (project_row, chat_id) DO UPDATE SET is_due = excluded.is_due`);
}

/** While a chat is written to here, its words would go in and out with every message. */
function isDue({ folded, isImported }: ChatWrite): boolean {
  return isImported || !folded.index.isOpen;
}
