/** Facts of many chats by column, and the rows of a selection among them. What a block does not have is read from the rows. */
import { UNKNOWN_START } from '../../model/instant.ts';
import { type Condition, isOfNumber, meets } from '../query/chat-selection.ts';
import type { FactBatch, FactGroup, Measure, NumberColumn, TextColumn } from './fact-batch.ts';
import { MEASURES } from './fact-batch.ts';
import type { ListColumn, PackedColumns } from './packed-columns.ts';

/** Columns of facts, by their names in the table. No content: what is erased leaves no text here. */
export const BLOCK_NUMBERS = [
  'chat_id',
  'started_at',
  'last_agent',
  'last_queue',
  'is_spam',
  'is_open',
  'first_response_time',
  'average_response_time',
  'max_response_time',
  'response_count',
  'sum_response_time',
  'wait',
  'duration',
  'message_count',
  'transfer_count',
] as const;
/** Texts that are only compared. */
export const BLOCK_TEXTS = ['type', 'disposition', 'sla_status'] as const;
/** Who took part. */
export const BLOCK_LISTS = ['queue', 'agent'] as const;
type ListName = (typeof BLOCK_LISTS)[number];
type NumberName = (typeof BLOCK_NUMBERS)[number];
type TextName = (typeof BLOCK_TEXTS)[number];

const MEASURE_NAMES: Readonly<Record<Measure, NumberName>> = {
  firstResponseTime: 'first_response_time',
  averageResponseTime: 'average_response_time',
  maxResponseTime: 'max_response_time',
  wait: 'wait',
  duration: 'duration',
  messages: 'message_count',
};

/** null: a block does not say it. */
const GROUP_NAMES: Readonly<Record<FactGroup, NumberName | TextName | ListName | null>> = {
  queue: 'queue',
  agent: 'agent',
  page: null,
  lastQueue: 'last_queue',
  lastAgent: 'last_agent',
  type: 'type',
  disposition: 'disposition',
  slaStatus: 'sla_status',
  isSPAM: 'is_spam',
  status: 'is_open',
};

/** Which rows of a block are wanted, and what of them. */
export interface BlockRequest {
  readonly tests: readonly RowTest[];
  readonly group: FactGroup | null;
  /** null: rows are only counted. */
  readonly measures: readonly Measure[] | null;
}

type RowTest =
  | { readonly kind: 'number'; readonly name: NumberName; readonly passes: (value: number) => boolean }
  | { readonly kind: 'text'; readonly name: TextName; readonly passes: (text: string) => boolean }
  | { readonly kind: 'list'; readonly name: ListName; readonly passes: (values: NumberColumn) => boolean };

/** Whether rows can be grouped so. */
export function canGroup(group: FactGroup | null): boolean {
  return group === null || GROUP_NAMES[group] !== null;
}

/** The condition as a test; null for one of which a block does not know enough. `comparable`: a text as the store holds it. */
export function testOf(condition: Condition, comparable: (text: string) => string): RowTest | null {
  const { filter } = condition;
  if (filter.kind === 'participant') return listTest(condition, filter.participant);
  const { column } = filter;
  if (isTextName(column)) return textTest(condition, column, comparable);
  return isNumberName(column) ? numberTest(condition, column) : null;
}

/** Both ends pass. */
export function idTest(low: number, high: number): RowTest {
  return { kind: 'number', name: 'chat_id', passes: (id) => id >= low && id <= high };
}

function listTest(condition: Condition, name: ListName): RowTest {
  const test = (passes: (values: NumberColumn) => boolean): RowTest => ({ kind: 'list', name, passes });
  if (!('value' in condition)) {
    const isWanted = condition.kind === 'with';
    return test(({ length }) => length > 0 === isWanted);
  }
  const [wanted, isWanted] = [Number(condition.value), condition.kind === 'is'];
  return test((values) => values.includes(wanted) === isWanted);
}

function textTest(condition: Condition, name: TextName, comparable: (text: string) => string): RowTest | null {
  const test = (passes: (text: string) => boolean): RowTest => ({ kind: 'text', name, passes });
  switch (condition.kind) {
    case 'is':
    case 'isNot': {
      const [wanted, isWanted] = [comparable(String(condition.value)), condition.kind === 'is'];
      return test((text) => (text === wanted) === isWanted);
    }
    case 'with':
      return test((text) => text !== '');
    case 'without':
      return test((text) => text === '');
    default:
      return null;
  }
}

