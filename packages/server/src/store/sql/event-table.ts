/** The events of chats, from which everything else derives. */
import { parseExact } from '../../chat-log/input/exact-json.ts';
import type { StoredEvent } from '../../model/event.ts';
import type { ChatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { AddedRows, Columns, Statements } from './database.ts';
import { type Sql, sql } from './sql.ts';

const COLUMNS = { seq: 'int', at: 'int', offset_minutes: 'int', body: 'text' } as const satisfies Columns;

const ADDED = ['project_row', 'chat_id', 'seq', 'at', 'offset_minutes', 'type', 'body'] as const;

/** Inserts events. */
export function eventsAdded(
  projectRow: number,
  chats: readonly { readonly chatId: ChatId; readonly events: readonly StoredEvent[] }[],
): AddedRows {
  const rows = chats.flatMap(({ chatId, events }) =>
    events.map(({ seq, at, offsetMinutes, body }) => {
      return [projectRow, chatId, seq, at, offsetMinutes, body.type, JSON.stringify(body)];
    }),
  );
  return { table: 'chat_event', columns: ADDED, rows };
}

/** Replaces the bodies of events. */
export function eventsChanged(projectRow: number, chatId: ChatId, events: readonly StoredEvent[]): readonly Sql[] {
  return events.map(
    ({ seq, body }) =>
      sql`UPDATE chat_event SET body = ${JSON.stringify(body)}
        WHERE project_row = ${projectRow} AND chat_id = ${chatId} AND seq = ${seq}`,
  );
}

/** In order of `seq`; empty when there is no such chat. */
export async function readEvents(
  statements: Statements,
  projectRow: number,
  chatId: ChatId,
): Promise<readonly StoredEvent[]> {
  const rows = await statements.all(
    COLUMNS,
    sql`SELECT seq, at, offset_minutes, body FROM chat_event
      WHERE project_row = ${projectRow} AND chat_id = ${chatId} ORDER BY seq`,
  );
  return rows.map((row) => {
    const header = { seq: row.seq, at: row.at as Instant, offsetMinutes: row.offset_minutes };
    return { ...header, body: parseExact(row.body) } as StoredEvent;
  });
}
