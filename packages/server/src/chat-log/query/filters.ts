/**
 * What the server does with each filter of the contract: one row each, and a row without one of its parts does not compile.
 * The type of a selection, its reading, its SQL, the stored columns and the oracle of the tests are made from this table.
 */
import type { ChatInReply, FILTER_PARAMETERS, FilterName, NumberName, ValueFilterName } from '@parley/contract';
import type { Instant } from '../../model/instant.ts';
import type { ChatFacts, FoldedFacts } from '../fold/folded-chat.ts';
import { textsIn } from '../search/searched-texts.ts';

/**
 * An index that finds the chats of one value in order of chatId. `holds` says for which values it does:
 * for every one, for ids but 0, which is none, or for chats that are marked. A filter without an index, null, is read in
 * bounded stretches of ids.
 */
interface Index<Holds> {
  readonly name: string;
  readonly holds: Holds;
}

interface Part {
  /** Name of the condition in a selection. */
  readonly member: string;
}

/** The chat's value is the given one. `stored` is the column's value, `shown` what the log shows for it. */
interface IdFilter extends Part {
  readonly kind: 'id';
  readonly column: string;
  readonly index: Index<'every' | 'positive'> | null;
  /** 0 when there is none. */
  readonly stored: (folded: FoldedFacts) => number;
  readonly shown: (row: ChatInReply) => number | null;
}

/** Like an id filter; "" means none. */
interface TextFilter extends Part {
  readonly kind: 'text';
  readonly column: string;
  readonly index: Index<'every'> | null;
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

/** The chat holds what is looked for. No column has that: the index of words and the texts themselves are searched. */
interface SearchFilter extends Part {
  readonly kind: 'search';
  readonly index: null;
  /** The texts that are searched. */
  readonly shown: (row: ChatInReply) => readonly string[];
}

/** A filter whose value stands in a column. */
export type StoredFilter = IdFilter | TextFilter | FlagFilter | ParticipantFilter | DayFilter | InstantFilter;
export type Filter = StoredFilter | SearchFilter;

/** A filter by a value that a chat may lack: it can be turned round, and what lacks a value can be asked for. */
export type ValueFilter = IdFilter | TextFilter | ParticipantFilter;

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
  readonly search: SearchFilter;
}

type FilterNamed<N extends FilterName> = FilterOfKind[(typeof FILTER_PARAMETERS)[N]['value']['kind']];

export type FilterTable = {
  readonly [N in FilterName]: N extends ValueFilterName ? Extract<FilterNamed<N>, ValueFilter> : FilterNamed<N>;
};

