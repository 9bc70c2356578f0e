/**
 * Every query parameter of every operation, one row each. The reader in the server, the OpenAPI document and
 * `docs/spec/query-parameters.md` all come from this table.
 */
import { AUDIT_ACTIONS, AUDIT_ACTIONS_IN_WORDS } from './audit-actions.ts';
import { CHAT_KEYS } from './chat.ts';
import { SELECTION_PARAMETERS, type SelectionParameter } from './filter-families.ts';
import { LOG_FORMAT_FACTS, LOG_FORMATS, type LogFormat } from './log-formats.ts';
import type { OperationId } from './operations.ts';
import type { ParameterKind } from './parameter-kind.ts';
import { SORT_NAMES, SORTS } from './sort-parameters.ts';
import {
  LONGEST_BUDGET_MS,
  MOST_GROUPS,
  STATISTICS_GROUPS,
  STATISTICS_METRICS,
  USUAL_GROUPS,
} from './statistics-parameters.ts';

export interface QueryParameter {
  /** As documented; requests may use any case. */
  readonly name: string;
  readonly value: ParameterKind;
  readonly description: string;
  readonly example: string;
  readonly operations: readonly OperationId[];
  /** True: ours, not on the source page. */
  readonly isAdditive: boolean;
  /**
   * Whether it restricts which chats are in the log, or chooses how they are read and printed. `format` makes one address
   * serve what others serve too: the OpenAPI document has an operation for each of those instead.
   */
  readonly role: 'filter' | 'paging' | 'reply' | 'format';
}

