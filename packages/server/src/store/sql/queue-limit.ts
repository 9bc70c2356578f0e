/**
 * Readers who may see only chats that were in certain queues. Whoever reads chats in SQL asks here, with the project as it was
 * opened for the reader; a project that was opened without a limit has none.
 */
import { type ChatId, chatId, type QueueId } from '../../model/ids.ts';
import type { Statements } from './database.ts';
import { isOneOf, raw, type Sql, sql } from './sql.ts';

export interface LimitedProject {
  readonly projectRow: number;
  /** null is every chat. */
  readonly queueIds: readonly QueueId[] | null;
}

/** The condition that the chat in that column is one that the reader may see; null when every one is. */
export function isVisible({ projectRow, queueIds }: LimitedProject, idColumn: string): Sql | null {
  if (queueIds === null) return null;
  return sql`EXISTS (SELECT 1 FROM chat_participant AS seen WHERE seen.project_row = ${projectRow}
    AND seen.kind = 'queue' AND seen.chat_id = ${raw(idColumn)} AND ${isOneOf('seen.participant_id', queueIds)})`;
}

/** The condition that the reader may see the chat, or could once: only then may its end be told. */
export function isKnown(project: LimitedProject, idColumn: string): Sql {
  const { projectRow, queueIds } = project;
  if (queueIds === null) return raw('1 = 1');
  return sql`(${isVisible(project, idColumn) ?? raw('1 = 1')} OR EXISTS (SELECT 1 FROM queue_left AS gone
    WHERE gone.project_row = ${projectRow} AND gone.chat_id = ${raw(idColumn)} AND ${isOneOf('gone.queue_id', queueIds)}))`;
}

/** Those of the chats that the reader may see, in no order; the given ones, whether they exist or not, without a limit. */
export async function visibleAmong(
  statements: Statements,
  project: LimitedProject,
  ids: readonly ChatId[],
): Promise<readonly ChatId[]> {
  const { projectRow, queueIds } = project;
  if (queueIds === null || ids.length === 0) return ids;
  const rows = await statements.all(
    { chat_id: 'int' },
    sql`SELECT DISTINCT chat_id FROM chat_participant WHERE project_row = ${projectRow} AND kind = 'queue'
      AND ${isOneOf('participant_id', queueIds)} AND ${isOneOf('chat_id', ids)}`,
  );
  return rows.map((row) => chatId(row.chat_id));
}

/** Keeps the queues of chats whose participants are about to be removed: their readers hold copies. */
export function queuesKept(projectRow: number, ids: readonly ChatId[]): Sql {
  return sql`INSERT INTO queue_left (project_row, chat_id, queue_id)
    SELECT project_row, chat_id, participant_id FROM chat_participant
    WHERE project_row = ${projectRow} AND kind = 'queue' AND ${isOneOf('chat_id', ids)}
    ON CONFLICT DO NOTHING`;
}

/** Forgets the kept queues of chats that are in them again. */
export function queuesFoundAgain(projectRow: number, ids: readonly ChatId[]): Sql {
  return sql`DELETE FROM queue_left WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)}
    AND EXISTS (SELECT 1 FROM chat_participant AS seen WHERE seen.project_row = ${projectRow} AND seen.kind = 'queue'
      AND seen.participant_id = queue_left.queue_id AND seen.chat_id = queue_left.chat_id)`;
}

/** Forgets the kept queues of chats whose tombstones are forgotten. */
export function queuesForgotten(projectRow: number, ids: readonly ChatId[]): Sql {
  return sql`DELETE FROM queue_left WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)}`;
}
