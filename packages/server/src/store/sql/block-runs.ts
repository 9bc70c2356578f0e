/** Runs of neighbouring blocks, as each database gives them soonest. */
import { BLOCK_CHATS } from '../../chat-log/codec/compaction-plan.ts';
import type { StoredRun } from '../../chat-log/codec/open-run.ts';
import type { ChatWindow } from '../../chat-log/query/chat-selection.ts';
import type { ByteCache } from '../../platform/byte-cache.ts';
import type { Statements } from './database.ts';
import { sql } from './sql.ts';

/** A block as the columns of its row have it. */
export interface Block {
  readonly blockId: number;
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

export interface BlockRun {
  readonly blocks: readonly Block[];
  readonly stored: StoredRun;
}

export interface BlockRuns {
  /** Where the first block of the window begins that does so from `low` on; null when there is none. */
  findFirst(window: ChatWindow, low: number): Promise<number | null>;
  /** Whether one that was found, and was not read, ends at `low` or after it: then there is a chat from `low` on. */
  hasFoundFrom(low: number): boolean;
  /**
   * Blocks of the window from the one at `first` on, without a chat between them. Null when there are none: a block may reach
   * beyond the window, and a reader without a snapshot may find that one is gone already.
   */
  read(window: ChatWindow, first: number): Promise<BlockRun | null>;
}

export interface RunParts {
  readonly statements: Statements;
  readonly projectRow: number;
  readonly cache: ByteCache;
}

/** As many blocks as one statement may read, and as cannot hold more chats than the window may give. */
export function mostBlocks({ dialect }: Statements, { limit }: ChatWindow): number {
  return Math.min(dialect.limits.blocks, Math.floor(limit / BLOCK_CHATS));
}

/** How many of the blocks have no chat between them. Ids without a gap have no room for one; else the chats are counted. */
export async function countWhole({ statements, projectRow }: RunParts, blocks: readonly Block[]): Promise<number> {
  const [first] = blocks;
  if (first === undefined) return 0;
  const isDense = ({ last, count }: Block, at: number) => last - (blocks[at - 1]?.last ?? first.first - 1) === count;
  const hole = blocks.findIndex((block, at) => !isDense(block, at));
  if (hole === -1) return blocks.length;
  const row = await statements.get(
    { count: 'int' },
    sql`SELECT count(*) AS count FROM chat
      WHERE project_row = ${projectRow} AND chat_id BETWEEN ${first.first} AND ${blocks.at(-1)?.last ?? 0}`,
  );
  // A hole inside the first block holds no chat: blocks are dropped when one is added.
  return row?.count === countChats(blocks) ? blocks.length : Math.max(hole, 1);
}

export function countChats(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { count }) => sum + count, 0);
}
