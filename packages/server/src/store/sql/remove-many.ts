/** Erases or empties the chats of a contact, of an age, or of a whole project, a few to a commit. */
import type { Kept, RemovalSelection } from '../../chat-log/privacy/removal.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import { unreachable } from '../../model/unreachable.ts';
import type { Statements, Transaction } from './database.ts';
import { eraseChat } from './erasure.ts';
import type { ProjectRow } from './project-table.ts';
import { type Change, type Redaction, redactOne, redactWholeChat } from './redact-chat.ts';
import { type Sql, sql } from './sql.ts';

/** No live write waits longer than for these. */
const BATCH_CHATS = 20;

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
    for (const id of batch.long) if (await emptyLong(change, id, redaction)) chats += 1;
    after = batch.last;
  }
  return { chats, isComplete: true };
}

interface Batch {
  readonly removed: number;
  readonly last: ChatId | null;
  /** Those that were left, each to be emptied in a commit of its own. */
  readonly long: readonly ChatId[];
}

async function removeBatch(
  transaction: Transaction,
  project: ProjectRow,
  { selection, keep, after }: { readonly selection: RemovalSelection; readonly keep: Kept; readonly after: number },
  redaction: Redaction,
): Promise<Batch> {
  const rows = await transaction.all(
    { chat_id: 'int', document_bytes: 'int', last_seq: 'int' },
    sql`SELECT chat_id, document_bytes, last_seq FROM chat WHERE project_row = ${project.projectRow} AND ${conditionOf(selection)}
      AND chat_id > ${after} ORDER BY chat_id LIMIT ${BATCH_CHATS}`,
  );
  let removed = 0;
  const long: ChatId[] = [];
  for (const { chat_id, document_bytes: documentBytes, last_seq: lastSeq } of rows) {
    const id = chatId(chat_id);
    if (keep === 'tombstone') {
      if ((await eraseChat(transaction, project, id, redaction)) !== null) removed += 1;
    } else if (redaction.isLong({ documentBytes, lastSeq })) {
      long.push(id);
    } else if (isEmptied(await redactWholeChat(transaction, project, id, redaction, null))) {
      removed += 1;
    }
  }
  const last = rows.at(-1);
  return { removed, last: last === undefined ? null : chatId(last.chat_id), long };
}

/** Whether anything was left in the long chat. */
async function emptyLong(change: Change, id: ChatId, redaction: Redaction): Promise<boolean> {
  return isEmptied(await redactOne(change, { kind: 'chat', chatId: id }, redaction));
}

function isEmptied(result: Awaited<ReturnType<typeof redactWholeChat>>): boolean {
  return result !== null && result !== 'changed' && result.chats > 0;
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
