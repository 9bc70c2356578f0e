/**
 * The filters of the log, the change feed and the digest: one entry each. The list of query parameters, OpenAPI, the
 * reference page and the client's types are made from this table, and the server's table of filters must match it.
 */
import { type ChatKey, DISPOSITIONS } from './chat.ts';
import type { ParameterKind } from './parameter-kind.ts';

export interface FilterParameter {
  readonly value: ParameterKind;
  readonly description: string;
  readonly example: string;
  /** True: ours, not on the source page. */
  readonly isAdditive: boolean;
  /** A field that shows the filtered value, for participants the first of the kind: a key that may not read it may not filter by it. */
  readonly field: ChatKey;
  /**
   * What a chat without a value has, after "with": such a filter has a `not…` beside it and stands in `with` and `without`.
   * null where every chat has a value, and where nothing single is asked for.
   */
  readonly none: string | null;
}

const ID = { kind: 'id' } as const;
const DATE = { kind: 'date' } as const;

/** In the order in which they are documented, those of the source page first. */
export const FILTER_PARAMETERS = {
  userId: {
    value: ID,
    description: 'Chats whose lastAgent is this agent; 0 finds chats without an agent.',
    example: '660',
    isAdditive: false,
    field: 'lastAgent',
    none: 'no agent',
  },
  entityId: {
    value: ID,
    description: 'Chats of this record; 0 finds chats without one.',
    example: '6',
    isAdditive: false,
    field: 'entityId',
    none: 'no record',
  },
  startDate: {
    value: DATE,
    description:
      "Sessions that started on this day in the project's time zone; with endDate the first day of an inclusive range.",
    example: '2023-01-20',
    isAdditive: false,
    field: 'sessionStartTime',
    none: null,
  },
  endDate: {
    value: DATE,
    description: 'Last day of the range, inclusive. Alone: everything up to and including that day.',
    example: '2023-01-31',
    isAdditive: true,
    field: 'sessionStartTime',
    none: null,
  },
  startedFrom: {
    value: { kind: 'instant' },
    description: 'Sessions that started at this instant or later.',
    example: '2023-01-20T11:00:00Z',
    isAdditive: true,
    field: 'sessionStartTime',
    none: null,
  },
  startedBefore: {
    value: { kind: 'instant' },
    description: 'Sessions that started before this instant.',
    example: '2023-01-20T12:00:00Z',
    isAdditive: true,
    field: 'sessionStartTime',
    none: null,
  },
  weekdayHour: {
    value: { kind: 'weekdayHour' },
    description:
      "Sessions that started in this hour of the week, in the project's time zone or in tz: `1-14` is Monday, from two to three in the afternoon.",
    example: '5-11',
    isAdditive: true,
    field: 'sessionStartTime',
    none: null,
  },
  agentId: {
    value: ID,
    description: 'Chats in which this agent took part at any time.',
    example: '660',
    isAdditive: true,
    field: 'firstAgent',
    none: 'no agent at any time',
  },
  queueId: {
    value: ID,
    description: 'Chats that were in this queue at any time.',
    example: '3803',
    isAdditive: true,
    field: 'firstQueueId',
    none: 'no queue at any time',
  },
  lastQueueId: {
    value: ID,
    description: 'Chats whose last queue is this one; 0 finds chats that were in none.',
    example: '3803',
    isAdditive: true,
    field: 'lastQueueId',
    none: 'no queue at the end',
  },
  contactId: {
    value: ID,
    description: 'Chats of this contact; 0 finds chats without one.',
    example: '6',
    isAdditive: true,
    field: 'contactId',
    none: 'no contact',
  },
  ticketId: {
    value: ID,
    description: 'Chats of this ticket; 0 finds chats without one.',
    example: '15',
    isAdditive: true,
    field: 'ticketId',
    none: 'no ticket',
  },
  type: {
    value: { kind: 'text', maximumLength: 200 },
    description: 'Chats of this channel, spelt as in the field type.',
    example: 'webchat',
    isAdditive: true,
    field: 'type',
    none: 'no channel',
  },
  pageName: {
    value: { kind: 'text', maximumLength: 1_000 },
    description: 'Chats that were started on the page of this name, spelt as in the field pageName.',
    example: 'Pricing',
    isAdditive: true,
    field: 'pageName',
    none: 'no page',
  },
  disposition: {
    value: { kind: 'choice', values: DISPOSITIONS, ignoresCase: false },
    description: 'Chats with this outcome.',
    example: 'Missed',
    isAdditive: true,
    field: 'disposition',
    none: 'no outcome',
  },
  slaStatus: {
    value: { kind: 'choice', values: ['Within SLA', 'Out of SLA'], ignoresCase: false },
    description: 'Chats with this service level status; `without=slaStatus` finds chats without one.',
    example: 'Out of SLA',
    isAdditive: true,
    field: 'slaStatus',
    none: 'no service level status',
  },
  isSPAM: {
    value: { kind: 'flag' },
    description: '1: only chats marked as spam; 0: only the others.',
    example: '0',
    isAdditive: true,
    field: 'isSPAM',
    none: null,
  },
  status: {
    value: { kind: 'choice', values: ['open', 'closed'], ignoresCase: false },
    description: 'open: chats in progress; closed: chats that are closed for good.',
    example: 'closed',
    isAdditive: true,
    field: 'sessionCloseTime',
    none: null,
  },
  q: {
    value: { kind: 'search', maximumLength: 400 },
    description:
      'Chats that hold all of these words, in any case and without regard to accents, in messages, names, pages, ticket numbers or ids. The last word may be the beginning of one; `"words in quotes"` follow one another and are whole; `-word` must be missing.',
    example: 'refund "blue shirt" -exchange',
    isAdditive: true,
    field: 'transcript',
    none: null,
  },
} as const satisfies Readonly<Record<string, FilterParameter>>;

export type FilterName = keyof typeof FILTER_PARAMETERS;

/** In the order in which they are documented. */
export const FILTER_NAMES = Object.keys(FILTER_PARAMETERS) as readonly FilterName[];
