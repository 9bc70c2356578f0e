/** Runs of blocks whose segments are kept in memory: one question says what they are, another brings the segments that are not kept. */
import type { ChatWindow } from '../../chat-log/query/chat-selection.ts';
import type { ChatId } from '../../model/ids.ts';
import { type Block, type BlockRun, type BlockRuns, countWhole, mostBlocks, type RunParts } from './block-runs.ts';
import type { Columns, Row } from './database.ts';
import { isOneOf, sql } from './sql.ts';

/** All of a block but its segment. */
const HEAD = {
  block_id: 'int',
  first_chat_id: 'int',
  last_chat_id: 'int',
  chat_count: 'int',
  transfers: 'text?',
  document_lengths: 'bytes',
  segment_meta: 'bytes',
} as const satisfies Columns;

interface Head extends Block {
  readonly row: Row<typeof HEAD>;
}

/** The first blocks that begin from `from` on and end up to `to`. */
interface Found {
  readonly from: number;
  readonly to: ChatId | null;
  readonly heads: readonly Head[];
}

export class KeptRuns implements BlockRuns {
  readonly #parts: RunParts;
  /** Those that were found and not read yet: chats may stand before them. */
  #ahead: Found = { from: 0, to: null, heads: [] };

  constructor(parts: RunParts) {
    this.#parts = parts;
  }

  /** With one more than the window may give: where there is one, more chats follow. */
  async findFirst(window: ChatWindow, low: number): Promise<number | null> {
    const most = mostBlocks(this.#parts.statements, window);
    if (most === 0) return null;
    const { from, to, heads } = this.#ahead;
    const [next] = heads;
    if (next !== undefined && to === window.to && from <= low && low <= next.first) return next.first;
    this.#ahead = { from: low, to: window.to, heads: await this.#readHeads(low, window.to, most + 1) };
    return this.#ahead.heads[0]?.first ?? null;
  }

  hasFoundFrom(low: number): boolean {
    return this.#ahead.heads.some(({ last }) => last >= low);
  }

  async read(window: ChatWindow, first: number): Promise<BlockRun | null> {
    const { to, heads } = this.#ahead;
    if (heads[0]?.first !== first) return null;
    const found = heads.slice(0, mostBlocks(this.#parts.statements, window));
    const blocks = found.slice(0, await countWhole(this.#parts, found));
    const next = (blocks.at(-1)?.last ?? 0) + 1;
    this.#ahead = { from: next, to, heads: heads.slice(blocks.length) };
    const segments = await this.#readSegments(blocks);
    return segments === null ? null : { blocks, stored: { segments, ...joinHeads(blocks) } };
  }

  async #readHeads(low: number, to: ChatId | null, most: number): Promise<readonly Head[]> {
    const { statements, projectRow } = this.#parts;
    const rows = await statements.bulk(
      HEAD,
      sql`SELECT block_id, first_chat_id, last_chat_id, chat_count, transfers, document_lengths, segment_meta FROM chat_block
        WHERE project_row = ${projectRow} AND first_chat_id >= ${low} AND last_chat_id <= ${to ?? Number.MAX_SAFE_INTEGER}
        ORDER BY first_chat_id LIMIT ${most}`,
    );
    return rows.map((row) => {
      return { blockId: row.block_id, first: row.first_chat_id, last: row.last_chat_id, count: row.chat_count, row };
    });
  }

  /** Joined; null when one is not there any more. */
  async #readSegments(blocks: readonly Head[]): Promise<Uint8Array | null> {
    const { statements, projectRow, cache } = this.#parts;
    return cache.joinThrough(
      blocks.map(({ blockId }) => blockId),
      async (missing) => {
        const firsts = blocks.filter(({ blockId }) => missing.includes(blockId)).map(({ first }) => first);
        // A short statement where none is kept.
        const which =
          firsts.length === blocks.length
            ? sql`first_chat_id BETWEEN ${firsts[0] ?? 0} AND ${firsts.at(-1) ?? 0}`
            : isOneOf('first_chat_id', firsts);
        const rows = await statements.bulk(
          { block_id: 'int', segment: 'bytes' },
          sql`SELECT block_id, segment FROM chat_block WHERE project_row = ${projectRow} AND ${which}`,
        );
        return rows.map((found) => [found.block_id, found.segment]);
      },
    );
  }
}

function joinHeads(blocks: readonly Head[]) {
  const transfers = blocks.flatMap(({ row }) => row.transfers ?? []);
  return {
    sealedMarks: Buffer.concat(blocks.map(({ row }) => row.segment_meta)),
    transfers: transfers.length === 0 ? null : transfers.join(','),
    documentLengths: Buffer.concat(blocks.map(({ row }) => row.document_lengths)),
  };
}
