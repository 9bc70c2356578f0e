/** Runs of blocks that the database joins to one row, which costs half of joining them here. */
import type { ChatWindow } from '../../chat-log/query/chat-selection.ts';
import { type Block, type BlockRun, type BlockRuns, countWhole, mostBlocks, type RunParts } from './block-runs.ts';
import type { Columns } from './database.ts';
import { limitTo, sql } from './sql.ts';

const NO_BYTES = new Uint8Array();

/** What the blocks of a run hold together. */
const RUN = {
  blocks: 'text?',
  transfers: 'text?',
  document_lengths: 'bytes?',
  segment_meta: 'bytes?',
  segments: 'bytes?',
} as const satisfies Columns;
/** The numbers of a block with a space between them. */
const BLOCK_TEXT = "block_id || ' ' || first_chat_id || ' ' || last_chat_id || ' ' || chat_count";

export class JoinedRuns implements BlockRuns {
  readonly #parts: RunParts;

  constructor(parts: RunParts) {
    this.#parts = parts;
  }

  /** The index alone says it. */
  async findFirst(window: ChatWindow, low: number): Promise<number | null> {
    const { statements, projectRow } = this.#parts;
    if (mostBlocks(statements, window) === 0) return null;
    const row = await statements.get(
      { first_chat_id: 'int' },
      sql`SELECT first_chat_id FROM chat_block WHERE project_row = ${projectRow} AND first_chat_id >= ${low}
        AND first_chat_id <= ${window.to ?? Number.MAX_SAFE_INTEGER} ORDER BY first_chat_id LIMIT 1`,
    );
    return row === null ? null : row.first_chat_id;
  }

  hasFoundFrom(): boolean {
    return false;
  }

  async read(window: ChatWindow, first: number): Promise<BlockRun | null> {
    const run = await this.#readRun(window, first, mostBlocks(this.#parts.statements, window));
    const whole = run === null ? 0 : await countWhole(this.#parts, run.blocks);
    return run === null || whole === run.blocks.length ? run : this.#readRun(window, first, whole);
  }

  async #readRun({ to }: ChatWindow, first: number, most: number): Promise<BlockRun | null> {
    const { statements, projectRow } = this.#parts;
    const { joinBytes, joinTexts } = statements.dialect;
    const [row] = await statements.bulk(
      RUN,
      sql`SELECT ${joinTexts(BLOCK_TEXT)} AS blocks, ${joinTexts('transfers')} AS transfers,
          ${joinBytes('document_lengths')} AS document_lengths, ${joinBytes('segment_meta')} AS segment_meta,
          ${joinBytes('segment')} AS segments
        FROM (SELECT * FROM chat_block WHERE project_row = ${projectRow} AND first_chat_id >= ${first}
          AND last_chat_id <= ${to ?? Number.MAX_SAFE_INTEGER} ORDER BY first_chat_id ${limitTo(most)}) AS run`,
    );
    const blocks = readBlocks(row?.blocks ?? null);
    if (row === undefined || blocks[0]?.first !== first) return null;
    const stored = {
      segments: row.segments ?? NO_BYTES,
      sealedMarks: row.segment_meta ?? NO_BYTES,
      transfers: row.transfers,
      documentLengths: row.document_lengths ?? NO_BYTES,
    };
    return { blocks, stored };
  }
}

function readBlocks(text: string | null): readonly Block[] {
  if (text === null) return [];
  return text.split(',').map((block) => {
    const [blockId = 0, first = 0, last = 0, count = 0] = block.split(' ').map(Number);
    return { blockId, first, last, count };
  });
}
