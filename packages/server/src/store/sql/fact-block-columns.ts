/** Reads the facts of a range of ids as the bytes of a block. */

import { BLOCK_LISTS, BLOCK_NUMBERS, BLOCK_TEXTS } from '../../chat-log/statistics/block-columns.ts';
import type { NumberColumn, TextColumn } from '../../chat-log/statistics/fact-batch.ts';
import { type ListColumn, packColumns } from '../../chat-log/statistics/packed-columns.ts';
import type { Columns, Statements } from './database.ts';
import type { IdBounds } from './fact-block-table.ts';
import { numbersAt, textsAt } from './fact-rows.ts';
import type { ProjectRow } from './project-table.ts';
import { raw, type Sql, sql } from './sql.ts';

const NAMES = [...BLOCK_NUMBERS, ...BLOCK_TEXTS].join(', ');
const KINDS: readonly Columns[string][] = [
  ...BLOCK_NUMBERS.map(() => 'int?' as const),
  ...BLOCK_TEXTS.map(() => 'text' as const),
];

/** The same facts give the same bytes; null while one of the chats has no facts. */
export async function packFacts(
  statements: Statements,
  { projectRow }: Pick<ProjectRow, 'projectRow'>,
  { first, last }: IdBounds,
): Promise<Uint8Array | null> {
  const within = sql`project_row = ${projectRow} AND chat_id BETWEEN ${first} AND ${last}`;
  const pending = await statements.get(
    { chat_id: 'int' },
    sql`SELECT chat_id FROM fact_pending WHERE ${within} LIMIT 1`,
  );
  if (pending !== null) return null;
  const rows = await statements.tuples(
    KINDS,
    sql`SELECT ${raw(NAMES)} FROM chat_fact WHERE ${within} ORDER BY chat_id`,
  );
  const ids = numbersAt(rows, BLOCK_NUMBERS.indexOf('chat_id'));
  const lists = await readLists(statements, within, ids);
  const numbers = new Map<string, NumberColumn>(BLOCK_NUMBERS.map((name, at) => [name, numbersAt(rows, at)]));
  const texts = new Map<string, TextColumn>(
    BLOCK_TEXTS.map((name, at) => [name, textsAt(rows, BLOCK_NUMBERS.length + at)]),
  );
  return packColumns(rows.length, { numbers, texts, lists });
}

/** Who took part in each of the chats. */
async function readLists(
  statements: Statements,
  within: Sql,
  ids: NumberColumn,
): Promise<ReadonlyMap<string, ListColumn>> {
  const rows = await statements.tuples(
    ['text', 'int', 'int'],
    sql`SELECT kind, chat_id, participant_id FROM chat_participant WHERE ${within} ORDER BY chat_id, participant_id`,
  );
  const known = new Set(ids);
  return new Map(
    BLOCK_LISTS.map((name) => {
      const own = rows.filter(([kind, id]) => kind === name && known.has(Number(id)));
      const counts = new Map<number, number>();
      for (const [, id] of own) counts.set(Number(id), (counts.get(Number(id)) ?? 0) + 1);
      return [name, { counts: ids.map((id) => counts.get(id) ?? 0), values: numbersAt(own, 2) }];
    }),
  );
}
