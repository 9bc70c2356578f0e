/** Finds chats of the whole store whose next SLA target fell due. */
import { chatId, projectId, type TenantId } from '../../model/ids.ts';
import { type Instant, instant } from '../../model/instant.ts';
import type { OverdueChat } from '../chat-store.ts';
import type { Statements } from './database.ts';
import { sql } from './sql.ts';

/** Due at or before `at`, oldest first, at most `limit`. */
export async function findOverdueChats(
  statements: Statements,
  at: Instant,
  limit: number,
): Promise<readonly OverdueChat[]> {
  const rows = await statements.all(
    { tenant: 'text', project_id: 'int', chat_id: 'int', next_due_at: 'int' },
    sql`SELECT tenant, project_id, chat_id, next_due_at FROM chat JOIN project USING (project_row)
      WHERE next_due_at <= ${at} AND is_imported = 0 ORDER BY next_due_at LIMIT ${limit}`,
  );
  return rows.map((row) => ({
    tenantId: row.tenant as TenantId,
    projectId: projectId(row.project_id),
    chatId: chatId(row.chat_id),
    dueAt: instant(row.next_due_at),
  }));
}
