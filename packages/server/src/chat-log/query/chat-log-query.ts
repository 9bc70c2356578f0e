/**
 * Turns the parameters of a request for the log into a query, or refuses them. Used by the routes of the log and by the
 * export; the query holds whatever is accepted, so that a bad filter never widens a result.
 */
import {
  CHAT_KEYS,
  type ChatKey,
  CSV_DELIMITERS,
  type CsvDelimiter,
  LOG_FORMAT_FACTS,
  LOG_FORMATS,
  type LogFormat,
  PARQUET_CODECS,
  type Refusal,
  SELECTION_NAMES,
  SORT_NAMES,
  type SortName,
} from '@parley/contract';
import type { SearchQuery } from '@parley/contract/search-query';
import { type ChatId, chatId, type ProjectId } from '../../model/ids.ts';
import { Zone } from '../../model/zone.ts';
import { hiddenIn } from '../privacy/hidden-filter.ts';
import type { ChatSelection } from './chat-selection.ts';
import { type ParameterInput, parseParameters } from './parse-parameters.ts';
import type { QueryPair } from './query-string.ts';
import {
  conflict,
  type DateRange,
  findContradiction,
  readSelection,
  searchIn,
  type Values,
} from './selection-query.ts';
import { readPlace, type SortPlace } from './sort-order.ts';

export interface ChatLogInput {
  /** Decoded pairs in the order of the request. */
  readonly parameters: readonly QueryPair[];
  readonly projectId: ProjectId;
  /** The project's zone. */
  readonly zone: Zone;
  /** How the key reads `start`: as the chat to begin at, or as a number of rows to skip. */
  readonly startSemantics: 'id' | 'offset';
  readonly isLenient: boolean;
  /** The format when the parameters name none. */
  readonly format?: LogFormat;
}

/** How chats are printed. */
export interface ChatPrinting {
  /** Keys to send, in contract order; null is all. */
  readonly fields: readonly ChatKey[] | null;
  readonly withExt: boolean;
  /** With the preview of each chat, in which this is shown; null without. */
  readonly preview: { readonly search: SearchQuery | null } | null;
  /** Requested zone of printed times; null is the project's. */
  readonly printZone: Zone | null;
  /** Requested times of imported rows; null is as they were given. */
  readonly timestamps: 'raw' | 'normalized' | null;
}

/** How a reader wants its CSV. */
export interface CsvStyle {
  readonly delimiter: CsvDelimiter;
  /** Begin with a byte order mark. */
  readonly hasMark: boolean;
  /** Leave cells as they are that a spreadsheet would take for a formula. */
  readonly isRaw: boolean;
}

export type ParquetCodec = (typeof PARQUET_CODECS)[number];

/** How a reader wants its Parquet. */
export interface ParquetStyle {
  /** The transcript as a list of structures in place of its JSON. */
  readonly isNested: boolean;
  /** An instant beside each wall time. */
  readonly withUtc: boolean;
  readonly codec: ParquetCodec;
}

export interface ChatLogQuery extends ChatPrinting {
  readonly selection: ChatSelection;
  readonly direction: 'ASC' | 'DESC';
  /** What the list is sorted by, and the place to go on after, null for the beginning; null is by chatId. */
  readonly sorted: { readonly by: SortName; readonly after: SortPlace | null } | null;
  /** Where to begin; null is the beginning. */
  readonly from: { readonly chatId: ChatId; readonly isInclusive: boolean } | null;
  /** Rows to skip. */
  readonly offset: number;
  /** Maximum number of rows; null is all. */
  readonly limit: number | null;
  /** The format of the parameter; null leaves it to Accept. */
  readonly format: LogFormat | null;
  /** NDJSON ends with a line that counts the rows. */
  readonly withEnd: boolean;
  readonly csv: CsvStyle;
  readonly parquet: ParquetStyle;
  readonly dateRange: DateRange | null;
  readonly hasFilters: boolean;
  /** Canonical text: equal exactly when two queries mean the same. Part of the ETag. */
  readonly canonical: string;
  /** What a link to the next page repeats besides its own `after`. */
  readonly linkParameters: readonly QueryPair[];
}

