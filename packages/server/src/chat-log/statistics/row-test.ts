/** Conditions on the rows of a block of facts. Plain loops over columns: there are millions of rows. */
import { takesInUnknownStart, UNKNOWN_START } from '../../model/instant.ts';
import { weekdayHourTest } from '../../model/weekday-hour.ts';
import { type Condition, isOfNumber, type NumberCondition } from '../query/chat-selection.ts';
import { isNumberName, isTextName, type ListName, type NumberName, type TextName } from './block-columns.ts';
import type { NumberColumn } from './fact-batch.ts';
import type { ListColumn, PackedColumns } from './packed-columns.ts';

/** Both ends pass. */
interface Range {
  readonly low: number;
  readonly high: number;
}

/** One that a number of a block can answer. */
export type RowTest =
  /** `isWithin` false: what is not in the range passes, and null too. */
  | ({ readonly kind: 'range'; readonly name: NumberName; readonly isWithin: boolean } & Range)
  | { readonly kind: 'number'; readonly name: NumberName; readonly passes: (value: number) => boolean }
  | { readonly kind: 'text'; readonly name: TextName; readonly passes: (text: string) => boolean }
  /** Whether the number is in the list; any number, for null. */
  | {
      readonly kind: 'list';
      readonly name: ListName;
      readonly wanted: number | null;
      readonly isWanted: boolean;
    };

const ANY = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** The condition as a test; null for one of which a block does not know enough. `comparable`: a text as the store holds it. */
export function testOf(condition: Condition, comparable: (text: string) => string): RowTest | null {
  const { filter } = condition;
  if (filter.kind === 'participant') {
    const wanted = 'value' in condition ? Number(condition.value) : null;
    const isWanted = condition.kind === 'is' || condition.kind === 'with';
    return { kind: 'list', name: filter.participant, wanted, isWanted };
  }
  const { column } = filter;
  if (isTextName(column)) return textTest(condition, column, comparable);
  return isNumberName(column) ? numberTest(condition, column) : null;
}

/** Both ends pass. */
export function idTest(low: number, high: number): RowTest {
  return { kind: 'range', name: 'chat_id', isWithin: true, low, high };
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
  const test = (range: Range, isWithin = true): RowTest => ({ kind: 'range', name, isWithin, ...range });
  if (isOfNumber(condition)) return test(rangeOf(condition), condition.kind !== 'without');
  const { filter } = condition;
  if (!('value' in condition)) {
    return filter.kind === 'id' ? test({ ...ANY, low: 1 }, condition.kind === 'with') : null;
  }
  const wanted = Number(condition.value);
  switch (filter.kind) {
    case 'id':
    case 'flag':
      return test({ low: wanted, high: wanted }, condition.kind === 'is');
    case 'day':
    case 'instant':
      if (filter.bound === 'last') return test({ ...ANY, high: wanted - 1 });
      return test({ low: wanted, high: takesInUnknownStart(wanted) ? ANY.high : UNKNOWN_START - 1 });
    case 'weekdayHour': {
      if (typeof condition.value !== 'object') return null;
      const isInHour = weekdayHourTest(condition.value);
      return { kind: 'number', name, passes: (value) => value !== UNKNOWN_START && isInHour(value) };
    }
    default:
      return null;
  }
}

/** Of those that have the number. */
function rangeOf(condition: NumberCondition): Range {
  switch (condition.kind) {
    case 'min':
      return { ...ANY, low: condition.value };
    case 'max':
      return { ...ANY, high: condition.value };
    default:
      return ANY;
  }
}

/** Those of the rows that pass. */
export function keepRows(block: PackedColumns, rows: Uint32Array, test: RowTest): Uint32Array {
  switch (test.kind) {
    case 'range':
      return keepInRange(block.numbers(test.name), rows, test);
    case 'number': {
      const values = block.numbers(test.name);
      return keep(rows, (row) => test.passes(values[row] ?? Number.NaN));
    }
    case 'text': {
      const { texts, codes } = block.texts(test.name);
      const isPassing = texts.map(test.passes);
      return keep(rows, (row) => isPassing[codes[row] ?? 0] === true);
    }
    case 'list': {
      const isFound = findInLists(block.lists(test.name), test.wanted);
      return keep(rows, (row) => (isFound[row] === 1) === test.isWanted);
    }
  }
}

/** The most frequent test, without a call for each row. */
function keepInRange(
  values: NumberColumn,
  rows: Uint32Array,
  { low, high, isWithin }: Range & { readonly isWithin: boolean },
): Uint32Array {
  const kept = new Uint32Array(rows.length);
  let length = 0;
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] ?? 0;
    const value = values[row] ?? Number.NaN;
    if ((value >= low && value <= high) === isWithin) kept[length++] = row;
  }
  return kept.subarray(0, length);
}

function keep(rows: Uint32Array, passes: (row: number) => boolean): Uint32Array {
  const kept = new Uint32Array(rows.length);
  let length = 0;
  for (const row of rows) if (passes(row)) kept[length++] = row;
  return kept.subarray(0, length);
}

/** 1 for each row whose list has the number; any number, for null. */
function findInLists({ counts, values }: ListColumn, wanted: number | null): Uint8Array {
  const isFound = new Uint8Array(counts.length);
  let at = 0;
  for (let row = 0; row < counts.length; row += 1) {
    const end = at + (counts[row] ?? 0);
    for (; at < end; at += 1) if (wanted === null || values[at] === wanted) isFound[row] = 1;
  }
  return isFound;
}
