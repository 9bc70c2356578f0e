/**
 * A selection of chats as SQL: which conditions, and how far one statement may look before it must pause. Both stores name
 * tables and columns alike, so that one text serves both.
 */
import { type ChatSelection, type ChatWindow, type Condition, conditionsOf } from '../chat-log/query/chat-selection.ts';
import type { Filter, ParticipantFilter } from '../chat-log/query/filters.ts';
import { unreachable } from '../model/unreachable.ts';

/** Values stand as `?`, in order. */
export interface SqlPart {
  readonly sql: string;
  readonly values: readonly (number | string)[];
}

/** A project by the number under which the tables know it. */
interface ProjectKey {
  readonly projectRow: number;
}

/**
 * Whether a statement may look through everything in one go, because every row that it looks at is one that it wants: no
 * condition, or a single one that has an index. Everything else is read in bounded stretches of ids.
 */
export function isDirect(selection: ChatSelection): boolean {
  const conditions = conditionsOf(selection);
  return conditions.length === 0 || (conditions.length === 1 && conditions.every(isIndexed));
}

function isIndexed({ filter, value }: Condition): boolean {
  if (filter.index === null) return false;
  const { holds } = filter.index;
  switch (holds) {
    case 'every':
      return true;
    case 'positive':
      return Number(value) > 0;
    case 'marked':
      return value === true;
    default:
      return unreachable(holds);
  }
}

export interface SelectionSql extends SqlPart {
  /** The column whose index gives the order of ids. */
  readonly idColumn: string;
}

/** `FROM … WHERE …` for the selection; `chat` is the table's name in it. `schema` is empty or ends in a dot. */
export function selectFrom(project: ProjectKey, selection: ChatSelection, schema = ''): SelectionSql {
  const parts: SqlPart[] = [{ sql: 'chat.project_row = ?', values: [project.projectRow] }];
  const joined: string[] = [];
  for (const condition of conditionsOf(selection)) {
    const { filter, value } = condition;
    if (filter.kind === 'participant') {
      const table = `took_part_${joined.length}`;
      const other = joined.length === 0 ? 'chat' : table;
      joined.push(table);
      parts.push({
        sql: `${table}.project_row = ? AND ${table}.kind = ? AND ${table}.participant_id = ? AND ${other}.chat_id = took_part_0.chat_id`,
        values: [project.projectRow, filter.participant, Number(value)],
      });
    } else parts.push(restrictColumn(filter, value, isIndexed(condition)));
  }
  // A participant's chats are read along that participant's own index; CROSS JOIN holds the planner to it.
  const tables = [...joined.map((table) => `${schema}chat_participant AS ${table}`), `${schema}chat AS chat`];
  return {
    sql: `FROM ${tables.join(' CROSS JOIN ')} WHERE ${parts.map(({ sql }) => sql).join(' AND ')}`,
    values: parts.flatMap(({ values }) => values),
    idColumn: `${joined[0] ?? 'chat'}.chat_id`,
  };
}

/** How a value restricts a column of `chat`. */
function restrictColumn(
  filter: Exclude<Filter, ParticipantFilter>,
  value: Condition['value'],
  isFound: boolean,
): SqlPart {
  const column = `chat.${filter.column}`;
  switch (filter.kind) {
    case 'id': {
      // Repeats the predicate of a partial index, without which the planner does not use it.
      const ofIndex = isFound && filter.index?.holds === 'positive' ? ` AND ${column} > 0` : '';
      return { sql: `${column} = ?${ofIndex}`, values: [Number(value)] };
    }
    case 'text':
      return { sql: `${column} = ?`, values: [String(value)] };
    case 'flag':
      // Not as a parameter: the planner must see that a partial index holds it.
      return { sql: `${column} = ${Number(value)}`, values: [] };
    case 'day':
      return { sql: `${column} ${filter.bound === 'first' ? '>=' : '<'} ?`, values: [Number(value)] };
    default:
      return unreachable(filter);
  }
}

/** The conditions that keep to the window's ids. */
export function boundIds(window: ChatWindow, idColumn: string): SqlPart {
  const isUp = window.direction === 'ASC';
  const sql: string[] = [];
  const values: (number | string)[] = [];
  if (window.from !== null) {
    sql.push(`AND ${idColumn} ${isUp ? '>' : '<'}${window.from.isInclusive ? '=' : ''} ?`);
    values.push(window.from.chatId);
  }
  if (window.to !== null) {
    sql.push(`AND ${idColumn} ${isUp ? '<=' : '>='} ?`);
    values.push(window.to);
  }
  return { sql: sql.join(' '), values };
}