/** Reads the parameters of the log as the contract's table describes them; the first wrong one is refused. */
export function readChatLogQuery(
  input: ChatLogInput,
): { readonly query: ChatLogQuery; readonly warnings: readonly string[] } | { readonly refused: Refusal } {
  const given = parseParameters('getChatLog', input);
  if ('refused' in given) return given;
  const { values } = given;
  const refused = findConflict(values) ?? findOtherFormat(values, input.format ?? null);
  if (refused !== null) return { refused };
  const printing = readPrinting(values);
  const { selection, dateRange } = readSelection(values, printing.printZone ?? input.zone);
  const limit = values.get('limit') ?? values.get('num');
  const query: ChatLogQuery = {
    ...printing,
    selection,
    direction: values.get('direction') === 'DESC' ? 'DESC' : 'ASC',
    ...readOrder(values, input.startSemantics),
    limit: limit === undefined ? null : Number(limit),
    format: (values.get('format') as LogFormat | undefined) ?? null,
    withEnd: listOf(values, 'include').includes('end'),
    csv: {
      delimiter: CSV_DELIMITERS.find((known) => known === values.get('delimiter')) ?? CSV_DELIMITERS[0],
      hasMark: values.get('bom') === '1',
      isRaw: values.get('raw') === '1',
    },
    parquet: {
      isNested: values.get('nested') === '1',
      withUtc: values.get('utc') === '1',
      codec: PARQUET_CODECS.find((known) => known === values.get('compression')) ?? PARQUET_CODECS[0],
    },
    dateRange,
    hasFilters: Object.keys(selection).length > 0,
    canonical: canonicalText(values, input.startSemantics),
    linkParameters: given.kept.filter(([name]) => !BEGINNINGS.includes(name)),
  };
  return { query, warnings: given.warnings };
}

/** Reads the parameters of a single chat. */
export function readChatQuery(
  input: ParameterInput,
):
  | { readonly query: ChatPrinting & { readonly canonical: string }; readonly warnings: readonly string[] }
  | { readonly refused: Refusal } {
  const given = parseParameters('getChat', input);
  if ('refused' in given) return given;
  const query = { ...readPrinting(given.values), canonical: canonicalText(given.values, 'id') };
  return { query, warnings: given.warnings };
}

/**
 * Refuses filters that would reveal content to a key without access to it. Takes the unparsed pairs, because a missing right
 * is reported before a malformed value.
 */
export function refuseForMetadata(parameters: readonly QueryPair[]): Refusal | null {
  for (const [given, value] of parameters) {
    const name = SELECTION_NAMES.find((known) => known.toLowerCase() === given.toLowerCase());
    if (name === undefined) continue;
    const hidden = hiddenIn(name, value);
    if (hidden !== null) return { error: 'filterNotAllowed', property: name, slots: { name: hidden.name } };
  }
  return null;
}

const BEGINNINGS = ['start', 'after', 'offset'];

function findConflict(values: Values): Refusal | null {
  const [first, second] = BEGINNINGS.filter((name) => values.has(name));
  if (first !== undefined && second !== undefined) {
    return conflict(first, second, 'both say where to begin');
  }
  const misplaced = findMisplaced(values);
  if (misplaced !== null) return misplaced;
  const limit = values.get('limit');
  const num = values.get('num');
  if (limit !== undefined && num !== undefined && limit !== num) {
    return conflict('limit', 'num', 'mean the same but differ');
  }
  return findContradiction(values);
}

const TABLES: readonly LogFormat[] = ['parquet', 'parquet-messages'];
/** Parameters that only some formats have. */
const FOR_PARQUET: readonly (readonly [name: string, formats: readonly LogFormat[]])[] = [
  ['nested', ['parquet']],
  ['utc', TABLES],
  ['compression', TABLES],
];

