/** Finds chats that are so few that each can be looked at: by the index of one of several conditions. */
import {
  type ChatSelection,
  type ChatWindow,
  type Condition,
  conditionsOf,
  idsWithin,
} from '../../chat-log/query/chat-selection.ts';
import type { ChatId } from '../../model/ids.ts';
import { isIndexed, selectByIndex } from './condition-sql.ts';
import type { Statements } from './database.ts';
import type { ProjectRow } from './project-table.ts';
import { isDirect } from './selection-sql.ts';
import { sql } from './sql.ts';

const MOST_FEW = 500;
const MOST_RARE = 5_000;

/** What was found of a selection, which is looked for once: a page and the place after it are of one. */
type Found = WeakMap<ChatSelection, Promise<readonly number[] | null>>;

export class FewChats {
  readonly #statements: Statements;
  readonly #project: ProjectRow;
  readonly #few: Found = new WeakMap();
  readonly #rare: Found = new WeakMap();

  constructor(statements: Statements, project: ProjectRow) {
    this.#statements = statements;
    this.#project = project;
  }

  /** Those of the window, in its direction, where these are very few; null where no condition finds so few. */
  find(window: ChatWindow): Promise<readonly ChatId[] | null> {
    return this.#findIn(this.#few, window, MOST_FEW, () => true);
  }

  /** The same where they are a few more, by the indexes that do not have their chats in the order of ids. */
  findRare(window: ChatWindow): Promise<readonly ChatId[] | null> {
    return this.#findIn(this.#rare, window, MOST_RARE, (condition) => !isIndexed(condition));
  }

  async #findIn(
    found: Found,
    window: ChatWindow,
    most: number,
    isLooked: (condition: Condition) => boolean,
  ): Promise<readonly ChatId[] | null> {
    const { selection, hasFacts = false } = window;
    const { search: _, ...filters } = selection;
    if (isDirect(this.#project, filters)) return null;
    const few = found.get(selection) ?? this.#list(conditionsOf(filters).filter(isLooked), hasFacts, most);
    found.set(selection, few);
    const ids = await few;
    return ids === null ? null : idsWithin(window, ids);
  }

  async #list(conditions: readonly Condition[], hasFacts: boolean, most: number): Promise<readonly number[] | null> {
    for (const from of selectByIndex(this.#statements.dialect, this.#project.projectRow, conditions, hasFacts)) {
      const some = sql`SELECT chat_id ${from} LIMIT ${most + 1}`;
      const counted = await this.#statements.get({ count: 'int' }, sql`SELECT count(*) AS count FROM (${some}) AS few`);
      if ((counted?.count ?? 0) > most) continue;
      const rows = await this.#statements.all({ chat_id: 'int' }, some);
      return rows.map((row) => row.chat_id);
    }
    return null;
  }
}
