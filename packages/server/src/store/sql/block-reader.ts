/** Reads whole chats by blocks where blocks stand, and one by one where none do. */
import { BLOCK_CHATS } from '../../chat-log/codec/compaction-plan.ts';
import { lengthsIn } from '../../chat-log/codec/segment.ts';
import type { ChatChunk } from '../../chat-log/codec/stored-chat.ts';
import type { ChatWindow } from '../../chat-log/query/chat-selection.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import type { ByteCache } from '../../platform/byte-cache.ts';
import type { ChatReader, Step } from './chat-reader.ts';
import type { Columns, Row, Statements } from './database.ts';
import type { ProjectRow } from './project-table.ts';
import { isOneOf, raw, sql } from './sql.ts';

/** At most this many chats before the first block are read with it. */
const MOST_BEFORE = 64;
const NO_BYTES = new Uint8Array();

const BLOCK = {
  block_id: 'int',
  first_chat_id: 'int',
  last_chat_id: 'int',
  chat_count: 'int',
} as const satisfies Columns;
type Block = Row<typeof BLOCK>;

/** What the blocks of a run hold together. `segments` is null where blocks are kept in memory. */
const RUN = {
  block_ids: 'text?',
  transfers: 'text?',
  sum_response_time: 'int?',
  transfer_count: 'int?',
  document_lengths: 'bytes?',
  segment_meta: 'bytes?',
  segments: 'bytes?',
} as const satisfies Columns;
type Run = Row<typeof RUN>;

export class BlockReader {
  readonly #statements: Statements;
  readonly #projectRow: number;
  readonly #chats: ChatReader;
  readonly #cache: ByteCache;

  constructor(statements: Statements, { projectRow }: ProjectRow, chats: ChatReader, cache: ByteCache) {
    this.#statements = statements;
    this.#projectRow = projectRow;
    this.#chats = chats;
    this.#cache = cache;
  }

  /** The first chats of an upward window of all chats. */
  async read(window: ChatWindow): Promise<Step<ChatChunk>> {
    const low = window.from === null ? 0 : window.from.chatId + (window.from.isInclusive ? 0 : 1);
    const found = await this.#findBlocks(window, low);
    const [first] = found;
    if (first === undefined) return this.#readSingly(window, window.to);
    // Chat 0 has none before it; then there is nothing to count either.
    const beforeFirst = chatId(Math.max(0, first.first_chat_id - 1));
    const before = low === first.first_chat_id ? 0 : await this.#countBetween(low, beforeFirst);
    if (before > MOST_BEFORE) return this.#readSingly(window, beforeFirst);
    const mostChats = this.#statements.dialect.limits.blocks * BLOCK_CHATS;
    const blocks = await this.#takeWhole(takeFitting(found, Math.min(window.limit, mostChats) - before));
    const [run, segments] = await Promise.all([this.#readRun(blocks), this.#readKept(blocks)]);
    // A reader without a snapshot may find that a block is gone already.
    const isGone = run === null || segments === null;
    if (isGone) return this.#readSingly(window, blocks[0] ? chatId(first.last_chat_id) : beforeFirst);
    const edgeWindow = { ...window, to: beforeFirst, limit: Math.min(before + 1, window.limit) };
    const edge = before === 0 ? null : (await this.#chats.readChunk(edgeWindow)).result;
    // The documents are long, or there is no snapshot: the blocks come with the next call.
    const isEdgeAlone = edge !== null && edge.count > 0 && edge.count !== before;
    const result = isEdgeAlone ? edge : joinRun(edge, blocks, run, segments);
    return { result, count: result.count, lastChatId: result.lastChatId, isLast: false };
  }

  async #readSingly(window: ChatWindow, to: ChatId | null): Promise<Step<ChatChunk>> {
    const step = await this.#chats.readChunk({ ...window, to });
    return { ...step, isLast: step.count === 0 };
  }

  /** The first blocks that lie in the window as a whole. */
  async #findBlocks(window: ChatWindow, low: number): Promise<readonly Block[]> {
    const limit = Math.min(this.#statements.dialect.limits.blocks, Math.floor(window.limit / BLOCK_CHATS));
    if (limit === 0) return [];
    return this.#statements.all(
      BLOCK,
      sql`SELECT block_id, first_chat_id, last_chat_id, chat_count FROM chat_block
        WHERE project_row = ${this.#projectRow} AND first_chat_id >= ${low}
          AND last_chat_id <= ${window.to ?? Number.MAX_SAFE_INTEGER} ORDER BY first_chat_id LIMIT ${limit}`,
    );
  }

  /**
   * The first blocks without a chat between them. Ids without a gap have no room for one; else the chats are counted.
   */
  async #takeWhole(blocks: readonly Block[]): Promise<readonly Block[]> {
    const [first] = blocks;
    if (first === undefined) return [];
    const isDense = ({ last_chat_id: last, chat_count: count }: Block, at: number) =>
      last - (blocks[at - 1]?.last_chat_id ?? first.first_chat_id - 1) === count;
    const hole = blocks.findIndex((block, at) => !isDense(block, at));
    if (hole === -1) return blocks;
    const count = await this.#countBetween(first.first_chat_id, blocks.at(-1)?.last_chat_id ?? 0);
    // A hole inside the first block holds no chat: blocks are dropped when one is added.
    return count === sumOf(blocks, (block) => block.chat_count) ? blocks : blocks.slice(0, Math.max(hole, 1));
  }

