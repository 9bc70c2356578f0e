/** Which chats of a project to read, and which part of them. Used by every read of the log. */
import {
  EXCLUSIONS,
  type ExclusionName,
  type FilterName,
  type NumberName,
  type PresenceName,
  RANGES,
  type RangeName,
  type ValueField,
} from '@parley/contract';
import type { SearchQuery } from '@parley/contract/search-query';
import { type ChatId, chatId } from '../../model/ids.ts';
import { unreachable } from '../../model/unreachable.ts';
import type { WeekdayHour } from '../../model/weekday-hour.ts';
import {
  type FactFilter,
  isFactFilter,
  type NumberFilter,
  type StoredFilter,
  type ValueFilter,
} from './filter-kinds.ts';
import { FILTERS, NUMBERS } from './filters.ts';

type Row = (typeof FILTERS)[FilterName];
type SearchRow = Extract<Row, { readonly kind: 'search' }>;
type StoredRow = Exclude<Row, SearchRow>;
type Wanted<Stored> = Stored extends readonly (infer Id)[] ? Id : Stored;
type WantedBy<R extends StoredRow> = R['kind'] extends 'weekdayHour' ? WeekdayHour : Wanted<ReturnType<R['stored']>>;

/**
 * Conditions that must all hold; an absent one does not restrict. One for each filter that was given, under its member, and
 * those of its families under the names of the parameters.
 */
export type FilterSelection = { readonly [R in StoredRow as R['member']]?: WantedBy<R> } & {
  readonly [N in ExclusionName]?: number | string;
} & { readonly [N in RangeName]?: number } & { readonly [N in PresenceName]?: readonly ValueField[] };

/** Filters, and what is looked for: a store takes that out, or `conditionsOf` throws. */
export type ChatSelection = FilterSelection & { readonly [R in SearchRow as R['member']]?: SearchQuery };

export type ConditionValue = number | string | boolean | WeekdayHour;

/** A condition of a selection. `isNot` holds for chats without a value too. */
export type Condition =
  | { readonly kind: 'is'; readonly filter: StoredFilter; readonly value: ConditionValue }
  | { readonly kind: 'isNot'; readonly filter: ValueFilter; readonly value: ConditionValue }
  | { readonly kind: 'with' | 'without'; readonly filter: ValueFilter }
  | FactCondition;

/** A condition that only the table of facts can tell. */
export type FactCondition =
  | NumberCondition
  | { readonly kind: 'is'; readonly filter: FactFilter; readonly value: ConditionValue }
  | { readonly kind: 'isNot'; readonly filter: FactFilter; readonly value: ConditionValue }
  | { readonly kind: 'with' | 'without'; readonly filter: FactFilter };

/** Both ends of a range are in it; null is in none. */
export type NumberCondition =
  | { readonly kind: 'min' | 'max'; readonly filter: NumberFilter; readonly value: number }
  | { readonly kind: 'with' | 'without'; readonly filter: NumberFilter };

const FILTER_OF_MEMBER: ReadonlyMap<string, StoredFilter> = new Map(
  Object.values(FILTERS).flatMap((filter) => (filter.kind === 'search' ? [] : [[filter.member, filter]])),
);

/** What a selection calls the filters whose values only the table of facts has. */
const FACT_MEMBERS: ReadonlySet<string> = new Set([
  ...[...FILTER_OF_MEMBER].filter(([, filter]) => isFactFilter(filter)).map(([member]) => member),
  ...Object.entries(EXCLUSIONS)
    .filter(([, name]) => isFactFilter(FILTERS[name]))
    .map(([member]) => member),
]);

/** Whether it restricts nothing. */
export function isEmptySelection(selection: ChatSelection): boolean {
  return Object.values(selection).every((value) => value === undefined);
}

/** The conditions of the selection. @throws TypeError for a member that no stored filter has, which would widen the result */
export function conditionsOf(selection: FilterSelection): readonly Condition[] {
  const conditions = Object.entries(selection).flatMap(([member, value]) => {
    if (value === undefined) return [];
    return isList(value) ? presenceOf(member, value) : [conditionOf(member, value)];
  });
  // Last is what takes longest to look at: fewer chats are left for it.
  return conditions.sort((a, b) => Number(isComputed(a)) - Number(isComputed(b)));
}

function isComputed({ filter }: Condition): boolean {
  return filter.kind === 'weekdayHour';
}

function isList(value: ConditionValue | readonly ValueField[]): value is readonly ValueField[] {
  return Array.isArray(value);
}

