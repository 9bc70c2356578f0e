/** Facts of many chats by column, and the rows of a selection among them. What a block does not have is read from the rows. */

import { isListName, isTextName, type ListName, type NumberName, type TextName } from './block-columns.ts';
import type { FactBatch, FactGroup, Measure, NumberColumn, TextColumn } from './fact-batch.ts';
import { MEASURES } from './fact-batch.ts';
import { type ListColumn, listsByRow, type PackedColumns } from './packed-columns.ts';
import { keepRows, type RowTest } from './row-test.ts';

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

/** Whether rows can be grouped so. */
export function canGroup(group: FactGroup | null): boolean {
  return group === null || GROUP_NAMES[group] !== null;
}

/** Ids of the wanted rows, ascending. */
export function idsInBlock(block: PackedColumns, tests: readonly RowTest[]): NumberColumn {
  const rows = keptRows(block, tests);
  return rows?.length === 0 ? new Float64Array(0) : pick(block.numbers('chat_id'), rows);
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

/** null: all. */
function keptRows(block: PackedColumns, tests: readonly RowTest[]): Uint32Array | null {
  let kept: Uint32Array | null = null;
  for (const test of tests) kept = keepRows(block, kept ?? allRows(block.rows), test);
  return kept;
}

function allRows(rows: number): Uint32Array {
  const all = new Uint32Array(rows);
  for (let row = 0; row < rows; row += 1) all[row] = row;
  return all;
}

function pick(column: NumberColumn, rows: Uint32Array | null): NumberColumn {
  if (rows === null) return column;
  const picked = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) picked[at] = column[rows[at] ?? 0] ?? Number.NaN;
  return picked;
}
