/** Reads whole chats by blocks where blocks stand, and says up to where they must be read one by one. */

import type { ChatChunk } from '../../chat-log/codec/stored-chat.ts';
import type { ChatWindow } from '../../chat-log/query/chat-selection.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import { BLOCK_CHATS } from '../compaction-plan.ts';
import type { ProjectRow } from '../project-row.ts';
import { bindLiterals } from './bind-literals.ts';
import type { BlockCache } from './block-cache.ts';
import type { CopyRow } from './copy-binary.ts';
import type { Statements } from './postgres-database.ts';

/** Blocks to a statement: a page of 1,000 chats. */
const CHUNK_BLOCKS = 63;
/** Chats before the first block that are read with it. */
const MOST_BEFORE = 64;

interface Block {
  readonly blockId: number;
  readonly first: number;
  readonly last: number;
  readonly count: number;
  readonly sumResponseTime: number;
  readonly transferCount: number;
  readonly transfers: string;
  readonly mark: Uint8Array;
}

/**
 * Chats of blocks, to be joined to those before the first block, which are to be read one by one; or the id up to which all
 * are to be read one by one, null for the window's end.
 */
type Joined =
  | {
      readonly before: { readonly to: ChatId; readonly count: number } | null;
      readonly joinTo: (edge: ChatChunk | null) => ChatChunk;
    }
  | { readonly singlyTo: ChatId | null };

/** The first chats of an upward window of all chats. */
export async function readJoined(
  statements: Statements,
  { projectRow }: ProjectRow,
  window: ChatWindow,
  cache: BlockCache,
): Promise<Joined> {
  const low = window.from === null ? 0 : window.from.chatId + (window.from.isInclusive ? 0 : 1);
  const high = window.to ?? Number.MAX_SAFE_INTEGER;
  const limit = Math.min(CHUNK_BLOCKS, Math.floor(window.limit / BLOCK_CHATS));
  if (limit === 0 || low > high) return { singlyTo: window.to };
  const sql = `SELECT block_id, first_chat_id, last_chat_id, chat_count, sum_response_time, transfer_count, transfers, mark
    FROM parley.chat_block WHERE project_row = ? AND first_chat_id >= ? AND last_chat_id <= ? ORDER BY first_chat_id LIMIT ?`;
  const rows = await statements.copyOut(bindLiterals({ sql, values: [projectRow, low, high, limit] }));
  const blocks = rows.map(readBlock);
  const [first] = blocks;
  if (first === undefined) return { singlyTo: window.to };
  const before = low === first.first ? 0 : await countBetween(statements, projectRow, low, first.first - 1);
  if (before > MOST_BEFORE) return { singlyTo: chatId(first.first - 1) };
  const fitting = takeFitting(blocks, window.limit - before);
  const whole = await takeWhole(statements, projectRow, fitting);
  if (whole.length === 0) return { singlyTo: chatId(first.first - 1) };
  const segments = await readSegments(statements, projectRow, whole, cache);
  // A reader without a snapshot may find that a block has gone meanwhile.
  if (segments.length === 0) return { singlyTo: chatId(first.last) };
  return {
    before: before === 0 ? null : { to: chatId(first.first - 1), count: before },
    joinTo: (edge) => joinBlocks(edge, whole, segments),
  };
}

function readBlock(row: CopyRow): Block {
  return {
    blockId: row.int(0) ?? 0,
    first: row.int(1) ?? 0,
    last: row.int(2) ?? 0,
    count: row.int(3) ?? 0,
    sumResponseTime: row.int(4) ?? 0,
    transferCount: row.int(5) ?? 0,
    transfers: row.text(6),
    mark: row.bytes(7),
  };
}

/** The first blocks, as many as have no more than `chats` chats. */
function takeFitting(blocks: readonly Block[], chats: number): readonly Block[] {
  let rest = chats;
  const beyond = blocks.findIndex(({ count }) => {
    rest -= count;
    return rest < 0;
  });
  return beyond === -1 ? blocks : blocks.slice(0, beyond);
}

/**
 * The first blocks that leave out no chat between them. Between ids that follow one another without a hole there is no room
 * for any; else they are counted.
 */
async function takeWhole(
  statements: Statements,
  projectRow: number,
  blocks: readonly Block[],
): Promise<readonly Block[]> {
  const [first] = blocks;
  if (first === undefined) return [];
  const isDense = ({ last, count }: Block, at: number) => last - (blocks[at - 1]?.last ?? first.first - 1) === count;
  const hole = blocks.findIndex((block, at) => !isDense(block, at));
  if (hole === -1) return blocks;
  const count = await countBetween(statements, projectRow, first.first, blocks.at(-1)?.last ?? first.first);
  // A hole inside the first block holds no chat: blocks are dropped when one is added.
  return count === blocks.reduce((sum, block) => sum + block.count, 0) ? blocks : blocks.slice(0, Math.max(hole, 1));
}

async function countBetween(statements: Statements, projectRow: number, low: number, high: number): Promise<number> {
  const sql = 'SELECT count(*) AS count FROM parley.chat WHERE project_row = ? AND chat_id BETWEEN ? AND ?';
  const [row] = await statements.copyOut(bindLiterals({ sql, values: [projectRow, low, high] }));
  return row?.int(0) ?? 0;
}

/** The segments of the blocks in order, up to one that is not there any more. */
async function readSegments(
  statements: Statements,
  projectRow: number,
  blocks: readonly Block[],
  cache: BlockCache,
): Promise<readonly Uint8Array[]> {
  const found = new Map<number, Uint8Array>();
  const missing: number[] = [];
  for (const { blockId, first } of blocks) {
    const segment = cache.get(blockId);
    if (segment === null) missing.push(first);
    else found.set(blockId, segment);
  }
  if (missing.length > 0) {
    const places = missing.map(() => '?').join(', ');
    const sql = `SELECT block_id, segment FROM parley.chat_block WHERE project_row = ? AND first_chat_id IN (${places})`;
    for (const row of await statements.copyOut(bindLiterals({ sql, values: [projectRow, ...missing] }))) {
      // A copy of its own: a part would keep the whole reply in memory.
      const segment = new Uint8Array(row.bytes(1));
      found.set(row.int(0) ?? 0, segment);
      cache.add(row.int(0) ?? 0, segment);
    }
  }
  const segments: Uint8Array[] = [];
  for (const { blockId } of blocks) {
    const segment = found.get(blockId);
    if (segment === undefined) break;
    segments.push(segment);
  }
  return segments;
}

/** What was read one by one, then the blocks that have a segment, in one run of bytes. */
function joinBlocks(edge: ChatChunk | null, blocks: readonly Block[], segments: readonly Uint8Array[]): ChatChunk {
  const run = blocks.slice(0, segments.length);
  const sumOf = (of: (block: Block) => number) => run.reduce((sum, block) => sum + of(block), 0);
  const transfers = [edge?.transfersJson ?? '', ...run.map((block) => block.transfers)];
  return {
    count: (edge?.count ?? 0) + sumOf((block) => block.count),
    lastChatId: chatId(run.at(-1)?.last ?? 0),
    sumResponseTimeSeconds: (edge?.sumResponseTimeSeconds ?? 0) + sumOf((block) => block.sumResponseTime),
    transfersJson: transfers.filter((text) => text !== '').join(','),
    transferCount: (edge?.transferCount ?? 0) + sumOf((block) => block.transferCount),
    segments: Buffer.concat(edge === null ? segments : [edge.segments, ...segments]),
    marks: Buffer.concat([...(edge === null ? [] : [edge.marks]), ...run.map((block) => block.mark)]),
  };
}
