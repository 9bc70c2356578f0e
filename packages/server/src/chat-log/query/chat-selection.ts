/** Which chats of a project to read, and which part of them. Used by every read of the log. */
import { EXCLUSIONS, type ExclusionName, type FilterName, type PresenceName, type ValueField } from '@parley/contract';
import type { ChatId } from '../../model/ids.ts';
import type { SearchQuery } from '../search/search-query.ts';
import { FILTERS, type StoredFilter, type ValueFilter } from './filters.ts';

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
} & { readonly [N in PresenceName]?: readonly ValueField[] };

/** Filters, and what is looked for: a store takes that out, or `conditionsOf` throws. */
export type ChatSelection = FilterSelection & { readonly [R in SearchRow as R['member']]?: SearchQuery };

export type ConditionValue = number | string | boolean;

/** A condition of a selection. `isNot` holds for chats without a value too. */
export type Condition =
  | { readonly kind: 'is'; readonly filter: StoredFilter; readonly value: ConditionValue }
  | { readonly kind: 'isNot'; readonly filter: ValueFilter; readonly value: ConditionValue }
  | { readonly kind: 'with' | 'without'; readonly filter: ValueFilter };

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
  const filter = FILTER_OF_MEMBER.get(member);
  if (filter === undefined) throw new TypeError(`no filter is called ${member} in a selection`);
  return { kind: 'is', filter, value };
}

function presenceOf(member: string, fields: readonly ValueField[]): readonly Condition[] {
  if (member !== 'with' && member !== 'without') throw new TypeError(`${member} takes no list`);
  return fields.map((name) => ({ kind: member, filter: FILTERS[name] }));
}

function isExclusion(member: string): member is ExclusionName {
  return Object.hasOwn(EXCLUSIONS, member);
}

/** A range of the selection by chatId. */
export interface ChatWindow {
  readonly selection: ChatSelection;
  /** The only chats to read, in its direction; all when absent. */
  readonly among?: readonly ChatId[];
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