function numberTest(condition: Condition, name: NumberName): RowTest | null {
  const test = (passes: (value: number) => boolean): RowTest => ({ kind: 'number', name, passes });
  if (isOfNumber(condition)) return test((value) => meets(condition, Number.isNaN(value) ? null : value));
  const { filter } = condition;
  if (!('value' in condition)) {
    const isWanted = condition.kind === 'with';
    return filter.kind === 'id' ? test((value) => value > 0 === isWanted) : null;
  }
  const [wanted, isWanted] = [Number(condition.value), condition.kind === 'is'];
  switch (filter.kind) {
    case 'id':
    case 'flag':
      return test((value) => (value === wanted) === isWanted);
    case 'day':
    case 'instant':
      if (filter.bound === 'last') return test((value) => value < wanted);
      // A start that is not known is after every other, and in none of the times that are asked for.
      return test((value) => value >= wanted && (wanted >= UNKNOWN_START || value < UNKNOWN_START));
    default:
      return null;
  }
}

/** The wanted rows. */
export function readBlock(block: PackedColumns, { tests, group, measures }: BlockRequest): FactBatch {
  const name = group === null ? null : GROUP_NAMES[group];
  const kept = keptRows(block, tests);
  const expanded = name !== null && isListName(name) ? expand(block.lists(name), kept ?? allRows(block.rows)) : null;
  const rows = expanded?.rows ?? kept;
  const numbers = (one: NumberName) => pick(block.numbers(one), rows);
  const texts = (one: TextName): TextColumn => {
    const { texts: all, codes } = block.texts(one);
    return { texts: all, codes: pick(codes, rows) };
  };
  const groupOf = () => {
    if (name === null || isListName(name)) return expanded?.values ?? null;
    return isTextName(name) ? texts(name) : numbers(name);
  };
  const isAverageWanted = measures?.includes('averageResponseTime') === true;
  return {
    length: rows?.length ?? block.rows,
    chatIds: numbers('chat_id'),
    startedAt: numbers('started_at'),
    isSpam: numbers('is_spam'),
    group: groupOf(),
    measured:
      measures === null
        ? null
        : {
            measures: MEASURES.map((one) => (measures.includes(one) ? numbers(MEASURE_NAMES[one]) : null)),
            responseCount: isAverageWanted ? numbers('response_count') : null,
            sumResponseTime: isAverageWanted ? numbers('sum_response_time') : null,
            transferCount: numbers('transfer_count'),
            disposition: texts('disposition'),
            slaStatus: texts('sla_status'),
          },
  };
}

/** Each row once for each number of its list, once with NaN where that is empty. */
function expand(lists: ListColumn, rows: Uint32Array): { readonly rows: Uint32Array; readonly values: NumberColumn } {
  const [expanded, values]: [number[], number[]] = [[], []];
  const listOf = listsByRow(lists);
  for (const row of rows) {
    const list = listOf(row);
    for (const value of list.length === 0 ? [Number.NaN] : list) {
      expanded.push(row);
      values.push(value);
    }
  }
  return { rows: Uint32Array.from(expanded), values: Float64Array.from(values) };
}

function listsByRow({ counts, values }: ListColumn): (row: number) => NumberColumn {
  const starts = new Uint32Array(counts.length + 1);
  for (let row = 0; row < counts.length; row += 1) starts[row + 1] = (starts[row] ?? 0) + (counts[row] ?? 0);
  return (row) => values.subarray(starts[row], starts[row + 1]);
}

/** null: all. */
function keptRows(block: PackedColumns, tests: readonly RowTest[]): Uint32Array | null {
  let kept: Uint32Array | null = null;
  for (const test of tests) kept = filterRows(kept ?? allRows(block.rows), passesOf(block, test));
  return kept;
}

function allRows(rows: number): Uint32Array {
  const all = new Uint32Array(rows);
  for (let row = 0; row < rows; row += 1) all[row] = row;
  return all;
}

function passesOf(block: PackedColumns, test: RowTest): (row: number) => boolean {
  if (test.kind === 'number') {
    const values = block.numbers(test.name);
    return (row) => test.passes(values[row] ?? Number.NaN);
  }
  if (test.kind === 'list') {
    const listOf = listsByRow(block.lists(test.name));
    return (row) => test.passes(listOf(row));
  }
  const { texts, codes } = block.texts(test.name);
  const isPassing = texts.map(test.passes);
  return (row) => isPassing[codes[row] ?? 0] === true;
}

function filterRows(rows: Uint32Array, passes: (row: number) => boolean): Uint32Array {
  const kept = new Uint32Array(rows.length);
  let length = 0;
  for (const row of rows) if (passes(row)) kept[length++] = row;
  return kept.subarray(0, length);
}

function pick(column: NumberColumn, rows: Uint32Array | null): NumberColumn {
  if (rows === null) return column;
  const picked = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) picked[at] = column[rows[at] ?? 0] ?? Number.NaN;
  return picked;
}

function isListName(name: string): name is ListName {
  return (BLOCK_LISTS as readonly string[]).includes(name);
}

function isTextName(name: string): name is TextName {
  return (BLOCK_TEXTS as readonly string[]).includes(name);
}

function isNumberName(name: string): name is NumberName {
  return (BLOCK_NUMBERS as readonly string[]).includes(name);
}