  async #countBetween(low: number, high: number): Promise<number> {
    const between = sql`project_row = ${this.#projectRow} AND chat_id BETWEEN ${low} AND ${high}`;
    const row = await this.#statements.get({ count: 'int' }, sql`SELECT count(*) AS count FROM chat WHERE ${between}`);
    return row?.count ?? 0;
  }

  /** The blocks as one row, which costs half of joining them here; null when one is not there any more. */
  async #readRun(blocks: readonly Block[]): Promise<Run | null> {
    const { joinBytes, joinTexts } = this.#statements.dialect;
    const [low, high] = [blocks[0]?.first_chat_id ?? 0, blocks.at(-1)?.first_chat_id ?? -1];
    const segments = this.#cache.isOff ? joinBytes('segment') : raw('CAST(NULL AS bytea)');
    const [run] = await this.#statements.bulk(
      RUN,
      sql`SELECT ${joinTexts('CAST(block_id AS text)')} AS block_ids, ${joinTexts('transfers')} AS transfers,
          CAST(sum(sum_response_time) AS bigint) AS sum_response_time, CAST(sum(transfer_count) AS bigint) AS transfer_count,
          ${joinBytes('document_lengths')} AS document_lengths, ${joinBytes('segment_meta')} AS segment_meta,
          ${segments} AS segments
        FROM (SELECT * FROM chat_block WHERE project_row = ${this.#projectRow}
          AND first_chat_id BETWEEN ${low} AND ${high} ORDER BY first_chat_id) AS run`,
    );
    return run?.block_ids === blocks.map(({ block_id }) => block_id).join(',') ? run : null;
  }

  /** The segments of the blocks through the memory for them; null when one is not there any more. */
  async #readKept(blocks: readonly Block[]): Promise<readonly Uint8Array[] | null> {
    if (this.#cache.isOff) return [];
    const found = new Map(blocks.map(({ block_id }) => [block_id, this.#cache.get(block_id)]));
    const missing = blocks.filter(({ block_id }) => found.get(block_id) === null).map((block) => block.first_chat_id);
    if (missing.length > 0) {
      const rows = await this.#statements.bulk(
        { block_id: 'int', segment: 'bytes' },
        sql`SELECT block_id, segment FROM chat_block
          WHERE project_row = ${this.#projectRow} AND ${isOneOf('first_chat_id', missing)}`,
      );
      for (const { block_id, segment } of rows) found.set(block_id, this.#cache.add(block_id, segment));
    }
    const segments = blocks.map(({ block_id }) => found.get(block_id) ?? null);
    return segments.every((segment) => segment !== null) ? segments : null;
  }
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

/** What was read one by one, then the blocks. */
function joinRun(
  edge: ChatChunk | null,
  blocks: readonly Block[],
  run: Run,
  segments: readonly Uint8Array[],
): ChatChunk {
  const ofRun = {
    count: sumOf(blocks, (block) => block.chat_count),
    lastChatId: chatId(blocks.at(-1)?.last_chat_id ?? 0),
    sumResponseTimeSeconds: run.sum_response_time ?? 0,
    transfersJson: run.transfers ?? '',
    transferCount: run.transfer_count ?? 0,
    segments: run.segments ?? Buffer.concat(segments),
    marks: run.segment_meta ?? NO_BYTES,
    documentLengths: run.document_lengths ?? NO_BYTES,
  };
  if (edge === null) return ofRun;
  return {
    count: edge.count + ofRun.count,
    lastChatId: ofRun.lastChatId,
    sumResponseTimeSeconds: edge.sumResponseTimeSeconds + ofRun.sumResponseTimeSeconds,
    transfersJson: [edge.transfersJson, ofRun.transfersJson].filter((text) => text !== '').join(','),
    transferCount: edge.transferCount + ofRun.transferCount,
    segments: Buffer.concat([edge.segments, ofRun.segments]),
    marks: Buffer.concat([edge.marks, ofRun.marks]),
    documentLengths: Buffer.concat([lengthsIn(edge.marks), ofRun.documentLengths]),
  };
}

function sumOf(blocks: readonly Block[], of: (block: Block) => number): number {
  return blocks.reduce((sum, block) => sum + of(block), 0);
}
