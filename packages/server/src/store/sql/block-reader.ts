/** Reads whole chats by blocks where blocks stand, and one by one where none do. */
import { BLOCK_CHATS } from '../../chat-log/codec/compaction-plan.ts';
import { openRun } from '../../chat-log/codec/open-run.ts';
import type { ChatChunk } from '../../chat-log/codec/stored-chat.ts';
import type { ChatWindow } from '../../chat-log/query/chat-selection.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import type { ByteCache } from '../../platform/byte-cache.ts';
import { BLOCK_ROW, BLOCK_ROW_COLUMNS, judgeBlock } from './block-row.ts';
import type { ChatReader, Step } from './chat-reader.ts';
import type { DamageLog } from './damage.ts';
import type { Columns, Row, Statements } from './database.ts';
import type { ProjectRow } from './project-table.ts';
import { isOneOf, raw, sql } from './sql.ts';

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
  document_lengths: 'bytes?',
  segment_meta: 'bytes?',
  segments: 'bytes?',
} as const satisfies Columns;
type Run = Row<typeof RUN>;

export interface BlockReaderParts {
  readonly statements: Statements;
  readonly project: ProjectRow;
  readonly chats: ChatReader;
  readonly cache: ByteCache;
  readonly damage: DamageLog;
}

export class BlockReader {
  readonly #statements: Statements;
  readonly #project: ProjectRow;
  readonly #projectRow: number;
  readonly #chats: ChatReader;
  readonly #cache: ByteCache;
  readonly #damage: DamageLog;

  constructor({ statements, project, chats, cache, damage }: BlockReaderParts) {
    this.#statements = statements;
    this.#project = project;
    this.#projectRow = project.projectRow;
    this.#chats = chats;
    this.#cache = cache;
    this.#damage = damage;
  }

  /** The first chats of an upward window of all chats. */
  async read(window: ChatWindow): Promise<Step<ChatChunk>> {
    const low = window.from === null ? 0 : window.from.chatId + (window.from.isInclusive ? 0 : 1);
    const found = await this.#findBlocks(window, low);
    const [first] = found;
    if (first === undefined) return this.#readSingly(window, window.to);
    const isFirst = first.first_chat_id === low || (await this.#countBetween(low, first.first_chat_id - 1)) === 0;
    if (!isFirst) return this.#readSingly(window, chatId(first.first_chat_id - 1));
    const blocks = await this.#takeWhole(found);
    const [run, segments] = await Promise.all([this.#readRun(blocks), this.#readKept(blocks)]);
    // A reader without a snapshot may find that a block is gone already.
    if (run === null || segments === null) return this.#readSingly(window, chatId(first.last_chat_id));
    const result = openRun(
      {
        segments: run.segments ?? Buffer.concat(segments),
        sealedMarks: run.segment_meta ?? NO_BYTES,
        transfers: run.transfers,
        documentLengths: run.document_lengths ?? NO_BYTES,
      },
      true,
    );
    if (result === null || !isRunOf(result, blocks)) return this.#readWithoutDamaged(window, blocks);
    return { result, count: result.count, lastChatId: result.lastChatId, isLast: false };
  }

  /** Notes which of the blocks are to be dropped, and reads their chats one by one. */
  async #readWithoutDamaged(window: ChatWindow, blocks: readonly Block[]): Promise<Step<ChatChunk>> {
    const { projectRow } = this.#project;
    this.#cache.clear();
    const firsts = blocks.map((block) => block.first_chat_id);
    const rows = await this.#statements.bulk(
      BLOCK_ROW,
      sql`SELECT ${raw(BLOCK_ROW_COLUMNS)} FROM chat_block
        WHERE project_row = ${projectRow} AND ${isOneOf('first_chat_id', firsts)}`,
    );
    for (const row of rows) {
      const state = judgeBlock(row);
      const first = chatId(row.first_chat_id);
      if (state === 'damaged') this.#damage.note(this.#project, { kind: 'block', chatId: first, isLost: false });
      if (state === 'unsealed') this.#damage.noteStale({ projectRow, kind: 'block', chatId: first });
    }
    return this.#readSingly(window, chatId(blocks.at(-1)?.last_chat_id ?? 0));
  }

  async #readSingly(window: ChatWindow, to: ChatId | null): Promise<Step<ChatChunk>> {
    const step = await this.#chats.readChunk({ ...window, to });
    if (to === window.to) return { ...step, isLast: step.count === 0 };
    // Without a snapshot all of them may be gone by now: what comes after is still to be read.
    return { ...step, lastChatId: step.lastChatId ?? to, isLast: false };
  }

  /** The first blocks that lie in the window as a whole, as many as cannot hold more chats than it may give. */
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
    return this.#cache.readThrough(
      blocks.map(({ block_id }) => block_id),
      async (missing) => {
        const firsts = blocks.filter((block) => missing.includes(block.block_id)).map((block) => block.first_chat_id);
        const rows = await this.#statements.bulk(
          { block_id: 'int', segment: 'bytes' },
          sql`SELECT block_id, segment FROM chat_block
            WHERE project_row = ${this.#projectRow} AND ${isOneOf('first_chat_id', firsts)}`,
        );
        return rows.map((row) => [row.block_id, row.segment]);
      },
    );
  }
}

function sumOf(blocks: readonly Block[], of: (block: Block) => number): number {
  return blocks.reduce((sum, block) => sum + of(block), 0);
}

/** Whether the chunk holds the chats that its blocks are found by. */
function isRunOf({ count, lastChatId }: ChatChunk, blocks: readonly Block[]): boolean {
  return count === sumOf(blocks, (block) => block.chat_count) && lastChatId === blocks.at(-1)?.last_chat_id;
}
