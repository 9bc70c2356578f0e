/** Reads whole chats by blocks where blocks stand, and one by one where none do. */
import { openRun } from '../../chat-log/codec/open-run.ts';
import type { ChatChunk } from '../../chat-log/codec/stored-chat.ts';
import type { ChatWindow } from '../../chat-log/query/chat-selection.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import type { ByteCache } from '../../platform/byte-cache.ts';
import { BLOCK_ROW, BLOCK_ROW_COLUMNS, judgeBlock } from './block-row.ts';
import { type Block, type BlockRuns, countChats } from './block-runs.ts';
import type { ChatReader, Step } from './chat-reader.ts';
import type { DamageLog } from './damage.ts';
import type { Statements } from './database.ts';
import { JoinedRuns } from './joined-runs.ts';
import { KeptRuns } from './kept-runs.ts';
import type { ProjectRow } from './project-table.ts';
import { isOneOf, raw, sql } from './sql.ts';

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
  readonly #runs: BlockRuns;
  readonly #chats: ChatReader;
  readonly #cache: ByteCache;
  readonly #damage: DamageLog;

  constructor({ statements, project, chats, cache, damage }: BlockReaderParts) {
    this.#statements = statements;
    this.#project = project;
    const parts = { statements, projectRow: project.projectRow, cache };
    this.#runs = cache.isOff ? new JoinedRuns(parts) : new KeptRuns(parts);
    this.#chats = chats;
    this.#cache = cache;
    this.#damage = damage;
  }

  /** The first chats of an upward window of all chats. */
  async read(window: ChatWindow): Promise<Step<ChatChunk>> {
    const low = lowest(window);
    const first = await this.#runs.findFirst(window, low);
    if (first === null) return this.#readSingly(window, window.to);
    if (first > low) {
      // No more chats than ids: a few need no check of how long their documents are.
      const limit = Math.min(window.limit, first - low);
      const before = await this.#readSingly({ ...window, limit }, chatId(first - 1));
      if (before.count > 0) return before;
    }
    const run = await this.#runs.read(window, first);
    if (run === null) return this.#readSingly(window, window.to);
    const result = openRun(run.stored, true);
    if (result === null || !isRunOf(result, run.blocks)) return this.#readWithoutDamaged(window, run.blocks);
    return { result, count: result.count, lastChatId: result.lastChatId, isLast: false };
  }

  /** Whether a block is known that ends in this upward window without an end; else there may be chats all the same. */
  hasFoundIn(window: ChatWindow): boolean {
    return window.direction === 'ASC' && window.to === null && this.#runs.hasFoundFrom(lowest(window));
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
}

function lowest({ from }: ChatWindow): number {
  return from === null ? 0 : from.chatId + (from.isInclusive ? 0 : 1);
}

/** Whether the chunk holds the chats that its blocks are found by. */
function isRunOf({ count, lastChatId }: ChatChunk, blocks: readonly Block[]): boolean {
  return count === countChats(blocks) && lastChatId === blocks.at(-1)?.last;
}
