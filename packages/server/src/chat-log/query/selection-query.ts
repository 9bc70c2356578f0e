/** Reads the filters shared by the log, the change feed and the digest from checked parameters. */
import {
  EXCLUSIONS,
  FILTER_NAMES,
  type FilterName,
  PRESENCE_NAMES,
  RANGES,
  type RangeEnd,
  type Refusal,
  VALUE_FIELDS,
  type ValueField,
} from '@parley/contract';
import { parseSearch, type SearchQuery } from '@parley/contract/search-query';
import { unreachable } from '../../model/unreachable.ts';
import { readWeekdayHour } from '../../model/weekday-hour.ts';
import type { Zone } from '../../model/zone.ts';
import type { ChatSelection, ConditionValue } from './chat-selection.ts';
import type { Filter } from './filter-kinds.ts';
import { FILTERS } from './filters.ts';

/** Checked values by documented name. */
export type Values = ReadonlyMap<string, string>;

/** Days of the selection, both inclusive. `from` null: from the beginning. */
export interface DateRange {
  readonly from: string | null;
  readonly to: string;
  readonly zoneName: string;
}

/** Which chats; `dateRange` is null without startDate and endDate. Days begin and end in `zone`. */
export function readSelection(
  values: Values,
  zone: Zone,
): { readonly selection: ChatSelection; readonly dateRange: DateRange | null } {
  const selection: Record<string, ConditionValue | SearchQuery | readonly ValueField[]> = {};
  for (const name of FILTER_NAMES) {
    const text = givenFor(name, values);
    if (text === undefined) continue;
    const filter: Filter = FILTERS[name];
    const wanted = readWanted(filter, text, zone);
    const other = selection[filter.member];
    selection[filter.member] = other === undefined ? wanted : narrower(filter, Number(other), Number(wanted));
  }
  for (const [name, filter] of Object.entries(EXCLUSIONS)) {
    const text = values.get(name);
    if (text !== undefined) selection[name] = readWanted(FILTERS[filter], text, zone);
  }
  for (const name of Object.keys(RANGES)) {
    const text = values.get(name);
    if (text !== undefined) selection[name] = Number(text);
  }
  for (const name of PRESENCE_NAMES) {
    if (values.has(name)) selection[name] = fieldsIn(values, name);
  }
  return { selection: selection as ChatSelection, dateRange: readDateRange(values, zone) };
}

function fieldsIn(values: Values, name: string): readonly ValueField[] {
  const listed = values.get(name)?.split(',') ?? [];
  return VALUE_FIELDS.filter((field) => listed.includes(field));
}

/** The refusal of conditions that no chat can meet by their form alone; null when there are none. */
export function findContradiction(values: Values): Refusal | null {
  const missing = fieldsIn(values, 'without');
  const both = fieldsIn(values, 'with').find((field) => missing.includes(field));
  if (both !== undefined) return conflict('with', 'without', `both name ${both}`);
  return findReversedDates(values) ?? findReversedRange(values);
}

function findReversedRange(values: Values): Refusal | null {
  for (const [first, { end }] of Object.entries<RangeEnd>(RANGES)) {
    if (end === 'max') continue;
    const second = first.replace('min', 'max');
    const [least, most] = [values.get(first), values.get(second)];
    if (least === undefined || most === undefined || Number(least) <= Number(most)) continue;
    return { error: 'reversedRange', property: first, slots: { first, least, second, most } };
  }
  return null;
}

/** The refusal of a startDate after the endDate; null when the dates are valid. */
function findReversedDates(values: Values): Refusal | null {
  const startDate = values.get('startDate');
  const endDate = values.get('endDate');
  if (startDate === undefined || endDate === undefined || startDate <= endDate) return null;
  return { error: 'reversedDates', property: 'startDate', slots: { startDate, endDate } };
}

/** Refuses two parameters that cannot be combined; `reason` follows their names. */
export function conflict(first: string, second: string, reason: string): Refusal {
  return { error: 'conflictingParameters', property: second, slots: { first, second, reason } };
}

/** A day and an instant bound the same start: both hold. */
function narrower(filter: Filter, a: number, b: number): number {
  return 'bound' in filter && filter.bound === 'first' ? Math.max(a, b) : Math.min(a, b);
}

/** The value given for the filter, directly or by the filter that implies it. */
function givenFor(name: FilterName, values: Values): string | undefined {
  const filter: Filter = FILTERS[name];
  const implied = filter.kind === 'day' && filter.impliedBy !== null ? values.get(filter.impliedBy) : undefined;
  return values.get(name) ?? implied;
}

/** The filter's value in a selection. `text` is a checked value. */
function readWanted(filter: Filter, text: string, zone: Zone): ConditionValue | SearchQuery {
  switch (filter.kind) {
    case 'id':
    case 'participant':
      return Number(text);
    case 'text':
      return text;
    case 'flag':
      return text === filter.marked;
    case 'search':
      return readSearch(text);
    case 'instant':
      return Date.parse(text);
    case 'weekdayHour':
      return readWeekdayHour(text, zone);
    case 'day':
      return filter.bound === 'first' ? zone.startOfDay(text) : zone.endOfDay(text);
    default:
      return unreachable(filter);
  }
}

/** What is looked for; null when nothing is. */
export function searchIn(values: Values): SearchQuery | null {
  const text = values.get('q');
  return text === undefined ? null : readSearch(text);
}

function readSearch(text: string): SearchQuery {
  const search = parseSearch(text);
  if (search === null) throw new TypeError('a checked value of q can be looked for');
  return search;
}

function readDateRange(values: Values, zone: Zone): DateRange | null {
  const to = givenFor('endDate', values);
  return to === undefined ? null : { from: givenFor('startDate', values) ?? null, to, zoneName: zone.name };
}
