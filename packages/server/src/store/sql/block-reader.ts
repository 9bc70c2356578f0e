/** Reads whole chats by blocks where blocks stand, and one by one where none do. */
import { lengthsIn } from '../../chat-log/codec/segment.ts';
import type { ChatChunk } from '../../chat-log/codec/stored-chat.ts';
import type { ChatWindow } from '../../chat-log/query/chat-selection.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import type { BlockCache } from './block-cache.ts';
import { readChunk, type Step } from './chat-reader.ts';
import { BLOCK_CHATS } from './compaction-plan.ts';
import type { Columns, Row, Statements } from './database.ts';
import type { ProjectRow } from './project-table.ts';
import { isOneOf, sql } from './sql.ts';

/** Chats before the first block that are read with it. */
const MOST_BEFORE = 64;

const BLOCK = {
  block_id: 'int',
  first_chat_id: 'int',
  last_chat_id: 'int',
  chat_count: 'int',
  sum_response_time: 'int',
  transfers: 'text?',
  transfer_count: 'int',
  document_lengths: 'bytes',
  segment_meta: 'bytes',
} as const satisfies Columns;
type Block = Row<typeof BLOCK>;

/** The first chats of an upward window of all chats. */
export async function readBlocks(
  statements: Statements,
  project: ProjectRow,
  window: ChatWindow,
  cache: BlockCache,
): Promise<Step<ChatChunk>> {
  const low = window.from === null ? 0 : window.from.chatId + (window.from.isInclusive ? 0 : 1);
  const blocks = await findBlocks(statements, project, window, low);
  const [first] = blocks;
  const mostChats = statements.dialect.limits.blocks * BLOCK_CHATS;
  if (first === undefined) return readSingly(statements, project, window, window.to);
  const beforeFirst = chatId(first.first_chat_id - 1);
  const before = low === first.first_chat_id ? 0 : await countBetween(statements, project, low, beforeFirst);
  if (before > MOST_BEFORE) return readSingly(statements, project, window, beforeFirst);
  const whole = await takeWhole(statements, project, takeFitting(blocks, Math.min(window.limit, mostChats) - before));
  const segments = await readSegments(statements, project, whole, cache);
  // A reader without a snapshot may find that a block is gone already.
  const last = segments.length === 0 ? undefined : whole[segments.length - 1];
  if (last === undefined)
    return readSingly(statements, project, window, whole[0] ? chatId(first.last_chat_id) : beforeFirst);
  const edge =
    before === 0
      ? null
      : (
          await readChunk(statements, project, {
            ...window,
            to: beforeFirst,
            limit: Math.min(before + 1, window.limit),
          })
        ).result;
  // Other chats than were counted, because they are long or because this reader has no snapshot: the blocks come next time.
  const result =
    edge !== null && edge.count > 0 && edge.count !== before
      ? edge
      : joinBlocks(edge, whole.slice(0, segments.length), segments);
  return { result, count: result.count, lastChatId: result.lastChatId, isLast: false };
}

async function readSingly(
  statements: Statements,
  project: ProjectRow,
  window: ChatWindow,
  to: ChatId | null,
): Promise<Step<ChatChunk>> {
  const step = await readChunk(statements, project, { ...window, to });
  return { ...step, isLast: step.count === 0 };
}

/** The first blocks that lie in the window as a whole. */
async function findBlocks(
  statements: Statements,
  { projectRow }: ProjectRow,
  window: ChatWindow,
  low: number,
): Promise<readonly Block[]> {
  const limit = Math.min(statements.dialect.limits.blocks, Math.floor(window.limit / BLOCK_CHATS));
  if (limit === 0) return [];
  return statements.bulk(
    BLOCK,
    sql`SELECT block_id, first_chat_id, last_chat_id, chat_count, sum_response_time, transfers, transfer_count,
        document_lengths, segment_meta FROM chat_block
      WHERE project_row = ${projectRow} AND first_chat_id >= ${low}
        AND last_chat_id <= ${window.to ?? Number.MAX_SAFE_INTEGER} ORDER BY first_chat_id LIMIT ${limit}`,
  );
}