function conditionOf(member: string, value: ConditionValue): Condition {
  if (isExclusion(member)) return { kind: 'isNot', filter: FILTERS[EXCLUSIONS[member]], value };
  if (isRange(member))
    return { kind: RANGES[member].end, filter: NUMBERS[RANGES[member].number], value: Number(value) };
  const filter = FILTER_OF_MEMBER.get(member);
  if (filter === undefined) throw new TypeError(`no filter is called ${member} in a selection`);
  return { kind: 'is', filter, value };
}

function presenceOf(member: string, fields: readonly ValueField[]): readonly Condition[] {
  if (member !== 'with' && member !== 'without') throw new TypeError(`${member} takes no list`);
  return fields.map((name): Condition => {
    return isNumber(name) ? { kind: member, filter: NUMBERS[name] } : { kind: member, filter: FILTERS[name] };
  });
}

/** Whether it restricts what only the table of facts has. */
export function isOfFacts(condition: Condition): condition is FactCondition {
  return isOfNumber(condition) || isFactFilter(condition.filter);
}

export function isOfNumber(condition: Condition): condition is NumberCondition {
  return condition.filter.kind === 'number';
}

/** The selection without what it says of facts. */
export function withoutFacts<S extends ChatSelection>(selection: S): S {
  const others = Object.entries(selection).flatMap(([member, value]) => {
    if (isRange(member) || FACT_MEMBERS.has(member)) return [];
    if (member !== 'with' && member !== 'without') return [[member, value]];
    const fields = (value as readonly ValueField[]).filter(
      (field) => !isNumber(field) && !isFactFilter(FILTERS[field]),
    );
    return fields.length === 0 ? [] : [[member, fields]];
  });
  return Object.fromEntries(others) as S;
}

/** Whether a chat meets the condition; `found` is what its facts have, texts as they are shown. */
export function meets(condition: FactCondition, found: number | string | null): boolean {
  const isThere = found !== null && (isOfNumber(condition) || (found !== 0 && found !== ''));
  switch (condition.kind) {
    case 'min':
      return found !== null && Number(found) >= condition.value;
    case 'max':
      return found !== null && Number(found) <= condition.value;
    case 'is':
      return found === condition.value;
    case 'isNot':
      return found !== condition.value;
    case 'with':
      return isThere;
    case 'without':
      return !isThere;
    default:
      return unreachable(condition);
  }
}

function isNumber(name: ValueField): name is NumberName {
  return Object.hasOwn(NUMBERS, name);
}

function isRange(member: string): member is RangeName {
  return Object.hasOwn(RANGES, member);
}

function isExclusion(member: string): member is ExclusionName {
  return Object.hasOwn(EXCLUSIONS, member);
}

/** A range of the selection by chatId. */
export interface ChatWindow {
  readonly selection: ChatSelection;
  /** The only chats to read, in its direction; all when absent. */
  readonly among?: readonly ChatId[];
  /** Every chat of the project has its row of facts, so that these may be read to find the chats. */
  readonly hasFacts?: boolean;
  readonly direction: 'ASC' | 'DESC';
  /** Where to begin; null is the beginning. */
  readonly from: { readonly chatId: ChatId; readonly isInclusive: boolean } | null;
  /** Where to end, inclusive; null is the end. */
  readonly to: ChatId | null;
  /** Rows to skip before the first. */
  readonly offset: number;
  readonly limit: number;
}

/** The window of these chats alone, which rise by id. */
export function windowAmong(among: readonly ChatId[]): ChatWindow {
  return { selection: {}, direction: 'ASC', from: null, to: null, offset: 0, limit: among.length, among };
}

/** The rest of the window after that chat. */
export function windowAfter(window: ChatWindow, chatId: ChatId): ChatWindow {
  return { ...window, from: { chatId, isInclusive: false } };
}

/** The window restricted to the ids from `low` to `high`, in either direction. */
export function cutWindow(window: ChatWindow, low: ChatId, high: ChatId): ChatWindow {
  const isUp = window.direction === 'ASC';
  const [first, last] = isUp ? [low, high] : [high, low];
  const isBefore = (a: number, b: number) => (isUp ? a < b : a > b);
  const { from, to } = window;
  return {
    ...window,
    from: from === null || isBefore(from.chatId, first) ? { chatId: first, isInclusive: true } : from,
    to: to === null || isBefore(last, to) ? last : to,
  };
}

/** Those of the ids that are in the window, in its direction. */
export function idsWithin({ direction, from, to }: ChatWindow, ids: readonly number[]): readonly ChatId[] {
  const isUp = direction === 'ASC';
  const isBefore = (a: number, b: number) => (isUp ? a < b : a > b);
  const isWithin = (id: number) => {
    if (to !== null && isBefore(to, id)) return false;
    return from === null || isBefore(from.chatId, id) || (from.isInclusive && id === from.chatId);
  };
  return ids
    .filter(isWithin)
    .sort((a, b) => (isUp ? a - b : b - a))
    .map(chatId);
}
