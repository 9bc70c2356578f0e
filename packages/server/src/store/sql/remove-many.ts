/** Erases or empties the chats of a contact, of an age, or of a whole project, a few to a commit. */
import type { Kept, RemovalSelection } from '../../chat-log/privacy/removal.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import { unreachable } from '../../model/unreachable.ts';
import type { Statements, Transaction } from './database.ts';
import { eraseChat } from './erasure.ts';
import type { ProjectRow } from './project-table.ts';
import { type Redaction, redactWholeChat } from './redact-chat.ts';
import { type Sql, sql } from './sql.ts';

/** No live write waits longer than for these. */
const BATCH_CHATS = 20;

/** Runs `work` in a commit with the project locked. */
type Change = <T>(work: (transaction: Transaction, project: ProjectRow) => Promise<T>) => Promise<T>;

export async function countRemovable(
  statements: Statements,
  { projectRow }: ProjectRow,
  selection: RemovalSelection,
): Promise<number> {
  const row = await statements.get(
    { chats: 'int' },
    sql`SELECT count(*) AS chats FROM chat WHERE project_row = ${projectRow} AND ${conditionOf(selection)}`,
  );
  return row?.chats ?? 0;
}

/** Chats that were erased, or emptied of something; not complete when `signal` ended it. */
export async function removeMany(
  change: Change,
  {
    selection,
    keep,
    signal,
  }: { readonly selection: RemovalSelection; readonly keep: Kept; readonly signal: AbortSignal },
  redaction: Redaction,
): Promise<{ readonly chats: number; readonly isComplete: boolean }> {
  let chats = 0;
  for (let after: number | null = -1; after !== null; ) {
    if (signal.aborted) return { chats, isComplete: false };
    const from: number = after;
    const batch = await change((transaction, project) =>
      removeBatch(transaction, project, { selection, keep, after: from }, redaction),
    );
    chats += batch.removed;
    after = batch.last;
  }
  return { chats, isComplete: true };
}

async function removeBatch(
  transaction: Transaction,
  project: ProjectRow,
  { selection, keep, after }: { readonly selection: RemovalSelection; readonly keep: Kept; readonly after: number },
  redaction: Redaction,
): Promise<{ readonly removed: number; readonly last: ChatId | null }> {
  const rows = await transaction.all(
    { chat_id: 'int' },
    sql`SELECT chat_id FROM chat WHERE project_row = ${project.projectRow} AND ${conditionOf(selection)}
      AND chat_id > ${after} ORDER BY chat_id LIMIT ${BATCH_CHATS}`,
  );
  let removed = 0;
  for (const { chat_id } of rows) {
    const id = chatId(chat_id);
    const isRemoved =
      keep === 'tombstone'
        ? (await eraseChat(transaction, project, id, redaction)) !== null
        : ((await redactWholeChat(transaction, project, id, redaction))?.chats ?? 0) > 0;
    if (isRemoved) removed += 1;
  }
  const last = rows.at(-1);
  return { removed, last: last === undefined ? null : chatId(last.chat_id) };
}

function conditionOf(selection: RemovalSelection): Sql {
  switch (selection.kind) {
    case 'contact':
      return sql`contact_id = ${selection.contactId} AND contact_id > 0`;
    case 'started-before':
      return sql`started_at < ${selection.before} AND is_open = 0`;
    case 'all':
      return sql`chat_id >= 0`;
    default:
      return unreachable(selection);
  }
}
