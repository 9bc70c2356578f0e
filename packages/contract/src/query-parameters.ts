/**
 * Every query parameter of every operation, one row each. The reader in the server, the OpenAPI document and
 * `docs/spec/query-parameters.md` all come from this table.
 */
import { CHAT_KEYS, DISPOSITIONS } from './chat.ts';

/** Operations that read the query; each name is the `operationId`. */
export type OperationId =
  | 'getChatLog'
  | 'getChat'
  | 'explainChat'
  | 'getChatChanges'
  | 'getChatDigest'
  | 'eraseChat'
  | 'redact'
  | 'listProjects'
  | 'getHealth'
  | 'getMetrics'
  | 'getOpenapi';

/** What a value must look like; everything else is refused. */
export type ParameterKind =
  /** `^[0-9]{1,16}$`, from `minimum` to `maximum`. */
  | { readonly kind: 'integer'; readonly minimum: number; readonly maximum: number }
  /** As integer, from 0. */
  | { readonly kind: 'id' }
  /** `YYYY-MM-DD`, a day that exists. */
  | { readonly kind: 'date' }
  /** One of the values, in this spelling unless case is ignored. */
  | {
      readonly kind: 'choice';
      readonly values: readonly string[];
      readonly ignoresCase: boolean;
    }
  /** A list of the values with commas between them, each at most once; `itemsAre` names them in a sentence. */
  | { readonly kind: 'list'; readonly values: readonly string[]; readonly itemsAre: string }
  /** 0 or 1. */
  | { readonly kind: 'flag' }
  /** Not empty, at most `maximumLength` UTF-16 code units. */
  | { readonly kind: 'text'; readonly maximumLength: number }
  /** An IANA name, case ignored. */
  | { readonly kind: 'timeZone' }
  /** ISO 8601 with seconds and an offset or Z. */
  | { readonly kind: 'instant' };

export interface QueryParameter {
  /** Documented spelling; requests may use any case. */
  readonly name: string;
  readonly value: ParameterKind;
  readonly description: string;
  readonly example: string;
  readonly operations: readonly OperationId[];
  /** False: part of the contract, refused as not built yet. */
  readonly isBuilt: boolean;
  /** True: ours, not on the source page. */
  readonly isAdditive: boolean;
  /** Whether it restricts which chats are in the log, or chooses how they are read and printed. */
  readonly role: 'filter' | 'paging' | 'reply';
}

