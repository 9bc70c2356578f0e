/** Which chats of a project to read, and which part of them. Used by every read of the log. */
import type { FilterName } from '@parley/contract';
import type { ChatId } from '../../model/ids.ts';
import type { SearchQuery } from '../search/search-query.ts';
import { FILTERS, type StoredFilter } from './filters.ts';

type Row = (typeof FILTERS)[FilterName];
type SearchRow = Extract<Row, { readonly kind: 'search' }>;
type StoredRow = Exclude<Row, SearchRow>;
type Wanted<Stored> = Stored extends readonly (infer Id)[] ? Id : Stored;

/** Conditions that must all hold, one for each filter that was given; an absent one does not restrict. */
export type FilterSelection = { readonly [R in StoredRow as R['member']]?: Wanted<ReturnType<R['stored']>> };

/** Filters, and what is looked for: a store takes that out, or `conditionsOf` throws. */
export type ChatSelection = FilterSelection & { readonly [R in SearchRow as R['member']]?: SearchQuery };

/** A condition of a selection: a filter and its value. */
export interface Condition {
  readonly filter: StoredFilter;
  readonly value: number | string | boolean;
}

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
    const filter = FILTER_OF_MEMBER.get(member);
    if (filter === undefined) throw new TypeError(`no filter is called ${member} in a selection`);
    return [{ filter, value }];
  });
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
