/** Finds chats of the whole store whose next SLA target fell due. */
import { chatId, projectId, type TenantId } from '../../model/ids.ts';
import { type Instant, instant } from '../../model/instant.ts';
import type { OverdueChat } from '../chat-store.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** Due at or before `at`, oldest first, at most `limit`. */
export function readDueChats(connection: SqliteConnection, at: Instant, limit: number): readonly OverdueChat[] {
  const rows = connection.all(
    `SELECT project.tenant, project.project_id, chat.chat_id, chat.next_due_at
     FROM chat JOIN project USING (project_row) WHERE next_due_at <= ? AND is_imported = 0 ORDER BY next_due_at LIMIT ?`,
    at,
    limit,
  );
  return rows.map((row) => ({
    tenantId: String(row.tenant) as TenantId,
    projectId: projectId(Number(row.project_id)),
    chatId: chatId(Number(row.chat_id)),
    dueAt: instant(Number(row.next_due_at)),
  }));
}