const ID: ParameterKind = { kind: 'id' };
const DATE: ParameterKind = { kind: 'date' };
const COUNT: ParameterKind = { kind: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
const choice = (values: readonly string[], ignoresCase = false): ParameterKind => ({
  kind: 'choice',
  values,
  ignoresCase,
});

const OF_THE_LOG: readonly OperationId[] = ['getChatLog'];
const OF_THE_FEED: readonly OperationId[] = ['getChatChanges'];
const OF_SELECTIONS: readonly OperationId[] = ['getChatLog', 'getChatChanges', 'getChatDigest'];
const OF_CHATS: readonly OperationId[] = ['getChatLog', 'getChat'];

type Shared = Pick<QueryParameter, 'operations' | 'role' | 'isAdditive'>;
type Row = readonly [name: string, value: ParameterKind, example: string, description: string];

function builtRows(shared: Shared, rows: readonly Row[]): readonly QueryParameter[] {
  return rows.map(([name, value, example, description]) => ({
    name,
    value,
    description,
    example,
    isBuilt: true,
    ...shared,
  }));
}

const PAGE_PAGING = builtRows({ operations: OF_THE_LOG, role: 'paging', isAdditive: false }, [
  [
    'start',
    ID,
    '1001',
    'The chatId to begin at, inclusive: ascending chatId >= start, descending chatId <= start. A key made with `--start offset` reads it as a number of rows to skip.',
  ],
  ['limit', COUNT, '100', 'Rows at most. No default and no maximum: without it every matching row is sent.'],
  ['num', COUNT, '100', 'Another name for limit. Both may be given only when they are equal.'],
  ['direction', choice(['ASC', 'DESC'], true), 'DESC', 'Order by chatId, in any case; ASC when left out.'],
]);

const OUR_PAGING = builtRows({ operations: OF_THE_LOG, role: 'paging', isAdditive: true }, [
  [
    'after',
    ID,
    '1000',
    'The chatId to go on after, exclusive, in the given direction. At most one of start, after, offset.',
  ],
  ['offset', ID, '200', 'Rows to skip. At most one of start, after, offset.'],
]);

const PAGE_FILTERS = builtRows({ operations: OF_SELECTIONS, role: 'filter', isAdditive: false }, [
  ['userId', ID, '660', 'Chats whose lastAgent is this agent; 0 finds chats without an agent.'],
  ['entityId', ID, '6', 'Chats of this record; 0 finds chats without one.'],
  [
    'startDate',
    DATE,
    '2023-01-20',
    "Sessions that started on this day in the project's time zone; with endDate the first of an inclusive range of days.",
  ],
]);

const OUR_FILTERS = builtRows({ operations: OF_SELECTIONS, role: 'filter', isAdditive: true }, [
  ['endDate', DATE, '2023-01-31', 'Last day of the range, inclusive. Alone: everything up to and with that day.'],
  ['agentId', ID, '660', 'Chats in which this agent took part at any time.'],
  ['queueId', ID, '3803', 'Chats that were in this queue at any time.'],
  ['contactId', ID, '6', 'Chats of this contact; 0 finds chats without one.'],
  ['ticketId', ID, '15', 'Chats of this ticket; 0 finds chats without one.'],
  ['type', { kind: 'text', maximumLength: 200 }, 'webchat', 'Chats of this channel, spelt as in the field type.'],
  ['disposition', choice(DISPOSITIONS), 'Missed', 'Chats with this outcome.'],
  [
    'slaStatus',
    choice(['Within SLA', 'Out of SLA']),
    'Out of SLA',
    'Chats with this service level status. An empty value is refused, so chats without a status cannot be asked for.',
  ],
  ['isSPAM', { kind: 'flag' }, '0', '1: only chats marked as spam; 0: only the others.'],
  ['status', choice(['open', 'closed']), 'closed', 'open: chats in progress; closed: chats that are closed for good.'],
]);

const FULL_TEXT: QueryParameter = {
  name: 'q',
  value: { kind: 'text', maximumLength: 200 },
  description: 'Full text search in the transcripts.',
  example: 'invoice',
  operations: OF_THE_LOG,
  isBuilt: false,
  isAdditive: true,
  role: 'filter',
};

const CHAT_REPLY = builtRows({ operations: OF_CHATS, role: 'reply', isAdditive: true }, [
  [
    'fields',
    { kind: 'list', values: CHAT_KEYS, itemsAre: 'keys of the chat object' },
    'chatId,disposition',
    'Only these of the keys of a chat, in contract order whatever the order here. The aggregates of the log stay.',
  ],
  [
    'include',
    { kind: 'list', values: ['ext', 'end'], itemsAre: 'ext and end' },
    'ext',
    'ext: one more key `ext` in each chat and message. end: NDJSON closes with a line that counts the rows; other formats ignore it.',
  ],
]);

const TIME_ZONE = builtRows(
  { operations: [...OF_CHATS, 'getChatChanges', 'getChatDigest'], role: 'reply', isAdditive: true },
  [
    [
      'tz',
      { kind: 'timeZone' },
      'Europe/Budapest',
      "Time zone of printed times and of the days of startDate and endDate; the project's when left out.",
    ],
  ],
);

const TIME_STAMPS = builtRows({ operations: [...OF_CHATS, 'getChatChanges'], role: 'reply', isAdditive: true }, [
  [
    'timestamps',
    choice(['raw', 'normalized']),
    'normalized',
    'Times of imported rows: as they were given, or all in one zone.',
  ],
]);

/** Formats of the log, each served for its media type. */
export const LOG_FORMATS = ['json', 'ndjson', 'csv', 'csv-messages', 'parquet'] as const;

/** Formats of the log in the spelling of the parameter `format`. */
export type LogFormat = (typeof LOG_FORMATS)[number];

const LOG_REPLY = builtRows({ operations: OF_THE_LOG, role: 'reply', isAdditive: true }, [
  [
    'format',
    choice(LOG_FORMATS),
    'csv',
    'Format of the reply; wins over Accept. csv and parquet have one row a chat, csv-messages one row a message.',
  ],
  [
    'raw',
    { kind: 'flag' },
    '1',
    '1: CSV cells that a spreadsheet would take for a formula are written as they are. Other formats ignore it.',
  ],
]);

/** Longest page of the change feed, and its length when no limit is given. */
export const LONGEST_FEED_PAGE = 10_000;
export const USUAL_FEED_PAGE = 1_000;
/** Longest time that a reader of the change feed may wait. */
export const LONGEST_WAIT_SECONDS = 30;

const FEED_PAGING = builtRows({ operations: OF_THE_FEED, role: 'paging', isAdditive: true }, [
  [
    'cursor',
    { kind: 'text', maximumLength: 512 },
    'p1.bm8gcmVhbCBjdXJzb3I',
    'Where to go on: Parley-Next-Cursor of the page before, or Parley-Sync-Cursor of the log. Without cursor and since the feed begins with the oldest change. At most one of cursor and since.',
  ],
  [
    'since',
    { kind: 'instant' },
    '2023-01-20T11:50:43Z',
    "Begins with the changes committed at or after this instant by the server's clock; a few older ones may come too. For a cursor that was lost.",
  ],
  [
    'limit',
    { kind: 'integer', minimum: 1, maximum: LONGEST_FEED_PAGE },
    '1000',
    `Changes at most; ${USUAL_FEED_PAGE} when left out. A page may be shorter: only Parley-End-Of-Stream says that there is no more.`,
  ],
  [
    'wait',
    { kind: 'integer', minimum: 0, maximum: LONGEST_WAIT_SECONDS },
    '20',
    'Seconds to wait for a change when there is none; the reply comes with the first one. 0 when left out.',
  ],
]);

const FEED_FORMATS = ['json', 'ndjson'] as const;

/** Formats of the change feed in the spelling of the parameter `format`. */
export type FeedFormat = (typeof FEED_FORMATS)[number];

const FEED_REPLY = builtRows({ operations: OF_THE_FEED, role: 'reply', isAdditive: true }, [
  ['format', choice(FEED_FORMATS), 'ndjson', 'Format of the reply; wins over Accept.'],
]);

/** In the order in which they are documented. */
export const QUERY_PARAMETERS: readonly QueryParameter[] = [
  ...PAGE_PAGING,
  ...PAGE_FILTERS,
  ...OUR_PAGING,
  ...OUR_FILTERS,
  FULL_TEXT,
  ...CHAT_REPLY,
  ...TIME_ZONE,
  ...TIME_STAMPS,
  ...LOG_REPLY,
  ...FEED_PAGING,
  ...FEED_REPLY,
];

/** The parameters of one operation, in the order in which they are documented. */
export function parametersOf(operation: OperationId): readonly QueryParameter[] {
  return QUERY_PARAMETERS.filter((parameter) => parameter.operations.includes(operation));
}

/** Says in words what a value of that kind must be, to stand after "must be". */
export function describeKind(value: ParameterKind): string {
  switch (value.kind) {
    case 'integer':
      return `a whole number from ${value.minimum} to ${value.maximum}, written in digits only`;
    case 'id':
      return `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, written in digits only`;
    case 'date':
      return 'a day that exists, written YYYY-MM-DD';
    case 'choice':
      return `one of ${value.values.join(', ')}`;
    case 'list':
      return `a list of ${value.itemsAre}, each at most once, with commas between them`;
    case 'flag':
      return '0 or 1';
    case 'text':
      return `a text of 1 to ${value.maximumLength} characters`;
    case 'timeZone':
      return 'the name of an IANA time zone, for example Europe/Budapest';
    case 'instant':
      return 'an instant in ISO 8601 with Z or an offset, for example 2023-01-20T11:50:43Z';
  }
}