const ID: ParameterKind = { kind: 'id' };
/** Of a stream; an agent has some dozens of chats at most. */
const LONGEST_POSITION = 2_000;
const COUNT: ParameterKind = { kind: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
const choice = (values: readonly string[], ignoresCase = false): ParameterKind => ({
  kind: 'choice',
  values,
  ignoresCase,
});

const OF_THE_LOG: readonly OperationId[] = [
  'getChatLog',
  'getChatLogNdjson',
  'getChatLogCsv',
  'getMessagesCsv',
  'getChatLogParquet',
  'getMessagesParquet',
  'getChatLogXlsx',
  'getConversations',
];
const OF_THE_FEED: readonly OperationId[] = ['getChatChanges', 'getChatChangesNdjson'];
const OF_SELECTIONS: readonly OperationId[] = [...OF_THE_LOG, ...OF_THE_FEED, 'getChatDigest', 'getChatStatistics'];
const OF_CHATS: readonly OperationId[] = [...OF_THE_LOG, 'getChat'];
/** What a row is in their replies has no keys of a chat to choose. */
const HAS_OWN_COLUMNS: readonly OperationId[] = ['getMessagesCsv', 'getMessagesParquet', 'getConversations'];

type Shared = Pick<QueryParameter, 'operations' | 'role' | 'isAdditive'>;
type Row = readonly [name: string, value: ParameterKind, example: string, description: string];

function rowsOf(shared: Shared, rows: readonly Row[]): readonly QueryParameter[] {
  return rows.map(([name, value, example, description]) => ({
    name,
    value,
    description,
    example,
    ...shared,
  }));
}

const PAGE_PAGING = rowsOf({ operations: OF_THE_LOG, role: 'paging', isAdditive: false }, [
  [
    'start',
    ID,
    '1001',
    'The chatId to begin at, inclusive: ascending chatId >= start, descending chatId <= start. A key made with `--start offset` reads it as a number of rows to skip.',
  ],
  [
    'limit',
    COUNT,
    '100',
    'Maximum number of rows. No default and no upper bound: without it every matching row is sent.',
  ],
  ['num', COUNT, '100', 'Another name for limit. Both may be given only when they are equal.'],
  ['direction', choice(['ASC', 'DESC'], true), 'DESC', 'Order by chatId, or by sort, in any case; ASC when left out.'],
]);

const OUR_PAGING = rowsOf({ operations: OF_THE_LOG, role: 'paging', isAdditive: true }, [
  [
    'sort',
    choice(SORT_NAMES),
    'duration',
    `Order by this in place of chatId, in the given direction; chats with equal values by chatId, those without a value last. ${Object.entries(
      SORTS,
    )
      .map(([name, meaning]) => `${name}: ${meaning}`)
      .join('; ')}. The next page is that of Link: start and offset cannot be combined with it.`,
  ],
  [
    'after',
    { kind: 'place' },
    '1000',
    'The chatId to continue after, exclusive, in the given direction; with sort, the place that Link has. At most one of start, after, offset.',
  ],
  ['offset', ID, '200', 'Rows to skip. At most one of start, after, offset.'],
]);

const FILTERS: readonly QueryParameter[] = Object.entries<SelectionParameter>(SELECTION_PARAMETERS).map(
  ([name, { value, description, example, isAdditive }]) => {
    return { name, value, description, example, isAdditive, operations: OF_SELECTIONS, role: 'filter' };
  },
);

const FIELDS = rowsOf(
  {
    operations: OF_CHATS.filter((name) => !HAS_OWN_COLUMNS.includes(name)),
    role: 'reply',
    isAdditive: true,
  },
  [
    [
      'fields',
      { kind: 'list', values: CHAT_KEYS, itemsAre: 'keys of the chat object' },
      'chatId,disposition',
      'Only these keys of a chat, always in the order of the contract. The totals of the log stay. Separated by commas, or repeated.',
    ],
  ],
);

const CHAT_REPLY = rowsOf({ operations: OF_CHATS, role: 'reply', isAdditive: true }, [
  [
    'include',
    { kind: 'list', values: ['ext', 'preview', 'end'], itemsAre: 'ext, preview and end' },
    'ext',
    'ext: one more key `ext` in each chat and message. preview: one more key `preview` in each chat, with the beginning of what the visitor wrote, or with what `q` found; tables of messages and conversations ignore it. end: NDJSON ends with a line that counts the rows; other formats ignore it.',
  ],
]);

const TIME_ZONE = rowsOf(
  { operations: [...OF_CHATS, ...OF_THE_FEED, 'getChatDigest', 'getChatStatistics'], role: 'reply', isAdditive: true },
  [
    [
      'tz',
      { kind: 'timeZone' },
      'Europe/Budapest',
      "Time zone of printed times and of the days of startDate and endDate, its name in any case; the project's when left out.",
    ],
  ],
);

const TIME_STAMPS = rowsOf({ operations: [...OF_CHATS, ...OF_THE_FEED], role: 'reply', isAdditive: true }, [
  [
    'timestamps',
    choice(['raw', 'normalized']),
    'normalized',
    'Times of imported rows: as imported, or all in one zone.',
  ],
]);

/** What may stand between CSV cells; the first when none is asked for. */
export const CSV_DELIMITERS = [',', ';'] as const;
export type CsvDelimiter = (typeof CSV_DELIMITERS)[number];

const LOG_FORMAT = rowsOf({ operations: ['getChatLog'], role: 'format', isAdditive: true }, [
  [
    'format',
    choice(LOG_FORMATS),
    'csv',
    `Format of the reply; overrides Accept. ${LOG_FORMATS.map((name) => `${name}: ${LOG_FORMAT_FACTS[name].summary}`).join('; ')}.`,
  ],
]);

const LOG_REPLY = rowsOf({ operations: OF_THE_LOG, role: 'reply', isAdditive: true }, [
  [
    'raw',
    { kind: 'flag' },
    '1',
    '1: CSV cells that a spreadsheet would take for a formula are written as they are. Other formats ignore it.',
  ],
  [
    'delimiter',
    choice(CSV_DELIMITERS),
    ';',
    'What stands between CSV cells: a comma, or the semicolon that spreadsheets of many countries expect. Other formats ignore it.',
  ],
  [
    'bom',
    { kind: 'flag' },
    '1',
    '1: CSV begins with a byte order mark, by which Excel knows UTF-8. Other formats ignore it.',
  ],
]);

/** How pages of Parquet files may be compressed; the first when none is asked for. */
export const PARQUET_CODECS = ['snappy', 'zstd'] as const;

const NESTED_REPLY = rowsOf({ operations: ['getChatLog', 'getChatLogParquet'], role: 'reply', isAdditive: true }, [
  [
    'nested',
    { kind: 'flag' },
    '1',
    '1: in Parquet the transcript is a typed list of messages in place of JSON text. Cannot be combined with another format.',
  ],
]);

const OF_PARQUET: readonly OperationId[] = ['getChatLog', 'getChatLogParquet', 'getMessagesParquet'];

const PARQUET_REPLY = rowsOf({ operations: OF_PARQUET, role: 'reply', isAdditive: true }, [
  [
    'utc',
    { kind: 'flag' },
    '1',
    '1: in Parquet a column with the instant stands beside each wall time, such as sessionStartTimeUtc, or sentTimeUtc of messages. Cannot be combined with another format.',
  ],
  [
    'compression',
    choice(PARQUET_CODECS),
    'zstd',
    'How Parquet is compressed: snappy, which every reader knows, or zstd, which is smaller. Cannot be combined with another format.',
  ],
]);

/** Longest page of the change feed, and its length when no limit is given. */
export const LONGEST_FEED_PAGE = 10_000;
export const USUAL_FEED_PAGE = 1_000;
/** The longest that a reader of the change feed may wait. */
export const LONGEST_WAIT_SECONDS = 30;

const FEED_PAGING = rowsOf({ operations: OF_THE_FEED, role: 'paging', isAdditive: true }, [
  [
    'cursor',
    { kind: 'text', maximumLength: 512 },
    'p1.bm8gcmVhbCBjdXJzb3I',
    'Where to continue: Parley-Next-Cursor of the page before, or Parley-Sync-Cursor of the log. Without cursor and since the feed begins with the oldest change. At most one of cursor and since.',
  ],
  [
    'since',
    { kind: 'instant' },
    '2023-01-20T11:50:43Z',
    "Begins with the changes committed at or after this instant by the server's clock; a few older ones may come too. For use when the cursor was lost.",
  ],
  [
    'limit',
    { kind: 'integer', minimum: 1, maximum: LONGEST_FEED_PAGE },
    '1000',
    `Maximum number of changes; ${USUAL_FEED_PAGE} when left out. A page may be shorter: only Parley-End-Of-Stream says that there is no more.`,
  ],
  [
    'wait',
    { kind: 'integer', minimum: 0, maximum: LONGEST_WAIT_SECONDS },
    '20',
    'Seconds to wait for a change when there is none; the reply comes with the first one. 0 when left out.',
  ],
]);

export const FEED_FORMATS = ['json', 'ndjson'] as const satisfies readonly LogFormat[];

/** Formats of the change feed in the spelling of the parameter `format`. */
export type FeedFormat = (typeof FEED_FORMATS)[number];

const FEED_FORMAT = rowsOf({ operations: ['getChatChanges'], role: 'format', isAdditive: true }, [
  ['format', choice(FEED_FORMATS), 'ndjson', 'Format of the reply; overrides Accept.'],
]);

const STATISTICS = rowsOf({ operations: ['getChatStatistics'], role: 'reply', isAdditive: true }, [
  [
    'by',
    choice(Object.keys(STATISTICS_GROUPS)),
    'day',
    `What chats are grouped by; without it there is only the total. ${Object.entries(STATISTICS_GROUPS)
      .map(([name, meaning]) => `${name}: ${meaning}`)
      .join('; ')}. Times are those of the project, or of tz.`,
  ],
  [
    'metrics',
    { kind: 'list', values: STATISTICS_METRICS, itemsAre: 'metrics' },
    'count,firstResponseTime',
    'Only these numbers; all when left out. count alone is fastest.',
  ],
  [
    'limit',
    { kind: 'integer', minimum: 1, maximum: MOST_GROUPS },
    '100',
    `Maximum number of groups; ${USUAL_GROUPS} when left out. How many more there are is in others.`,
  ],
  [
    'withinMs',
    { kind: 'integer', minimum: 1, maximum: LONGEST_BUDGET_MS },
    '500',
    'Milliseconds after which reading stops: isComplete is false then, and every count is a lower bound. As long as it takes when left out.',
  ],
]);

/** Longest page of the audit log, and its length when no limit is given. */
export const LONGEST_AUDIT_PAGE = 1_000;
export const USUAL_AUDIT_PAGE = 100;

const AUDIT = rowsOf({ operations: ['getAudit'], role: 'reply', isAdditive: true }, [
  ['actor', { kind: 'text', maximumLength: 80 }, 'user anna', 'Only what they did, spelt as in the field actor.'],
  ['action', choice(AUDIT_ACTIONS), 'chats.exported', `Only this. ${AUDIT_ACTIONS_IN_WORDS}.`],
  ['projectid', ID, '822', 'Only what was done in this project.'],
  ['from', { kind: 'instant' }, '2026-01-05T00:00:00Z', 'Only what was done at this instant or later.'],
  ['to', { kind: 'instant' }, '2026-01-06T00:00:00Z', 'Only what was done before this instant.'],
]);

const AUDIT_PAGING = rowsOf({ operations: ['getAudit'], role: 'paging', isAdditive: true }, [
  ['cursor', { kind: 'text', maximumLength: 64 }, '1767607200000.1.57', 'Where to continue, from the Link of a page.'],
  [
    'limit',
    { kind: 'integer', minimum: 1, maximum: LONGEST_AUDIT_PAGE },
    '100',
    `Maximum number of lines; ${USUAL_AUDIT_PAGE} when left out.`,
  ],
]);

const REMOVAL = rowsOf({ operations: ['eraseChat'], role: 'reply', isAdditive: true }, [
  [
    'reason',
    { kind: 'reason' },
    'the visitor asked for it',
    'Why, for the audit log. Never what stood in the chat or who wrote it: the reason stays when the chat is gone, and addresses stand in the logs of proxies.',
  ],
]);

const OF_AGENTS: readonly OperationId[] = [
  'sendDeskCommand',
  'getDeskEvents',
  'reserveDeskAttachment',
  'uploadDeskAttachment',
  'getAttachment',
];

const DESK = rowsOf({ operations: OF_AGENTS, role: 'reply', isAdditive: true }, [
  ['actAs', ID, '660', 'The agent for whom a key acts; a person is the agent that they are.'],
]);

const LINK = rowsOf({ operations: ['readLinkedAttachment'], role: 'reply', isAdditive: true }, [
  [
    'token',
    { kind: 'text', maximumLength: 600 },
    'pa1.eyJ0Ijoi.c2lnbmF0dXJl',
    'What the address of a stream has: it opens this one file, for a day.',
  ],
]);

const STREAM = rowsOf({ operations: ['getVisitorEvents', 'getDeskEvents'], role: 'paging', isAdditive: true }, [
  [
    'position',
    { kind: 'text', maximumLength: LONGEST_POSITION },
    '12.40',
    'Chats that the reader has already, each up to which event, as the last frame had it in `id`.',
  ],
]);

/** In the order in which they are documented. */
export const QUERY_PARAMETERS: readonly QueryParameter[] = [
  ...PAGE_PAGING,
  ...FILTERS.filter(({ isAdditive }) => !isAdditive),
  ...OUR_PAGING,
  ...FILTERS.filter(({ isAdditive }) => isAdditive),
  ...FIELDS,
  ...CHAT_REPLY,
  ...TIME_ZONE,
  ...TIME_STAMPS,
  ...LOG_FORMAT,
  ...LOG_REPLY,
  ...NESTED_REPLY,
  ...PARQUET_REPLY,
  ...FEED_PAGING,
  ...FEED_FORMAT,
  ...STATISTICS,
  ...AUDIT,
  ...AUDIT_PAGING,
  ...REMOVAL,
  ...DESK,
  ...LINK,
  ...STREAM,
];

/** The parameters of one operation, in the order in which they are documented. */
export function parametersOf(operation: OperationId): readonly QueryParameter[] {
  return QUERY_PARAMETERS.filter((parameter) => parameter.operations.includes(operation));
}