/** In the order in which they are documented. */
export const FILTERS = {
  userId: {
    kind: 'id',
    member: 'lastAgent',
    column: 'last_agent',
    index: { name: 'chat_by_agent', holds: 'every' },
    stored: ({ index }) => index.lastAgent,
    shown: (row) => row.lastAgent,
  },
  entityId: {
    kind: 'id',
    member: 'entityId',
    column: 'entity_id',
    index: { name: 'chat_by_entity', holds: 'positive' },
    stored: ({ index }) => index.entityId,
    shown: (row) => row.entityId,
  },
  startDate: {
    kind: 'day',
    member: 'startedFrom',
    bound: 'first',
    impliedBy: null,
    column: 'started_at',
    index: null,
    stored: ({ index }) => index.startedAt,
    shown: (row) => (row.sessionStartTime ?? '').slice(0, 10),
  },
  endDate: {
    kind: 'day',
    member: 'startedBefore',
    bound: 'last',
    impliedBy: 'startDate',
    column: 'started_at',
    index: null,
    stored: ({ index }) => index.startedAt,
    shown: (row) => (row.sessionStartTime ?? '').slice(0, 10),
  },
  startedFrom: {
    kind: 'instant',
    member: 'startedFrom',
    bound: 'first',
    column: 'started_at',
    index: null,
    stored: ({ index }) => index.startedAt,
    shown: (row) => row.ext?.times.sessionStart ?? '',
  },
  startedBefore: {
    kind: 'instant',
    member: 'startedBefore',
    bound: 'last',
    column: 'started_at',
    index: null,
    stored: ({ index }) => index.startedAt,
    shown: (row) => row.ext?.times.sessionStart ?? '',
  },
  agentId: {
    kind: 'participant',
    member: 'agentId',
    participant: 'agent',
    index: { name: 'primary key', holds: 'every' },
    stored: ({ index }) => index.agents,
    shown: (row) => participantsIn(row, 'agent'),
  },
  queueId: {
    kind: 'participant',
    member: 'queueId',
    participant: 'queue',
    index: { name: 'primary key', holds: 'every' },
    stored: ({ index }) => index.queues,
    shown: (row) => participantsIn(row, 'queue'),
  },
  contactId: {
    kind: 'id',
    member: 'contactId',
    column: 'contact_id',
    index: { name: 'chat_by_contact', holds: 'positive' },
    stored: ({ index }) => index.contactId,
    shown: (row) => row.contactId,
  },
  ticketId: {
    kind: 'id',
    member: 'ticketId',
    column: 'ticket_id',
    index: { name: 'chat_by_ticket', holds: 'positive' },
    stored: ({ index }) => index.ticketId,
    shown: (row) => row.ticketId,
  },
  type: {
    kind: 'text',
    member: 'type',
    column: 'type',
    index: { name: 'chat_by_type', holds: 'every' },
    stored: ({ index }) => index.type,
    shown: (row) => row.type,
  },
  disposition: {
    kind: 'text',
    member: 'disposition',
    column: 'disposition',
    index: { name: 'chat_by_disposition', holds: 'every' },
    stored: ({ index }) => index.disposition,
    shown: (row) => row.disposition,
  },
  slaStatus: {
    kind: 'text',
    member: 'slaStatus',
    column: 'sla_status',
    index: { name: 'chat_by_sla', holds: 'every' },
    stored: ({ index }) => index.slaStatus,
    shown: (row) => row.slaStatus,
  },
  isSPAM: {
    kind: 'flag',
    member: 'isSpam',
    marked: '1',
    column: 'is_spam',
    index: { name: 'chat_spam', holds: 'marked' },
    stored: ({ index }) => index.isSpam,
    shown: (row) => (row.isSPAM === 1 ? '1' : '0'),
  },
  status: {
    kind: 'flag',
    member: 'isOpen',
    marked: 'open',
    column: 'is_open',
    index: { name: 'chat_open', holds: 'marked' },
    stored: ({ index }) => index.isOpen,
    shown: (row) => (isInProgress(row) ? 'open' : 'closed'),
  },
  q: {
    kind: 'search',
    member: 'search',
    index: null,
    shown: textsIn,
  },
} as const satisfies FilterTable;

/** In the order in which they are documented. */
export const NUMBERS = {
  firstResponseTime: {
    kind: 'number',
    column: 'first_response_time',
    index: 'chat_fact_by_first_response',
    stored: (facts) => facts.firstResponseTime,
    shown: (row) => row.firstResponseTime,
  },
  averageResponseTime: {
    kind: 'number',
    column: 'average_response_time',
    index: 'chat_fact_by_average_response',
    stored: (facts) => facts.averageResponseTime,
    shown: (row) => row.averageResponseTime,
  },
  maxResponseTime: {
    kind: 'number',
    column: 'max_response_time',
    index: 'chat_fact_by_max_response',
    stored: (facts) => facts.maxResponseTime,
    shown: (row) => row.ext?.maxResponseTime ?? null,
  },
  duration: {
    kind: 'number',
    column: 'duration',
    index: 'chat_fact_by_duration',
    stored: (facts) => facts.duration,
    shown: (row) => row.duration,
  },
  messageCount: {
    kind: 'number',
    column: 'message_count',
    index: 'chat_fact_by_messages',
    stored: (facts) => facts.messages,
    shown: (row) => row.transcript?.length ?? null,
  },
  transferCount: {
    kind: 'number',
    column: 'transfer_count',
    index: 'chat_fact_by_transfers',
    stored: (facts) => facts.transferCount,
    shown: (row) => row.transferCount,
  },
} as const satisfies Readonly<Record<NumberName, NumberFilter>>;

function participantsIn(row: ChatInReply, kind: 'agent' | 'queue'): readonly number[] {
  return (row.ext?.participants ?? []).filter((one) => one.kind === kind).map(({ id }) => id);
}

/** An imported row that was closed may lack the close time. */
function isInProgress({ sessionCloseTime, disposition }: ChatInReply): boolean {
  return (sessionCloseTime ?? '') === '' && ['', 'In progress'].includes(disposition ?? '');
}
