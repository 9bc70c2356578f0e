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
import { isOneOf, limitTo, raw, sql } from './sql.ts';

const NO_BYTES = new Uint8Array();

/** A block as the columns of its row have it. */
interface Block {
  readonly blockId: number;
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** What the blocks of a run hold together. `segments` is null where blocks are kept in memory. */
const RUN = {
  blocks: 'text?',
  transfers: 'text?',
  document_lengths: 'bytes?',
  segment_meta: 'bytes?',
  segments: 'bytes?',
} as const satisfies Columns;
/** The numbers of a block with a space between them. */
const BLOCK_TEXT = "block_id || ' ' || first_chat_id || ' ' || last_chat_id || ' ' || chat_count";

interface Run {
  readonly blocks: readonly Block[];
  readonly row: Row<typeof RUN>;
}

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
    // As many as cannot hold more chats than the window may give.
    const most = Math.min(this.#statements.dialect.limits.blocks, Math.floor(window.limit / BLOCK_CHATS));
    const first = most === 0 ? null : await this.#findFirst(low, window.to);
    if (first === null) return this.#readSingly(window, window.to);
    if (first > low) {
      const before = await this.#readSingly(window, chatId(first - 1));
      if (before.count > 0) return before;
    }
    const run = await this.#readWhole(window, first, most);
    const segments = run === null ? null : await this.#segmentsOf(run);
    // A block may reach beyond the window. A reader without a snapshot may find that one is gone already.
    if (run === null || segments === null) return this.#readSingly(window, window.to);
    const { row, blocks } = run;
    const result = openRun(
      {
        segments,
        sealedMarks: row.segment_meta ?? NO_BYTES,
        transfers: row.transfers,
        documentLengths: row.document_lengths ?? NO_BYTES,
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
    const firsts = blocks.map((block) => block.first);
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
    return this.#readSingly(window, chatId(blocks.at(-1)?.last ?? 0));
  }

  async #readSingly(window: ChatWindow, to: ChatId | null): Promise<Step<ChatChunk>> {
    const step = await this.#chats.readChunk({ ...window, to });
    if (to === window.to) return { ...step, isLast: step.count === 0 };
    // Without a snapshot all of them may be gone by now: what comes after is still to be read.
    return { ...step, lastChatId: step.lastChatId ?? to, isLast: false };
  }

  /** Where the first block begins that does so from `low` to `high`; null when there is none. The index alone says it. */
  async #findFirst(low: number, high: ChatId | null): Promise<number | null> {
    const row = await this.#statements.get(
      { first_chat_id: 'int' },
      sql`SELECT first_chat_id FROM chat_block WHERE project_row = ${this.#projectRow} AND first_chat_id >= ${low}
        AND first_chat_id <= ${high ?? Number.MAX_SAFE_INTEGER} ORDER BY first_chat_id LIMIT 1`,
    );
    return row === null ? null : row.first_chat_id;
  }

  /** Blocks of the window from the one at `first` on, without a chat between them; null when there are none. */
  async #readWhole(window: ChatWindow, first: number, most: number): Promise<Run | null> {
    const run = await this.#readRun(window, first, most);
    const whole = run === null ? 0 : await this.#countWhole(run.blocks);
    return run === null || whole === run.blocks.length ? run : this.#readRun(window, first, whole);
  }

  /**
   * How many of the blocks have no chat between them. Ids without a gap have no room for one; else the chats are counted.
   */
  async #countWhole(blocks: readonly Block[]): Promise<number> {
    const [first] = blocks;
    if (first === undefined) return 0;
    const isDense = ({ last, count }: Block, at: number) => last - (blocks[at - 1]?.last ?? first.first - 1) === count;
    const hole = blocks.findIndex((block, at) => !isDense(block, at));
    if (hole === -1) return blocks.length;
    const count = await this.#countBetween(first.first, blocks.at(-1)?.last ?? 0);
    // A hole inside the first block holds no chat: blocks are dropped when one is added.
    return count === sumOf(blocks, (block) => block.count) ? blocks.length : Math.max(hole, 1);
  }

  async #countBetween(low: number, high: number): Promise<number> {
    const between = sql`project_row = ${this.#projectRow} AND chat_id BETWEEN ${low} AND ${high}`;
    const row = await this.#statements.get({ count: 'int' }, sql`SELECT count(*) AS count FROM chat WHERE ${between}`);
    return row?.count ?? 0;
  }

  /** Blocks as one row, which costs half of joining them here; null when none begins at `first` and lies in the window. */
  async #readRun({ to }: ChatWindow, first: number, most: number): Promise<Run | null> {
    const { joinBytes, joinTexts } = this.#statements.dialect;
    const segments = this.#cache.isOff ? joinBytes('segment') : raw('CAST(NULL AS bytea)');
    const [row] = await this.#statements.bulk(
      RUN,
      sql`SELECT ${joinTexts(BLOCK_TEXT)} AS blocks, ${joinTexts('transfers')} AS transfers,
          ${joinBytes('document_lengths')} AS document_lengths, ${joinBytes('segment_meta')} AS segment_meta,
          ${segments} AS segments
        FROM (SELECT * FROM chat_block WHERE project_row = ${this.#projectRow} AND first_chat_id >= ${first}
          AND last_chat_id <= ${to ?? Number.MAX_SAFE_INTEGER} ORDER BY first_chat_id ${limitTo(most)}) AS run`,
    );
    const blocks = readBlocks(row?.blocks ?? null);
    return row === undefined || blocks[0]?.first !== first ? null : { row, blocks };
  }

  /** The segments of the run, through the memory for them; null when one is not there any more. */
  async #segmentsOf({ row, blocks }: Run): Promise<Uint8Array | null> {
    if (this.#cache.isOff) return row.segments ?? NO_BYTES;
    const kept = await this.#cache.readThrough(
      blocks.map(({ blockId }) => blockId),
      async (missing) => {
        const firsts = blocks.filter(({ blockId }) => missing.includes(blockId)).map((block) => block.first);
        const rows = await this.#statements.bulk(
          { block_id: 'int', segment: 'bytes' },
          sql`SELECT block_id, segment FROM chat_block
            WHERE project_row = ${this.#projectRow} AND ${isOneOf('first_chat_id', firsts)}`,
        );
        return rows.map((found) => [found.block_id, found.segment]);
      },
    );
    return kept === null ? null : Buffer.concat(kept);
  }
}

function readBlocks(text: string | null): readonly Block[] {
  if (text === null) return [];
  return text.split(',').map((block) => {
    const [blockId = 0, first = 0, last = 0, count = 0] = block.split(' ').map(Number);
    return { blockId, first, last, count };
  });
}

function sumOf(blocks: readonly Block[], of: (block: Block) => number): number {
  return blocks.reduce((sum, block) => sum + of(block), 0);
}

/** Whether the chunk holds the chats that its blocks are found by. */
function isRunOf({ count, lastChatId }: ChatChunk, blocks: readonly Block[]): boolean {
  return count === sumOf(blocks, (block) => block.count) && lastChatId === blocks.at(-1)?.last;
}