/** `format`: when the parameters name none. */
function findOtherFormat(values: Values, format: LogFormat | null): Refusal | null {
  const chosen = LOG_FORMATS.find((known) => known === values.get('format')) ?? format;
  if (chosen === null) return null;
  if (!LOG_FORMAT_FACTS[chosen].takesFields && values.has('fields')) {
    return conflict('format', 'fields', `cannot be combined here: ${chosen} has columns of its own`);
  }
  const found = FOR_PARQUET.find(([name, formats]) => values.has(name) && !formats.includes(chosen));
  if (found === undefined) return null;
  const [name, formats] = found;
  return conflict(
    'format',
    name,
    `cannot be combined here: ${name} is for ${formats.join(' and ')}, not for ${chosen}`,
  );
}

/** A sorted list has places of its own, which are not those of chats by id. */
function findMisplaced(values: Values): Refusal | null {
  const after = values.get('after');
  const isOfSorted = after?.includes('.') ?? false;
  if (!values.has('sort')) {
    if (after === undefined || !isOfSorted) return null;
    return {
      error: 'malformedValue',
      property: 'after',
      slots: { name: 'after', expected: 'a chatId when there is no sort', found: JSON.stringify(after) },
    };
  }
  const beginning = ['start', 'offset'].find((name) => values.has(name));
  if (beginning !== undefined) {
    return conflict('sort', beginning, 'cannot be combined: a sorted list goes on with the after that its Link has');
  }
  if (after === undefined || isOfSorted) return null;
  const expected = 'the place that the Link of the page before has, for example 600.1042';
  return {
    error: 'malformedValue',
    property: 'after',
    slots: { name: 'after', expected, found: JSON.stringify(after) },
  };
}

/** Reads how chats are to be printed. */
export function readPrinting(values: Values): ChatPrinting {
  const fields = listOf(values, 'fields');
  const zoneName = values.get('tz');
  return {
    fields: values.has('fields') ? CHAT_KEYS.filter((key) => fields.includes(key)) : null,
    withExt: listOf(values, 'include').includes('ext'),
    preview: listOf(values, 'include').includes('preview') ? { search: searchIn(values) } : null,
    printZone: zoneName === undefined ? null : new Zone(zoneName),
    timestamps: (values.get('timestamps') as 'raw' | 'normalized' | undefined) ?? null,
  };
}

function listOf(values: Values, name: string): readonly string[] {
  return values.get(name)?.split(',') ?? [];
}

function readOrder(values: Values, startSemantics: 'id' | 'offset'): Pick<ChatLogQuery, 'sorted' | 'from' | 'offset'> {
  const by = SORT_NAMES.find((name) => name === values.get('sort'));
  if (by === undefined) return { sorted: null, ...readBeginning(values, startSemantics) };
  const after = values.get('after');
  return { sorted: { by, after: after === undefined ? null : readPlace(after) }, from: null, offset: 0 };
}

function readBeginning(values: Values, startSemantics: 'id' | 'offset'): Pick<ChatLogQuery, 'from' | 'offset'> {
  const start = values.get('start');
  const after = values.get('after');
  const offset = startSemantics === 'offset' ? (start ?? values.get('offset')) : values.get('offset');
  if (offset !== undefined) return { from: null, offset: Number(offset) };
  if (after !== undefined) return { from: { chatId: chatId(Number(after)), isInclusive: false }, offset: 0 };
  if (start !== undefined) return { from: { chatId: chatId(Number(start)), isInclusive: true }, offset: 0 };
  return { from: null, offset: 0 };
}

function canonicalText(values: Values, startSemantics: 'id' | 'offset'): string {
  const meaningOf = (name: string) => {
    if (name === 'num') return 'limit';
    return name === 'start' && startSemantics === 'offset' ? 'offset' : name;
  };
  const entries = [...values].map(([name, value]) => `${meaningOf(name)}=${encodeURIComponent(value)}`);
  return [...new Set(entries)].sort().join('&');
}
