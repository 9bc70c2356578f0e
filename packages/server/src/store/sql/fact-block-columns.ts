/** Reads the facts of a range of ids as the bytes of a block. */
import type { NumberColumn, TextColumn } from '../../chat-log/statistics/fact-batch.ts';
import { BLOCK_NUMBERS, BLOCK_TEXTS } from '../../chat-log/statistics/fact-block.ts';
import { packColumns } from '../../chat-log/statistics/packed-columns.ts';
import type { Columns, Statements } from './database.ts';
import type { IdBounds } from './fact-block-table.ts';
import { numbersAt, textsAt } from './fact-rows.ts';
import type { ProjectRow } from './project-table.ts';
import { raw, sql } from './sql.ts';

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
  const numbers = new Map<string, NumberColumn>(BLOCK_NUMBERS.map((name, at) => [name, numbersAt(rows, at)]));
  const texts = new Map<string, TextColumn>(
    BLOCK_TEXTS.map((name, at) => [name, textsAt(rows, BLOCK_NUMBERS.length + at)]),
  );
  return packColumns(rows.length, { numbers, texts });
}
