/**
 * Walks a sorted list along the index of what it is sorted by, a bounded number of rows to a statement; other work of the
 * process runs between two. Every chat of the project must have its facts.
 */
import type { ChatSelection, FilterSelection } from '../../chat-log/query/chat-selection.ts';
import { SORT_COLUMNS, type SortColumn, type SortedWindow, type SortPlace } from '../../chat-log/query/sort-order.ts';
import { chatId } from '../../model/ids.ts';
import type { Columns, Row, Statements } from './database.ts';
import type { ProjectRow } from './project-table.ts';
import { isUnrestricted, selectFacts } from './selection-sql.ts';
import { join, raw, type Sql, sql } from './sql.ts';

export interface SortParts {
  readonly statements: Statements;
  readonly project: ProjectRow;
  readonly pause: () => Promise<void>;
}

/** Rows that a statement may visit where not all of them are wanted: about 5 ms. */
const STRETCH_ROWS = 5_000;
/** Keeps the planner to the walk, and cuts nothing off. */
const EVERY_ROW = Number.MAX_SAFE_INTEGER;
/** Places to a statement. */
const PLACE_ROWS = 1_000;
const PLACE = { chat_id: 'int', value: 'int?' } as const satisfies Columns;

export class SortWalk {
  readonly #parts: SortParts;
  readonly #window: SortedWindow;
  readonly #filters: FilterSelection;
  readonly #sort: SortColumn;
  readonly #isEveryone: boolean;

  /** What is looked for in the window's selection is not: the caller does that. */
  constructor(parts: SortParts, window: SortedWindow) {
    const { search: _, ...filters } = window.selection;
    this.#parts = parts;
    this.#window = window;
    this.#filters = filters;
    this.#sort = SORT_COLUMNS[window.sort];
    this.#isEveryone = isUnrestricted(parts.project, filters);
  }

  async *read(): AsyncGenerator<readonly SortPlace[]> {
    let rest = this.#window.limit;
    const { after, to } = this.#window;
    for (const hasValue of [true, false]) {
      if (hasValue ? after !== null && after.value === null : to !== null && to.value !== null) continue;
      for await (const places of this.#readPart(hasValue, rest)) {
        rest -= places.length;
        yield places;
      }
      if (rest <= 0) return;
    }
  }

  /** Those that have a value, or those that have none. */
  async *#readPart(hasValue: boolean, limit: number): AsyncGenerator<readonly SortPlace[]> {
    let after = hasValue || this.#window.after?.value === null ? this.#window.after : null;
    let rest = limit;
    while (rest > 0) {
      const end = this.#isEveryone ? null : await this.#stretchEnd(hasValue, after);
      const wanted = Math.min(rest, PLACE_ROWS);
      const places = await this.#select(hasValue, after, end ?? this.#window.to, wanted);
      rest -= places.length;
      if (places.length > 0) yield places;
      await this.#parts.pause();
      const last = places.length === wanted ? places.at(-1) : end;
      if (last === null || last === undefined) return;
      after = last;
    }
  }

  /** Where one statement must stop; null when it may read to the end. */
  async #stretchEnd(hasValue: boolean, after: SortPlace | null): Promise<SortPlace | null> {
    const [row] = await this.#parts.statements.all(
      PLACE,
      sql`${this.#walkAlong(hasValue, after, this.#window.to)} LIMIT 1 OFFSET ${STRETCH_ROWS}`,
    );
    return row === undefined ? null : this.#placeOf(row);
  }

  /** The facts of each chat of the stretch are looked up: no other index leads away from the order. */
  async #select(
    hasValue: boolean,
    after: SortPlace | null,
    to: SortPlace | null,
    limit: number,
  ): Promise<readonly SortPlace[]> {
    const { statements, project } = this.#parts;
    const filters = this.#isEveryone
      ? raw('1 = 1')
      : sql`EXISTS (SELECT 1 ${selectFacts(statements.dialect, project, this.#filters)} AND chat.chat_id = part.chat_id)`;
    const { direction } = this.#window;
    const rows = await statements.all(
      PLACE,
      sql`SELECT part.chat_id AS chat_id, part.value AS value
        FROM (${this.#walkAlong(hasValue, after, to)} LIMIT ${this.#isEveryone ? limit : EVERY_ROW}) AS part
        WHERE ${filters} ORDER BY part.value ${raw(direction)}, part.chat_id ${raw(direction)} LIMIT ${limit}`,
    );
    return rows.map((row) => this.#placeOf(row));
  }

  #walkAlong(hasValue: boolean, after: SortPlace | null, to: SortPlace | null): Sql {
    const { column } = this.#sort;
    const { direction } = this.#window;
    return sql`SELECT chat.chat_id AS chat_id, ${raw(`chat.${column}`)} AS value FROM chat_fact AS chat
      WHERE chat.project_row = ${this.#parts.project.projectRow} ${this.#bounds(hasValue, after, to)}
      ORDER BY ${raw(`${hasValue ? `chat.${column} ${direction}, ` : ''}chat.chat_id ${direction}`)}`;
  }

  #placeOf({ chat_id, value }: Row<typeof PLACE>): SortPlace {
    return { value: value === this.#sort.none ? null : value, chatId: chatId(chat_id) };
  }

  /** A place after, and one up to which, of the same part. */
  #bounds(hasValue: boolean, after: SortPlace | null, to: SortPlace | null): Sql {
    const { column, none } = this.#sort;
    const isUp = this.#window.direction === 'ASC';
    const parts: Sql[] = [raw(noneIn(`chat.${column}`, none, !hasValue))];
    const place = (isOpen: boolean, { value, chatId: id }: SortPlace, isForward: boolean) => {
      const sign = raw(`${isForward ? '>' : '<'}${isOpen ? '' : '='}`);
      return value === null
        ? sql`chat.chat_id ${sign} ${id}`
        : sql`(${raw(`chat.${column}`)}, chat.chat_id) ${sign} (${value}, ${id})`;
    };
    if (after !== null) parts.push(place(true, after, isUp));
    if (to !== null && (to.value !== null) === hasValue) parts.push(place(false, to, !isUp));
    const { highestChatId } = this.#window;
    if (highestChatId !== null) parts.push(sql`chat.chat_id <= ${highestChatId}`);
    return sql`AND ${join([...parts, ...this.#startBounds()], ' AND ')}`;
  }

  /** Of a list by start only the part that the filters leave is walked. */
  #startBounds(): readonly Sql[] {
    const { startedFrom, startedBefore }: ChatSelection = this.#filters;
    if (this.#sort.column !== 'started_at') return [];
    return [
      ...(startedFrom === undefined ? [] : [sql`chat.started_at >= ${startedFrom}`]),
      ...(startedBefore === undefined ? [] : [sql`chat.started_at < ${startedBefore}`]),
    ];
  }
}

function noneIn(column: string, none: number | null, isNone: boolean): string {
  if (none === null) return `${column} IS ${isNone ? '' : 'NOT '}NULL`;
  return `${column} ${isNone ? '=' : '<'} ${none}`;
}
