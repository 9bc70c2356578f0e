/** A selection of chats as SQL: which conditions, and how far one statement may look before it must pause. */
import {
  type ChatSelection,
  type ChatWindow,
  type Condition,
  type ConditionValue,
  conditionsOf,
  type FilterSelection,
  isEmptySelection,
} from '../../chat-log/query/chat-selection.ts';
import { FILTERS, type ParticipantFilter, type StoredFilter } from '../../chat-log/query/filters.ts';
import type { QueueId } from '../../model/ids.ts';
import { unreachable } from '../../model/unreachable.ts';
import type { Dialect } from './database.ts';
import { isVisible, type LimitedProject } from './queue-limit.ts';
import { join, raw, type Sql, sql } from './sql.ts';

/**
 * Whether a statement may read everything at once, because every row that it visits is wanted: no condition, or a
 * single indexed one.
 */
export function isDirect(project: LimitedProject, selection: FilterSelection): boolean {
  if (project.queueIds !== null && !isOneQueue(project.queueIds)) return false;
  const conditions = conditionsFor(project, selection);
  return conditions.length === 0 || (conditions.length === 1 && conditions.every(isIndexed));
}

/** Whether every chat of the project is wanted. */
export function isUnrestricted({ queueIds }: LimitedProject, selection: ChatSelection): boolean {
  return queueIds === null && isEmptySelection(selection);
}

function isOneQueue(queueIds: readonly QueueId[]): boolean {
  return queueIds.length === 1;
}

/** The chats of a reader's only queue are read like those of a filter by it. */
function conditionsFor({ queueIds }: LimitedProject, selection: FilterSelection): readonly Condition[] {
  const given = conditionsOf(selection);
  if (queueIds === null || !isOneQueue(queueIds)) return given;
  return [...given, ...queueIds.map((value) => ({ kind: 'is' as const, filter: FILTERS.queueId, value }))];
}

function isIndexed(condition: Condition): boolean {
  const { kind, filter } = condition;
  // The value that stands for none is one value of an index over all.
  if (kind === 'without') return filter.kind !== 'participant' && filter.index?.holds === 'every';
  if (kind !== 'is' || filter.index === null) return false;
  const { holds } = filter.index;
  switch (holds) {
    case 'every':
      return true;
    case 'positive':
      return Number(condition.value) > 0;
    case 'marked':
      return condition.value === true;
    default:
      return unreachable(holds);
  }
}

export interface SelectionSql {
  /** `FROM … WHERE …`; `chat` is the table's name in it, whichever of the two it is: both have the columns of filters. */
  readonly from: Sql;
  /** The column whose index gives the order of ids. */
  readonly idColumn: string;
}

/** The chats of the selection that the reader of the project may see. */
export function selectFrom(
  dialect: Dialect,
  project: LimitedProject,
  selection: FilterSelection,
  table: 'chat' | 'chat_fact AS chat' = 'chat',
): SelectionSql {
  const { projectRow } = project;
  const parts: Sql[] = [sql`chat.project_row = ${projectRow}`];
  const joined: string[] = [];
  for (const condition of conditionsFor(project, selection)) {
    const { kind, filter } = condition;
    if (filter.kind !== 'participant') {
      parts.push(restrictColumn(dialect, filter, condition));
    } else if (kind === 'is') {
      const took = `took_part_${joined.length}`;
      const other = joined.length === 0 ? 'chat' : took;
      joined.push(took);
      parts.push(sql`${tookPart(took, projectRow, filter, condition.value)}
        AND ${raw(other)}.chat_id = took_part_0.chat_id`);
    } else {
      const value = kind === 'isNot' ? condition.value : null;
      parts.push(sql`${raw(kind === 'with' ? 'EXISTS' : 'NOT EXISTS')} (SELECT 1 FROM chat_participant AS other
        WHERE ${tookPart('other', projectRow, filter, value)} AND other.chat_id = chat.chat_id)`);
    }
  }
  const limit = isVisible(project, 'chat.chat_id');
  if (limit !== null && !isOneQueue(project.queueIds ?? [])) parts.push(limit);
  // A participant's chats are read along that participant's own index; CROSS JOIN holds the planner to it.
  const tables = [...joined.map((name) => `chat_participant AS ${name}`), table];
  return {
    from: sql`FROM ${raw(tables.join(' CROSS JOIN '))} WHERE ${join(parts, ' AND ')}`,
    idColumn: `${joined[0] ?? 'chat'}.chat_id`,
  };
}

/** Rows of participants of the kind; null is any of them. */
function tookPart(
  table: string,
  projectRow: number,
  { participant }: ParticipantFilter,
  value: ConditionValue | null,
): Sql {
  const name = raw(table);
  const ofKind = sql`${name}.project_row = ${projectRow} AND ${name}.kind = ${participant}`;
  return value === null ? ofKind : sql`${ofKind} AND ${name}.participant_id = ${Number(value)}`;
}

type ColumnFilter = Exclude<StoredFilter, ParticipantFilter>;

/** How a condition restricts a column of `chat`. */
function restrictColumn(dialect: Dialect, filter: ColumnFilter, condition: Condition): Sql {
  const column = raw(`chat.${filter.column}`);
  const isText = filter.kind === 'text';
  switch (condition.kind) {
    case 'is':
      return restrictTo(dialect, filter, condition);
    case 'isNot':
      return sql`${column} <> ${isText ? dialect.comparable(String(condition.value)) : Number(condition.value)}`;
    case 'with':
      return sql`${column} ${raw(isText ? "<> ''" : '> 0')}`;
    case 'without':
      return sql`${column} ${raw(isText ? "= ''" : '= 0')}`;
    default:
      return unreachable(condition);
  }
}

function restrictTo(dialect: Dialect, filter: ColumnFilter, condition: Extract<Condition, { kind: 'is' }>): Sql {
  const column = raw(`chat.${filter.column}`);
  const { value } = condition;
  switch (filter.kind) {
    case 'id':
      // Repeats the predicate of a partial index, without which the planner does not use it.
      return isIndexed(condition) && filter.index?.holds === 'positive'
        ? sql`${column} = ${Number(value)} AND ${column} > 0`
        : sql`${column} = ${Number(value)}`;
    case 'text':
      return sql`${column} = ${dialect.comparable(String(value))}`;
    case 'flag':
      // Not as a parameter: the planner must see that a partial index holds it.
      return sql`${column} = ${raw(String(Number(value)))}`;
    case 'day':
    case 'instant':
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
