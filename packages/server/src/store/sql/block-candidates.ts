/** Finds chats of a selection in blocks of facts, where no index has them: those that meet what blocks know of its conditions. */
import type { ChatSelection, ChatWindow } from '../../chat-log/query/chat-selection.ts';
import { idsInBlock } from '../../chat-log/statistics/fact-block.ts';
import { PackedColumns } from '../../chat-log/statistics/packed-columns.ts';
import { idTest, type RowTest } from '../../chat-log/statistics/row-test.ts';
import { chatId } from '../../model/ids.ts';
import type { Statements } from './database.ts';
import { boundsOf, type IdRange, testsOf } from './fact-block-reader.ts';
import { type FactBlockPlace, listFactBlocks, readFactBlock } from './fact-block-table.ts';
import type { Candidates } from './index-candidates.ts';
import type { ProjectRow } from './project-table.ts';

/** Blocks that are looked through before anybody waits for what was found: about 2 ms. */
const MOST_BLOCKS = 8;
/** Chats that are enough meanwhile. */
const ENOUGH = 100;

export interface BlockCandidatesParts {
  readonly statements: Statements;
  readonly project: ProjectRow;
  readonly pause: () => Promise<void>;
}

export class BlockCandidates {
  /** Whether all that is found is wanted, and not only may be. */
  readonly isExact: boolean;
  readonly #parts: BlockCandidatesParts;
  readonly #tests: readonly RowTest[];
  #places: Promise<readonly FactBlockPlace[]> | null = null;
  /** Where most of a block may be wanted, a walk over all is as good. */
  #isUseful: boolean;

  constructor(parts: BlockCandidatesParts, { search: _, ...filters }: ChatSelection) {
    const { tests, isExact } = testsOf(parts.statements.dialect, filters);
    this.#parts = parts;
    this.#tests = tests;
    this.#isUseful = tests.length > 0;
    this.isExact = isExact && parts.project.queueIds === null;
  }

  /** From the beginning of the window on; null where no block has that. */
  async from(window: ChatWindow): Promise<Candidates | null> {
    if (!this.#isUseful) return null;
    const [ids, isUp]: [number[], boolean] = [[], window.direction === 'ASC'];
    const bounds = boundsOf(window);
    let end: number | null = null;
    for (let blocks = 0; this.#isUseful && blocks < MOST_BLOCKS && ids.length < ENOUGH; blocks += 1) {
      const start = end === null ? (isUp ? bounds.low : bounds.high) : end + (isUp ? 1 : -1);
      if (start < bounds.low || start > bounds.high) break;
      const place = await this.#placeAt(start);
      const found = place === null ? null : await this.#idsIn(place, bounds);
      if (place === null || found === null) break;
      ids.push(...(isUp ? found : found.toReversed()));
      end = isUp ? place.last : place.first;
    }
    await this.#parts.pause();
    return end === null ? null : { ids: ids.map(chatId), end: chatId(end) };
  }

  async #placeAt(id: number): Promise<FactBlockPlace | null> {
    const { statements, project } = this.#parts;
    this.#places ??= listFactBlocks(statements, project, 'filled');
    return (await this.#places).find(({ first, last }) => first <= id && id <= last) ?? null;
  }

  /** null when the block is gone, or not as it was stored, or tells too little. */
  async #idsIn(place: FactBlockPlace, { low, high }: IdRange): Promise<readonly number[] | null> {
    const packed = await readFactBlock(this.#parts.statements, place);
    if (packed === null) return null;
    const isWhole = low <= place.first && place.last <= high;
    const block = new PackedColumns(packed);
    const ids = idsInBlock(block, isWhole ? this.#tests : [idTest(low, high), ...this.#tests]);
    this.#isUseful = this.isExact || ids.length * 2 <= block.rows;
    return this.#isUseful ? [...ids] : null;
  }
}