/** The first blocks, as many as have no more than `chats` chats. */
function takeFitting(blocks: readonly Block[], chats: number): readonly Block[] {
  let rest = chats;
  const beyond = blocks.findIndex(({ chat_count }) => {
    rest -= chat_count;
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
  project: ProjectRow,
  blocks: readonly Block[],
): Promise<readonly Block[]> {
  const [first] = blocks;
  if (first === undefined) return [];
  const isDense = ({ last_chat_id: last, chat_count: count }: Block, at: number) =>
    last - (blocks[at - 1]?.last_chat_id ?? first.first_chat_id - 1) === count;
  const hole = blocks.findIndex((block, at) => !isDense(block, at));
  if (hole === -1) return blocks;
  const count = await countBetween(statements, project, first.first_chat_id, blocks.at(-1)?.last_chat_id ?? 0);
  // A hole inside the first block holds no chat: blocks are dropped when one is added.
  return count === sumOf(blocks, (block) => block.chat_count) ? blocks : blocks.slice(0, Math.max(hole, 1));
}

async function countBetween(
  statements: Statements,
  { projectRow }: ProjectRow,
  low: number,
  high: number,
): Promise<number> {
  const row = await statements.get(
    { count: 'int' },
    sql`SELECT count(*) AS count FROM chat WHERE project_row = ${projectRow} AND chat_id BETWEEN ${low} AND ${high}`,
  );
  return row?.count ?? 0;
}

/** The segments of the blocks in order, up to one that is not there any more. */
async function readSegments(
  statements: Statements,
  { projectRow }: ProjectRow,
  blocks: readonly Block[],
  cache: BlockCache,
): Promise<readonly Uint8Array[]> {
  const found = new Map(blocks.map(({ block_id }) => [block_id, cache.get(block_id)]));
  const missing = blocks.filter(({ block_id }) => found.get(block_id) === null);
  if (missing.length > 0) {
    const rows = await statements.bulk(
      { block_id: 'int', segment: 'bytes' },
      sql`SELECT block_id, segment FROM chat_block WHERE project_row = ${projectRow}
        AND ${isOneOf(
          'first_chat_id',
          missing.map((block) => block.first_chat_id),
        )}`,
    );
    for (const { block_id, segment } of rows) found.set(block_id, cache.add(block_id, segment));
  }
  const segments = blocks.map(({ block_id }) => found.get(block_id) ?? null);
  const gone = segments.indexOf(null);
  return segments.slice(0, gone === -1 ? segments.length : gone).filter((segment) => segment !== null);
}

/** What was read one by one, then the blocks, in one run of bytes. */
function joinBlocks(edge: ChatChunk | null, blocks: readonly Block[], segments: readonly Uint8Array[]): ChatChunk {
  const transfers = [edge?.transfersJson ?? '', ...blocks.map((block) => block.transfers ?? '')];
  return {
    count: (edge?.count ?? 0) + sumOf(blocks, (block) => block.chat_count),
    lastChatId: chatId(blocks.at(-1)?.last_chat_id ?? 0),
    sumResponseTimeSeconds: (edge?.sumResponseTimeSeconds ?? 0) + sumOf(blocks, (block) => block.sum_response_time),
    transfersJson: transfers.filter((text) => text !== '').join(','),
    transferCount: (edge?.transferCount ?? 0) + sumOf(blocks, (block) => block.transfer_count),
    segments: Buffer.concat(edge === null ? segments : [edge.segments, ...segments]),
    marks: Buffer.concat([...(edge === null ? [] : [edge.marks]), ...blocks.map((block) => block.segment_meta)]),
    documentLengths: Buffer.concat([
      ...(edge === null ? [] : [lengthsIn(edge.marks)]),
      ...blocks.map((block) => block.document_lengths),
    ]),
  };
}

function sumOf(blocks: readonly Block[], of: (block: Block) => number): number {
  return blocks.reduce((sum, block) => sum + of(block), 0);
}
