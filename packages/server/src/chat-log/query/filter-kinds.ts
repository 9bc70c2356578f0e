/** The kinds of filters, and what the server must say of each: a row of the table without one of its parts does not compile. */
import type { ChatInReply, FILTER_PARAMETERS, FilterName, ValueFilterName } from '@parley/contract';
import type { Instant } from '../../model/instant.ts';
import type { ChatFacts, FoldedFacts } from '../fold/folded-chat.ts';

/**
 * An index that finds the chats of one value in order of chatId. `holds` says for which values it does:
 * for every one, for ids but 0, which is none, for texts of fewer than `SHORT_TEXT` UTF-16 units, or for chats that are marked. A
 * filter without an index, null, is read in bounded stretches of ids.
 */
interface Index<Holds> {
  readonly name: string;
  readonly holds: Holds;
}

/** An index of PostgreSQL holds no long text. */
export const SHORT_TEXT = 100;

interface Part {
  /** Name of the condition in a selection. */
  readonly member: string;
}

/** The column is only in the table of facts, not in that of chats. */
interface OfFacts {
  readonly isFact?: true;
}

/** The chat's value is the given one. `stored` is the column's value, `shown` what the log shows for it. */
interface IdFilter extends Part, OfFacts {
  readonly kind: 'id';
  readonly column: string;
  readonly index: Index<'every' | 'positive'> | null;
  /** 0 when there is none. */
  readonly stored: (folded: FoldedFacts) => number;
  readonly shown: (row: ChatInReply) => number | null;
}

/** Like an id filter; "" means none. */
interface TextFilter extends Part, OfFacts {
  readonly kind: 'text';
  readonly column: string;
  readonly index: Index<'every' | 'short'> | null;
  readonly stored: (folded: FoldedFacts) => string;
  readonly shown: (row: ChatInReply) => string | null;
}

/** The chat is marked or not; the column holds 1 or 0. */
interface FlagFilter extends Part {
  readonly kind: 'flag';
  readonly column: string;
  readonly index: Index<'marked'> | null;
  readonly stored: (folded: FoldedFacts) => boolean;
  /** The value of the parameter that asks for marked chats. */
  readonly marked: string;
  /** The value of the parameter that finds the row. */
  readonly shown: (row: ChatInReply) => string;
}

/** An agent or queue took part in the chat. Found by the primary key of the table of participants. */
export interface ParticipantFilter extends Part {
  readonly kind: 'participant';
  readonly participant: 'agent' | 'queue';
  readonly index: Index<'every'>;
  readonly stored: (folded: FoldedFacts) => readonly number[];
  readonly shown: (row: ChatInReply) => readonly number[];
}

/** The chat started on or after the `first` day, on or before the `last`. The table of days narrows the ids that are read. */
interface DayFilter extends Part {
  readonly kind: 'day';
  readonly bound: 'first' | 'last';
  /** The filter whose value is used when this one is not given; null for none. */
  readonly impliedBy: FilterName | null;
  readonly column: string;
  readonly index: null;
  readonly stored: (folded: FoldedFacts) => Instant;
  /** `YYYY-MM-DD` in the zone of the row. */
  readonly shown: (row: ChatInReply) => string;
}

/** The chat started at the `first` instant or later, or before the `last`: the same condition as that of a day. */
interface InstantFilter extends Part {
  readonly kind: 'instant';
  readonly bound: 'first' | 'last';
  readonly column: string;
  readonly index: null;
  readonly stored: (folded: FoldedFacts) => Instant;
  /** ISO 8601 in UTC; "" when the start is not known. */
  readonly shown: (row: ChatInReply) => string;
}

/** The chat started in that hour of the week, by the clocks of a zone. */
interface WeekdayHourFilter extends Part {
  readonly kind: 'weekdayHour';
  readonly column: string;
  readonly index: null;
  readonly stored: (folded: FoldedFacts) => Instant;
  /** `1-14`, in the zone of the row; "" when the start is not known. */
  readonly shown: (row: ChatInReply) => string;
}

/** The chat holds what is looked for. No column has that: the index of words and the texts themselves are searched. */
interface SearchFilter extends Part {
  readonly kind: 'search';
  readonly index: null;
  /** The texts that are searched. */
  readonly shown: (row: ChatInReply) => readonly string[];
}

/** A filter whose value stands in a column. */
export type StoredFilter =
  | IdFilter
  | TextFilter
  | FlagFilter
  | ParticipantFilter
  | DayFilter
  | InstantFilter
  | WeekdayHourFilter;
export type Filter = StoredFilter | SearchFilter;

/** A filter by a value that a chat may lack: it can be turned round, and what lacks a value can be asked for. */
export type ValueFilter = IdFilter | TextFilter | ParticipantFilter;

/** One whose value stands only in the table of facts. */
export type FactFilter = (IdFilter | TextFilter) & { readonly isFact: true };

export function isFactFilter(filter: Filter): filter is FactFilter {
  return 'isFact' in filter && filter.isFact === true;
}

/** A number of the chat lies in a range; null when it has none. */
export interface NumberFilter {
  readonly kind: 'number';
  /** Of the table of facts. */
  readonly column: string;
  /** An index over the project's numbers. */
  readonly index: string;
  readonly stored: (facts: ChatFacts) => number | null;
  readonly shown: (row: ChatInReply) => number | null;
}

/** The filters that a parameter of that kind can be. */
interface FilterOfKind {
  readonly id: IdFilter | ParticipantFilter;
  readonly text: TextFilter;
  readonly choice: TextFilter | FlagFilter;
  readonly flag: FlagFilter;
  readonly date: DayFilter;
  readonly instant: InstantFilter;
  readonly weekdayHour: WeekdayHourFilter;
  readonly search: SearchFilter;
}

type FilterNamed<N extends FilterName> = FilterOfKind[(typeof FILTER_PARAMETERS)[N]['value']['kind']];

export type FilterTable = {
  readonly [N in FilterName]: N extends ValueFilterName ? Extract<FilterNamed<N>, ValueFilter> : FilterNamed<N>;
};
