/** Which chats of a project to read, and which part of them. Used by every read of the log. */
import type { FilterName } from '@parley/contract';
import type { ChatId } from '../../model/ids.ts';
import { FILTERS, type Filter } from './filters.ts';

type Row = (typeof FILTERS)[FilterName];
type Wanted<Stored> = Stored extends readonly (infer Id)[] ? Id : Stored;

/** Conditions that must all hold, one for each filter that was given; an absent one does not restrict. */
export type ChatSelection = { readonly [R in Row as R['member']]?: Wanted<ReturnType<R['stored']>> };

/** A condition of a selection: a filter and its value. */
export interface Condition {
  readonly filter: Filter;
  readonly value: number | string | boolean;
}

const FILTER_OF_MEMBER: ReadonlyMap<string, Filter> = new Map(
  Object.values(FILTERS).map((filter) => [filter.member, filter]),
);

/** Whether it restricts nothing. */
export function isEmptySelection(selection: ChatSelection): boolean {
  return conditionsOf(selection).length === 0;
}

/** The conditions of the selection. @throws TypeError for a member that no filter has, which would widen the result */
export function conditionsOf(selection: ChatSelection): readonly Condition[] {
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
