/** Conditions of a selection as SQL, and which of them an index finds. Used where selections become statements. */
import {
  type Condition,
  type ConditionValue,
  type FactCondition,
  isOfFacts,
  isOfNumber,
} from '../../chat-log/query/chat-selection.ts';
import { type ParticipantFilter, SHORT_TEXT, type StoredFilter } from '../../chat-log/query/filter-kinds.ts';
import { takesInUnknownStart, UNKNOWN_START } from '../../model/instant.ts';
import { unreachable } from '../../model/unreachable.ts';
import type { Dialect } from './database.ts';
import { restrictToHour } from './hour-sql.ts';
import { join, raw, type Sql, sql } from './sql.ts';

/** In `chat_fact_by_page` are stored texts with fewer: every short one, however PostgreSQL spells it. */
const INDEXED_CHARACTERS = 600;

/** Whether an index gives the chats of the condition in the order of their ids. */
export function isIndexed(condition: Condition): boolean {
  const { filter } = condition;
  if (filter.kind === 'number') return false;
  // The value that stands for none is one value of an index over all.
  if (condition.kind === 'without') return filter.kind !== 'participant' && filter.index?.holds === 'every';
  if (condition.kind !== 'is' || filter.index === null) return false;
  const { holds } = filter.index;
  switch (holds) {
    case 'every':
      return true;
    case 'positive':
      return Number(condition.value) > 0;
    case 'short':
      return isShort(condition.value);
    case 'marked':
      return condition.value === true;
    default:
      return unreachable(holds);
  }
}

/**
 * `FROM … WHERE …` over an index that has the chats of the conditions, in any order; each gives `chat_id`. Conditions on one
 * fact are looked up together. What only a walk over all chats would find is left out.
 */
export function selectByIndex(
  dialect: Dialect,
  projectRow: number,
  conditions: readonly Condition[],
  hasFacts: boolean,
): readonly Sql[] {
  const facts = Map.groupBy(
    conditions.filter(isOfFacts).filter((one) => (isOfNumber(one) ? one.kind !== 'with' : isIndexed(one))),
    ({ filter }) => filter.column,
  );
  return [
    ...conditions.flatMap((condition) => selectOne(dialect, projectRow, condition)),
    ...[...(hasFacts ? facts.values() : [])].map(
      (same) =>
        sql`FROM chat_fact WHERE project_row = ${projectRow} AND ${join(
          same.map((one) => restrictFact(dialect, 'chat_fact', one)),
          ' AND ',
        )}`,
    ),
  ];
}

/** The same of those conditions whose index has their chats in the order of ids. */
export function selectInOrder(
  dialect: Dialect,
  projectRow: number,
  conditions: readonly Condition[],
  hasFacts: boolean,
): readonly Sql[] {
  const inOrder = conditions.filter((condition) => isIndexed(condition) && (hasFacts || !isOfFacts(condition)));
  return inOrder.flatMap((condition) => selectByIndex(dialect, projectRow, [condition], hasFacts));
}

function selectOne(dialect: Dialect, projectRow: number, condition: Condition): readonly Sql[] {
  if (isOfFacts(condition)) return [];
  const { filter, kind } = condition;
  if (filter.kind === 'participant') {
    if (kind !== 'is') return [];
    return [sql`FROM chat_participant AS one WHERE ${tookPart('one', projectRow, filter, condition.value)}`];
  }
  // Those that have a value stand together in an index over it.
  if (!isIndexed(condition) && (kind !== 'with' || filter.index === null)) return [];
  const restricted = restrictColumn(dialect, 'chat', filter, condition);
  return [sql`FROM chat WHERE chat.project_row = ${projectRow} AND ${restricted}`];
}

