/** A selection of chats as SQL: which conditions, and how far one statement may look before it must pause. */
import {
  type ChatSelection,
  type ChatWindow,
  type Condition,
  type ConditionValue,
  conditionsOf,
  type FilterSelection,
  isEmptySelection,
  isOfFacts,
} from '../../chat-log/query/chat-selection.ts';
import type { ParticipantFilter } from '../../chat-log/query/filter-kinds.ts';
import { FILTERS } from '../../chat-log/query/filters.ts';
import type { QueueId } from '../../model/ids.ts';
import { isIndexed, restrictColumn, restrictFact, tookPart } from './condition-sql.ts';
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

export interface SelectionSql {
  /** `FROM … WHERE …`; `chat` is the table's name in it, whichever of the two it is: both have the columns of filters. */
  readonly from: Sql;
  /** The column whose index gives the order of ids. */
  readonly idColumn: string;
}

/** The rows of chats, found by their narrow facts. */
export const JOINED = 'chat_fact CROSS JOIN chat';

/**
 * The chats of the selection that the reader of the project may see. What it says of facts is looked up in the table of
 * facts, which must have all chats of the project; with `JOINED` everything that this table has is. `isById`: a list of ids
 * will be added.
 */
export function selectFrom(
  dialect: Dialect,
  project: LimitedProject,
  selection: FilterSelection,
  table: 'chat' | 'chat_fact AS chat' | typeof JOINED = 'chat',
  isById = false,
): SelectionSql {
  const { projectRow } = project;
  const conditions = conditionsFor(project, selection);
  const isJoined = table === JOINED || (table === 'chat' && conditions.some(isOfFacts));
  const place = isJoined ? 'chat_fact' : 'chat';
  const restricted = isById ? dialect.byIdOnly(place) : place;
  const parts: Sql[] = [sql`chat.project_row = ${projectRow}`];
  if (isJoined)
    parts.push(sql`chat_fact.project_row = ${projectRow} AND ${dialect.sameId('chat.chat_id', 'chat_fact.chat_id')}`);
  const joined: string[] = [];
  for (const condition of conditions) {
    if (isOfFacts(condition)) {
      parts.push(restrictFact(dialect, restricted, condition));
      continue;
    }
    const { kind, filter } = condition;
    if (filter.kind !== 'participant') {
      parts.push(restrictColumn(dialect, restricted, filter, condition));
    } else if (kind === 'is') {
      const took = `took_part_${joined.length}`;
      const other = joined.length === 0 ? place : took;
      joined.push(took);
      parts.push(sql`${tookPart(took, projectRow, filter, condition.value)}
        AND ${dialect.sameId(`${other}.chat_id`, 'took_part_0.chat_id')}`);
    } else {
      const value = kind === 'isNot' ? condition.value : null;
      parts.push(restrictParticipant(projectRow, place, filter, kind, value));
    }
  }
  const limit = isVisible(project, `${place}.chat_id`);
  if (limit !== null && !isOneQueue(project.queueIds ?? [])) parts.push(limit);
  // A participant's chats are read along that participant's own index; CROSS JOIN holds the planner to it.
  const tables = [...joined.map((name) => `chat_participant AS ${name}`), isJoined ? JOINED : table];
  return {
    from: sql`FROM ${raw(tables.join(' CROSS JOIN '))} WHERE ${join(parts, ' AND ')}`,
    idColumn: `${joined[0] ?? place}.chat_id`,
  };
}

/**
 * `FROM … WHERE …` over the facts of the chats of the selection that the reader may see, to which ids will be added; `chat` is
 * the table's name in it. For reads in another order than that of ids, which a participant's index has.
 */
export function selectFacts(dialect: Dialect, project: LimitedProject, selection: FilterSelection): Sql {
  const { projectRow } = project;
  const restricted = dialect.byIdOnly('chat');
  const restrict = (condition: Condition): Sql => {
    if (isOfFacts(condition)) return restrictFact(dialect, restricted, condition);
    const { filter, kind } = condition;
    return filter.kind === 'participant'
      ? restrictParticipant(projectRow, 'chat', filter, kind, 'value' in condition ? condition.value : null)
      : restrictColumn(dialect, restricted, filter, condition);
  };
  const limit = isVisible(project, 'chat.chat_id');
  const parts = [sql`chat.project_row = ${projectRow}`, ...conditionsOf(selection).map(restrict)];
  return sql`FROM chat_fact AS chat WHERE ${join(limit === null ? parts : [...parts, limit], ' AND ')}`;
}

/** `value` is null where the kind has none. */
function restrictParticipant(
  projectRow: number,
  table: string,
  filter: ParticipantFilter,
  kind: 'is' | 'isNot' | 'with' | 'without',
  value: ConditionValue | null,
): Sql {
  return sql`${raw(kind === 'with' || kind === 'is' ? 'EXISTS' : 'NOT EXISTS')} (SELECT 1 FROM chat_participant AS other
    WHERE ${tookPart('other', projectRow, filter, value)} AND other.chat_id = ${raw(table)}.chat_id)`;
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
