/** Finds the chats whose service targets have fallen due. */
import { chatId, projectId, type TenantId } from '../../model/ids.ts';
import { type Instant, instant } from '../../model/instant.ts';
import type { OverdueChat } from '../chat-store.ts';
import type { Statements } from './postgres-database.ts';

/** The earliest first. */
export async function readDueChats(
  statements: Statements,
  at: Instant,
  limit: number,
): Promise<readonly OverdueChat[]> {
  const rows = await statements.query(
    `SELECT project.tenant, project.project_id, chat.chat_id, chat.next_due_at
       FROM parley.chat AS chat JOIN parley.project AS project USING (project_row)
       WHERE next_due_at <= $1 AND is_imported = 0 ORDER BY next_due_at LIMIT $2`,
    [at, limit],
  );
  return rows.map((row) => ({
    tenantId: String(row.tenant) as TenantId,
    projectId: projectId(Number(row.project_id)),
    chatId: chatId(Number(row.chat_id)),
    dueAt: instant(Number(row.next_due_at)),
  }));
}
