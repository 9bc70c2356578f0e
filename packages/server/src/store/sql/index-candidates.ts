/** Finds chats of a selection along the index of one of its conditions: of several conditions along the one that leads furthest. */
import { type ChatSelection, type ChatWindow, conditionsOf } from '../../chat-log/query/chat-selection.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import { selectInOrder } from './condition-sql.ts';
import type { Statements } from './database.ts';
import type { ProjectRow } from './project-table.ts';
import { boundIds } from './selection-sql.ts';
import { raw, type Sql, sql } from './sql.ts';

/** Ids of the first list, and of later ones. */
const FIRST_IDS = 200;
const LATER_IDS = 500;

/** Chats that may be wanted. */
export interface Candidates {
  /** In the window's direction. */
  readonly ids: readonly ChatId[];
  /** The last id up to which there are no others; null: that of the window. */
  readonly end: ChatId | null;
}

export class IndexCandidates {
  readonly #statements: Statements;
  readonly #froms: readonly Sql[];
  #most = FIRST_IDS;

  /** `hasFacts` as in a window. */
  constructor(
    statements: Statements,
    { projectRow }: ProjectRow,
    { search: _, ...filters }: ChatSelection,
    hasFacts: boolean,
  ) {
    this.#statements = statements;
    this.#froms = selectInOrder(statements.dialect, projectRow, conditionsOf(filters), hasFacts);
  }

  /** From the beginning of the window on; null where no condition has such an index. */
  async from(window: ChatWindow): Promise<Candidates | null> {
    const most = this.#most;
    this.#most = LATER_IDS;
    let best: Candidates | null = null;
    for (const from of this.#froms) {
      const rows = await this.#statements.all(
        { chat_id: 'int' },
        sql`SELECT chat_id ${from} ${boundIds(window, 'chat_id')} ORDER BY chat_id ${raw(window.direction)} LIMIT ${most}`,
      );
      const ids = rows.map((row) => chatId(row.chat_id));
      const end = ids.length < most ? null : (ids.at(-1) ?? null);
      if (end === null) return { ids, end };
      if (best === null || best.end === null || isFurther(window, end, best.end)) best = { ids, end };
    }
    return best;
  }
}

function isFurther({ direction }: ChatWindow, a: ChatId, b: ChatId): boolean {
  return direction === 'ASC' ? a > b : a < b;
}
