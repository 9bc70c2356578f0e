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
import { FILTERS, NUMBERS, type NumberFilter, type StoredFilter, type ValueFilter } from './filters.ts';

type Row = (typeof FILTERS)[FilterName];
type SearchRow = Extract<Row, { readonly kind: 'search' }>;
type StoredRow = Exclude<Row, SearchRow>;
type Wanted<Stored> = Stored extends readonly (infer Id)[] ? Id : Stored;

/**
 * Conditions that must all hold; an absent one does not restrict. One for each filter that was given, under its member, and
 * those of its families under the names of the parameters.
 */
export type FilterSelection = { readonly [R in StoredRow as R['member']]?: Wanted<ReturnType<R['stored']>> } & {
  readonly [N in ExclusionName]?: number | string;
} & { readonly [N in RangeName]?: number } & { readonly [N in PresenceName]?: readonly ValueField[] };

/** Filters, and what is looked for: a store takes that out, or `conditionsOf` throws. */
export type ChatSelection = FilterSelection & { readonly [R in SearchRow as R['member']]?: SearchQuery };

export type ConditionValue = number | string | boolean;

/** A condition of a selection. `isNot` holds for chats without a value too. */
export type Condition =
  | { readonly kind: 'is'; readonly filter: StoredFilter; readonly value: ConditionValue }
  | { readonly kind: 'isNot'; readonly filter: ValueFilter; readonly value: ConditionValue }
  | { readonly kind: 'with' | 'without'; readonly filter: ValueFilter }
  | NumberCondition;

/** Both ends of a range are in it; null is in none. */
export type NumberCondition =
  | { readonly kind: 'min' | 'max'; readonly filter: NumberFilter; readonly value: number }
  | { readonly kind: 'with' | 'without'; readonly filter: NumberFilter };

const FILTER_OF_MEMBER: ReadonlyMap<string, StoredFilter> = new Map(
  Object.values(FILTERS).flatMap((filter) => (filter.kind === 'search' ? [] : [[filter.member, filter]])),
);

/** Whether it restricts nothing. */
export function isEmptySelection(selection: ChatSelection): boolean {
  return Object.values(selection).every((value) => value === undefined);
}

/** The conditions of the selection. @throws TypeError for a member that no stored filter has, which would widen the result */
export function conditionsOf(selection: FilterSelection): readonly Condition[] {
  return Object.entries(selection).flatMap(([member, value]) => {
    if (value === undefined) return [];
    return typeof value === 'object' ? presenceOf(member, value) : [conditionOf(member, value)];
  });
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

/** Whether it restricts a number, which the table of facts has. */
export function isOfNumber(condition: Condition): condition is NumberCondition {
  return condition.filter.kind === 'number';
}

/** The selection without what it says of numbers. */
export function withoutNumbers<S extends ChatSelection>(selection: S): S {
  const others = Object.entries(selection).flatMap(([member, value]) => {
    if (isRange(member)) return [];
    if (member !== 'with' && member !== 'without') return [[member, value]];
    const fields = (value as readonly ValueField[]).filter((field) => !isNumber(field));
    return fields.length === 0 ? [] : [[member, fields]];
  });
  return Object.fromEntries(others) as S;
}

/** Whether the facts meet the condition. */
export function meets(condition: NumberCondition, found: number | null): boolean {
  switch (condition.kind) {
    case 'min':
      return found !== null && found >= condition.value;
    case 'max':
      return found !== null && found <= condition.value;
    case 'with':
      return found !== null;
    case 'without':
      return found === null;
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