/** Rows of participants of the kind; null is any of them. */
export function tookPart(
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
type ColumnCondition = Exclude<Condition, { readonly kind: 'min' | 'max' }>;

/** How a condition restricts a column of the table, which is `chat` or that of facts. */
export function restrictColumn(dialect: Dialect, table: string, filter: ColumnFilter, condition: ColumnCondition): Sql {
  const column = raw(`${table}.${filter.column}`);
  const isText = filter.kind === 'text';
  const stored = (value: ConditionValue) => storedValue(dialect, filter, value);
  switch (condition.kind) {
    case 'is':
      return restrictTo(dialect, table, filter, condition);
    case 'isNot':
      return sql`${column} <> ${stored(condition.value)}`;
    case 'with':
      return isFactText(filter) ? sql`${column} <> ${stored('')}` : sql`${column} ${raw(isText ? "> ''" : '> 0')}`;
    case 'without':
      if (isFactText(filter)) return restrictText(column, '', stored(''));
      return sql`${column} ${raw(isText ? "= ''" : '= 0')}`;
    default:
      return unreachable(condition);
  }
}

function restrictTo(
  dialect: Dialect,
  table: string,
  filter: ColumnFilter,
  condition: Extract<Condition, { kind: 'is' }>,
): Sql {
  const column = raw(`${table}.${filter.column}`);
  const { value } = condition;
  switch (filter.kind) {
    case 'id':
      // Repeats the predicate of a partial index, without which the planner does not use it.
      return isIndexed(condition) && filter.index?.holds === 'positive'
        ? sql`${column} = ${Number(value)} AND ${column} > 0`
        : sql`${column} = ${Number(value)}`;
    case 'text': {
      const stored = storedValue(dialect, filter, value);
      return isFactText(filter) ? restrictText(column, String(value), stored) : sql`${column} = ${stored}`;
    }
    case 'weekdayHour':
      return restrictToHour(`${table}.${filter.column}`, value);
    case 'flag':
      // Not as a parameter: the planner must see that a partial index holds it.
      return sql`${column} = ${raw(String(Number(value)))}`;
    case 'day':
    case 'instant':
      return restrictStart(column, filter.bound, Number(value));
    default:
      return unreachable(filter);
  }
}

/** A text that is shown, and of any length. */
function isFactText(filter: ColumnFilter): boolean {
  return filter.kind === 'text' && filter.isFact === true;
}

/** With the predicate of the partial index, without which the planner does not use it. */
function restrictText(column: Sql, value: string, stored: string | number): Sql {
  const isEqual = sql`${column} = ${stored}`;
  return isShort(value) ? sql`length(${column}) < ${raw(String(INDEXED_CHARACTERS))} AND ${isEqual}` : isEqual;
}

function isShort(value: ConditionValue): boolean {
  return String(value).length < SHORT_TEXT;
}

function storedValue(dialect: Dialect, filter: ColumnFilter, value: ConditionValue): string | number {
  if (filter.kind !== 'text') return Number(value);
  return isFactText(filter) ? dialect.encodeText(String(value)) : dialect.comparable(String(value));
}

/** A start that is not known is after every other, and in none of the times that are asked for but its own day. */
function restrictStart(column: Sql, bound: 'first' | 'last', at: number): Sql {
  if (bound === 'last') return sql`${column} < ${at}`;
  const from = sql`${column} >= ${at}`;
  return takesInUnknownStart(at) ? from : sql`${from} AND ${column} < ${UNKNOWN_START}`;
}

/** How a condition restricts a fact; `table` is the name of that of facts. */
export function restrictFact(dialect: Dialect, table: string, condition: FactCondition): Sql {
  if (!isOfNumber(condition)) return restrictColumn(dialect, table, condition.filter, condition);
  const column = raw(`${table}.${condition.filter.column}`);
  switch (condition.kind) {
    case 'min':
      return sql`${column} >= ${condition.value}`;
    case 'max':
      return sql`${column} <= ${condition.value}`;
    case 'with':
      return sql`${column} IS NOT NULL`;
    case 'without':
      return sql`${column} IS NULL`;
    default:
      return unreachable(condition);
  }
}
