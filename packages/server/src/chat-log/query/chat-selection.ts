/** Which chats of a project, and which part of them: what every read of the log is asked with. */
import type { FilterName } from '@parley/contract';
import type { ChatId } from '../../model/ids.ts';
import { FILTERS, type Filter } from './filters.ts';

type Row = (typeof FILTERS)[FilterName];
type Wanted<Stored> = Stored extends readonly (infer Id)[] ? Id : Stored;

/** Conditions that must all hold, one for each filter that was given; an absent one does not restrict. */
export type ChatSelection = { readonly [R in Row as R['member']]?: Wanted<ReturnType<R['stored']>> };

/** A condition of a selection: which filter, and what it wants of a chat. */
export interface Condition {
  readonly filter: Filter;
  readonly value: number | string | boolean;
}

const FILTER_OF_MEMBER: ReadonlyMap<string, Filter> = new Map(
  Object.values(FILTERS).map((filter) => [filter.member, filter]),
);

/** The conditions of the selection. @throws TypeError for a member that no filter has, which would widen the result */
export function conditionsOf(selection: ChatSelection): readonly Condition[] {
  return Object.entries(selection).flatMap(([member, value]) => {
    if (value === undefined) return [];
    const filter = FILTER_OF_MEMBER.get(member);
    if (filter === undefined) throw new TypeError(`no filter is called ${member} in a selection`);
    return [{ filter, value }];
  });
}

/** A run of the selection by chatId. */
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
