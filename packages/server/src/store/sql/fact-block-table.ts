/**
 * Blocks of facts by column, see ADR 0030. Each has a range of ids, and no two overlap. One is marked first, empty; filled
 * when everybody who changes a chat of the range sees the mark; and removed by whoever changes one.
 */
import { crc32 } from 'node:zlib';
import type { ChatId } from '../../model/ids.ts';
import type { FactBlockSizes } from '../chat-store.ts';
import type { Columns, Row, Statements, Transaction } from './database.ts';
import type { ProjectRow } from './project-table.ts';
import { type Sql, sql, tableOf } from './sql.ts';

export const FACT_BLOCK_SIZES: FactBlockSizes = { chats: 4_096, newest: 4_096 };

/** Both ends are in it. */
export interface IdBounds {
  readonly first: number;
  readonly last: number;
}

export interface FactBlockPlace extends IdBounds {
  /** Never given to another. */
  readonly blockId: number;
}

const PLACE = { block_id: 'int', first_chat_id: 'int', last_chat_id: 'int' } as const satisfies Columns;

/** Those that are filled, or those that are only marked, by id. */
export async function listFactBlocks(
  statements: Statements,
  { projectRow }: Pick<ProjectRow, 'projectRow'>,
  kind: 'filled' | 'marked',
): Promise<readonly FactBlockPlace[]> {
  const of = sql`SELECT block_id, first_chat_id, last_chat_id FROM fact_block WHERE project_row = ${projectRow}`;
  const rows = await statements.all(
    PLACE,
    kind === 'filled'
      ? sql`${of} AND checksum IS NOT NULL ORDER BY first_chat_id`
      : sql`${of} AND checksum IS NULL ORDER BY first_chat_id`,
  );
  return rows.map(placeOf);
}

function placeOf({ block_id, first_chat_id, last_chat_id }: Row<typeof PLACE>): FactBlockPlace {
  return { blockId: block_id, first: first_chat_id, last: last_chat_id };
}

/** Its packed columns; null when it is gone, or not as it was stored. */
export async function readFactBlock(statements: Statements, place: FactBlockPlace): Promise<Uint8Array | null> {
  const [row] = await statements.bulk(
    { checksum: 'int', packed: 'bytes' },
    sql`SELECT checksum, packed FROM fact_block WHERE block_id = ${place.blockId} AND checksum IS NOT NULL`,
  );
  return row === undefined || row.checksum !== checksumOf(place, row.packed) ? null : row.packed;
}

/** Fills a block that nobody has removed or filled meanwhile. */
export function factBlockFilled(place: FactBlockPlace, packed: Uint8Array): Sql {
  return sql`UPDATE fact_block SET checksum = ${checksumOf(place, packed)}, packed = ${packed}
    WHERE block_id = ${place.blockId} AND checksum IS NULL`;
}

function checksumOf({ first, last }: IdBounds, packed: Uint8Array): number {
  return crc32(packed, crc32(`${first}-${last}`));
}

/**
 * Removes the blocks of chats whose facts are about to change; after these or the project were locked, so that the commit
 * is known to be under way before it looks for blocks.
 */
export function factBlocksDropped(
  { projectRow }: Pick<ProjectRow, 'projectRow'>,
  ids: readonly ChatId[],
): readonly Sql[] {
  if (ids.length === 0) return [];
  return [
    sql`DELETE FROM fact_block WHERE project_row = ${projectRow} AND first_chat_id IN (
      WITH one (chat_id) AS (${tableOf(ids)})
      SELECT block.first_chat_id FROM one JOIN fact_block AS block ON block.project_row = ${projectRow}
        AND block.first_chat_id = (SELECT max(before.first_chat_id) FROM fact_block AS before
          WHERE before.project_row = ${projectRow} AND before.first_chat_id <= one.chat_id)
      WHERE block.last_chat_id >= one.chat_id)`,
  ];
}

export function factBlocksReset({ projectRow }: Pick<ProjectRow, 'projectRow'>): Sql {
  return sql`DELETE FROM fact_block WHERE project_row = ${projectRow}`;
}

/** Ranges without blocks, up to the newest chats; none reaches beyond the highest id. A step takes about a millisecond. */
export async function* planFactBlocks(
  statements: Statements,
  { projectRow, highestChatId }: ProjectRow,
  { chats, newest }: FactBlockSizes,
): AsyncGenerator<IdBounds> {
  let from = 0;
  for (const { first, last } of await listAll(statements, projectRow)) {
    while (from < first) {
      const next = await findFact(statements, projectRow, { first: from, last: first - 1 }, chats);
      const end = next === null ? first - 1 : next - 1;
      yield { first: from, last: end };
      from = end + 1;
    }
    from = last + 1;
  }
  while (highestChatId - from >= chats + newest) {
    const rest = { first: from, last: highestChatId };
    const next = await findFact(statements, projectRow, rest, chats);
    if (next === null || (await findFact(statements, projectRow, { ...rest, first: next }, newest)) === null) return;
    yield { first: from, last: next - 1 };
    from = next;
  }
}

/** Marks those of the ranges that no block reaches into; with the project locked. */
export async function markFactBlocks(
  transaction: Transaction,
  { projectRow }: Pick<ProjectRow, 'projectRow'>,
  ranges: readonly IdBounds[],
): Promise<void> {
  const rows: [number, number, number][] = [];
  for (const { first, last } of ranges) {
    const other = await transaction.get(
      { block_id: 'int' },
      sql`SELECT block_id FROM fact_block
        WHERE project_row = ${projectRow} AND first_chat_id <= ${last} AND last_chat_id >= ${first} LIMIT 1`,
    );
    if (other === null) rows.push([projectRow, first, last]);
  }
  await transaction.runTogether([
    { table: 'fact_block', columns: ['project_row', 'first_chat_id', 'last_chat_id'], rows },
  ]);
}

async function listAll(statements: Statements, projectRow: number): Promise<readonly IdBounds[]> {
  const rows = await statements.all(
    PLACE,
    sql`SELECT block_id, first_chat_id, last_chat_id FROM fact_block WHERE project_row = ${projectRow}
      ORDER BY first_chat_id`,
  );
  return rows.map(placeOf);
}

/** The chat with facts so many places into the range; null when it has fewer. */
async function findFact(
  statements: Statements,
  projectRow: number,
  { first, last }: IdBounds,
  skip: number,
): Promise<number | null> {
  const row = await statements.get(
    { chat_id: 'int' },
    sql`SELECT chat_id FROM chat_fact WHERE project_row = ${projectRow} AND chat_id BETWEEN ${first} AND ${last}
      ORDER BY chat_id LIMIT 1 OFFSET ${skip}`,
  );
  return row?.chat_id ?? null;
}
