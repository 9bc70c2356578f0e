/** Up to where each side of a live chat has read. Beside the log: reading changes no number. */
import type { ChatId } from '../../../model/ids.ts';
import type { ReadMark } from '../../live-store.ts';
import type { Statements } from '../database.ts';
import { isOneOf, type Sql, sql } from '../sql.ts';

/** Never back: of two pages of a visitor one may be behind. */
export function readNoted(projectRow: number, id: ChatId, { side, seq }: ReadMark): Sql {
  return sql`INSERT INTO live_read (project_row, chat_id, side, seq) VALUES (${projectRow}, ${id}, ${side}, ${seq})
    ON CONFLICT (project_row, chat_id, side) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > live_read.seq`;
}

export async function listReadMarks(
  statements: Statements,
  projectRow: number,
  ids: readonly ChatId[],
): Promise<ReadonlyMap<ChatId, readonly ReadMark[]>> {
  if (ids.length === 0) return new Map();
  const rows = await statements.all(
    { chat_id: 'int', side: 'text', seq: 'int' },
    sql`SELECT chat_id, side, seq FROM live_read WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)}`,
  );
  const byChat = Map.groupBy(rows, (row) => row.chat_id as ChatId);
  return new Map(
    [...byChat].map(([id, marks]) => [id, marks.map(({ side, seq }) => ({ side: side as ReadMark['side'], seq }))]),
  );
}
