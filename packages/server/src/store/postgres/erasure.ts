/** Erases a chat. Runs inside a transaction with the project locked; the bytes leave the files with the next scrub. */
import type { ChatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { Actor } from '../chat-store.ts';
import type { ProjectRow } from '../project-row.ts';
import { insertAudit } from './audit-table.ts';
import { dropBlocksAround } from './block-table.ts';
import { CLOCK_SQL, lockHead, removeChats } from './chat-writer.ts';
import { noteInLedger } from './erasure-ledger.ts';
import type { Statements } from './postgres-database.ts';
import { updateCounters } from './project-table.ts';
import { noteRemoval } from './scrub.ts';

/** Who removes when; `now` is when the change is dated, null for the clock of the database. */
export interface RemovalContext {
  readonly at: Instant;
  readonly actor: Actor;
  readonly now: Instant | null;
}

/** Null when there is no such chat. */
export async function eraseChat(
  statements: Statements,
  project: ProjectRow,
  id: ChatId,
  { at, actor, now }: RemovalContext,
): Promise<{ readonly revision: number; readonly deletedAt: Instant } | null> {
  // Waits for whoever appends to the chat: its last revision counts.
  const head = await lockHead(statements, project, id);
  if (head === null) return null;
  await removeChats(statements, project, [id]);
  const revision = head.revision + 1;
  await dropBlocksAround(statements, project, [id]);
  await statements.query(
    `INSERT INTO parley.tombstone (project_row, chat_id, revision, deleted_at, changed_at)
     VALUES ($1, $2, $3, $4, coalesce($5::bigint, ${CLOCK_SQL}))`,
    [project.projectRow, id, revision, at, now],
  );
  await updateCounters(statements, project, { added: -1, highestChatId: 0 });
  await noteInLedger(statements, project, [{ kind: 'erased-chat', id }], at);
  await insertAudit(statements, project, { at, actor, action: 'chat.erased', target: `chat ${id}` });
  await noteRemoval(statements, now);
  return { revision, deletedAt: at };
}
