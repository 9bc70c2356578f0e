/** A selection of chats as SQL: which conditions, and how far one statement may look before it must pause. */
import {
  type ChatWindow,
  type Condition,
  conditionsOf,
  type FilterSelection,
} from '../../chat-log/query/chat-selection.ts';
import type { ParticipantFilter, StoredFilter } from '../../chat-log/query/filters.ts';
import { unreachable } from '../../model/unreachable.ts';
import type { Dialect } from './database.ts';
import { join, raw, type Sql, sql } from './sql.ts';

interface ProjectKey {
  readonly projectRow: number;
}

/**
 * Whether a statement may read everything at once, because every row that it visits is wanted: no condition, or a
 * single indexed one.
 */
export function isDirect(selection: FilterSelection): boolean {
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

export interface SelectionSql {
  /** `FROM … WHERE …`; `chat` is the table's name in it. */
  readonly from: Sql;
  /** The column whose index gives the order of ids. */
  readonly idColumn: string;
}

export function selectFrom(dialect: Dialect, { projectRow }: ProjectKey, selection: FilterSelection): SelectionSql {
  const parts: Sql[] = [sql`chat.project_row = ${projectRow}`];
  const joined: string[] = [];
  for (const condition of conditionsOf(selection)) {
    const { filter, value } = condition;
    if (filter.kind === 'participant') {
      const table = `took_part_${joined.length}`;
      const other = joined.length === 0 ? 'chat' : table;
      joined.push(table);
      const name = raw(table);
      parts.push(sql`${name}.project_row = ${projectRow} AND ${name}.kind = ${filter.participant}
        AND ${name}.participant_id = ${Number(value)} AND ${raw(other)}.chat_id = took_part_0.chat_id`);
    } else parts.push(restrictColumn(dialect, filter, value, isIndexed(condition)));
  }
  // A participant's chats are read along that participant's own index; CROSS JOIN holds the planner to it.
  const tables = [...joined.map((table) => `chat_participant AS ${table}`), 'chat'];
  return {
    from: sql`FROM ${raw(tables.join(' CROSS JOIN '))} WHERE ${join(parts, ' AND ')}`,
    idColumn: `${joined[0] ?? 'chat'}.chat_id`,
  };
}

/** How a value restricts a column of `chat`. */
function restrictColumn(
  dialect: Dialect,
  filter: Exclude<StoredFilter, ParticipantFilter>,
  value: Condition['value'],
  isFound: boolean,
): Sql {
  const column = raw(`chat.${filter.column}`);
  switch (filter.kind) {
    case 'id':
      // Repeats the predicate of a partial index, without which the planner does not use it.
      return isFound && filter.index?.holds === 'positive'
        ? sql`${column} = ${Number(value)} AND ${column} > 0`
        : sql`${column} = ${Number(value)}`;
    case 'text':
      return sql`${column} = ${dialect.comparable(String(value))}`;
    case 'flag':
      // Not as a parameter: the planner must see that a partial index holds it.
      return sql`${column} = ${raw(String(Number(value)))}`;
    case 'day':
      return sql`${column} ${raw(filter.bound === 'first' ? '>=' : '<')} ${Number(value)}`;
    default:
      return unreachable(filter);
  }
}

/** The conditions that keep to the window's ids. */
export function boundIds({ direction, from, to }: ChatWindow, idColumn: string): Sql {
  const isUp = direction === 'ASC';
  const column = raw(idColumn);
  const parts: Sql[] = [];
  if (from !== null) {
    parts.push(sql`AND ${column} ${raw(`${isUp ? '>' : '<'}${from.isInclusive ? '=' : ''}`)} ${from.chatId}`);
  }
  if (to !== null) parts.push(sql`AND ${column} ${raw(isUp ? '<=' : '>=')} ${to}`);
  return join(parts, ' ');
}
