/** What each filter says of a row of the log, read off the row itself: the one oracle that every test of filters uses. */
import {
  type ChatInReply,
  EXCLUSIONS,
  FILTER_NAMES,
  type FilterName,
  RANGES,
  type RangeEnd,
  SELECTION_NAMES,
  type SelectionName,
  VALUE_FIELDS,
  type ValueField,
} from '@parley/contract';
import { matchesSearch } from '@parley/contract/match-search';
import { parseSearch } from '@parley/contract/search-query';
import type { Filter, NumberFilter } from '../../src/chat-log/query/filter-kinds.ts';
import { FILTERS, NUMBERS } from '../../src/chat-log/query/filters.ts';
import { EVERY_CHAT, indexedWords } from '../../src/chat-log/search/indexed-words.ts';
import { unreachable } from '../../src/model/unreachable.ts';

/** Filters with their values, as in the query of a request; names in the documented spelling. */
export type GivenFilters = readonly (readonly [name: string, value: string])[];

/** Of the words that find a row a few are asked for, in some of the first rows. */
const ASKED_EVERY = 20;
const LAST_ASKED = 200;

/** The values by which the filter finds the row: none, one, or one for each participant. */
export function valuesIn(row: ChatInReply, name: FilterName): readonly string[] {
  const filter: Filter = FILTERS[name];
  switch (filter.kind) {
    case 'id':
      return [String(filter.shown(row) ?? 0)];
    case 'text':
      return [filter.shown(row) ?? ''];
    case 'participant':
      return filter.shown(row).map(String);
    case 'flag':
    case 'day':
    case 'instant':
    case 'weekdayHour':
      return [filter.shown(row)];
    case 'search':
      return row.chatId <= LAST_ASKED && row.chatId % ASKED_EVERY === 0
        ? indexedWords(filter.shown(row))
            .filter((word) => !word.startsWith(EVERY_CHAT))
            .slice(-2)
        : [];
    default:
      return unreachable(filter);
  }
}

/** Found out once: a test asks for the same words of the same rows. */
const HOLDS = new WeakMap<ChatInReply, Map<string, boolean>>();

function holds(row: ChatInReply, value: string, shown: (row: ChatInReply) => readonly string[]): boolean {
  const known = HOLDS.get(row) ?? new Map<string, boolean>();
  HOLDS.set(row, known);
  const search = parseSearch(value);
  const isHeld = known.get(value) ?? (search !== null && matchesSearch(search, shown(row)));
  known.set(value, isHeld);
  return isHeld;
}

/** What stands for no value. */
const NONE: readonly string[] = ['0', ''];

function numberNamed(name: string): NumberFilter | null {
  return Object.entries<NumberFilter>(NUMBERS).find(([known]) => known === name)?.[1] ?? null;
}

/** The number that the parameter restricts, as the row shows it, and which end; null when it is no range. */
function rangeOf(row: ChatInReply, name: string): { readonly shown: number | null; readonly end: string } | null {
  const found = Object.entries<RangeEnd>(RANGES).find(([range]) => range === name)?.[1];
  return found === undefined ? null : { shown: numberNamed(found.number)?.shown(row) ?? null, end: found.end };
}

function hasValue(row: ChatInReply, field: ValueField): boolean {
  const number = numberNamed(field);
  if (number !== null) return number.shown(row) !== null;
  const name = FILTER_NAMES.find((known) => known === field);
  if (name === undefined) throw new TypeError(`${field} has no oracle`);
  return valuesIn(row, name).some((value) => !NONE.includes(value));
}

/** Whether the parameter keeps the row, which was read with `ext`. */
export function matches(row: ChatInReply, name: SelectionName, value: string): boolean {
  if (name === 'with' || name === 'without') {
    const fields = VALUE_FIELDS.filter((field) => value.split(',').includes(field));
    return fields.every((field) => hasValue(row, field) === (name === 'with'));
  }
  const range = rangeOf(row, name);
  if (range !== null) {
    const { shown, end } = range;
    return shown !== null && (end === 'min' ? shown >= Number(value) : shown <= Number(value));
  }
  const filter = filterOf(name);
  if (filter === null) throw new TypeError(`${name} has no oracle`);
  return isFoundBy(row, filter, value) === (filter === name);
}

function isFoundBy(row: ChatInReply, name: FilterName, value: string): boolean {
  const filter: Filter = FILTERS[name];
  const found = valuesIn(row, name);
  switch (filter.kind) {
    case 'id':
    case 'participant':
      return found.includes(String(Number(value)));
    case 'text':
    case 'flag':
    case 'weekdayHour':
      return found.includes(value);
    case 'search':
      return holds(row, value, filter.shown);
    case 'instant': {
      const isFrom = filter.bound === 'first';
      return found.every((at) => (isFrom ? Date.parse(at) >= Date.parse(value) : Date.parse(at) < Date.parse(value)));
    }
    case 'day':
      return found.every((day) => (filter.bound === 'first' ? day >= value : day <= value));
    default:
      return unreachable(filter);
  }
}

/** The filter whose values the parameter takes; null for a list of fields. */
export function filterOf(name: SelectionName): FilterName | null {
  const turnedRound = Object.entries(EXCLUSIONS).find(([exclusion]) => exclusion === name)?.[1];
  return turnedRound ?? FILTER_NAMES.find((known) => known === name) ?? null;
}

/** The values that a parameter may be asked for, as the rows show them. */
export function valuesFor(name: SelectionName, rows: readonly ChatInReply[]): readonly string[] {
  const filter = filterOf(name);
  if (filter !== null) return rows.flatMap((row) => valuesIn(row, filter));
  const shown = rows.flatMap((row) => rangeOf(row, name)?.shown ?? []);
  return shown.length === 0 ? [...VALUE_FIELDS, 'userId,type', 'ticketId,slaStatus,duration'] : shown.map(String);
}

/** The filters as a request may have them: what the server refuses together is put right. */
export function reconciled(filters: GivenFilters): GivenFilters {
  const days = filters.filter(([name]) => name.endsWith('Date')).map(([, day]) => day);
  const [first = '', last = first] = days.toSorted();
  const wanted = filters.find(([name]) => name === 'with')?.[1].split(',') ?? [];
  return filters.flatMap(([name, value]) => {
    if (days.length > 1 && name.endsWith('Date')) return [[name, name === 'startDate' ? first : last] as const];
    const least = filters.find(([other]) => other === name.replace(/^max(?=[A-Z])/, 'min'))?.[1];
    if (name.startsWith('max') && Number(least) > Number(value)) return [];
    const isRefused = name === 'without' && value.split(',').some((field) => wanted.includes(field));
    return isRefused ? [] : [[name, value] as const];
  });
}

/** Whether all filters keep the row. A startDate alone asks for that one day. @throws TypeError for what is no filter */
export function matchesAll(row: ChatInReply, given: GivenFilters): boolean {
  const startDate = given.find(([name]) => name === 'startDate');
  const isOneDay = startDate !== undefined && !given.some(([name]) => name === 'endDate');
  const meant: GivenFilters = isOneDay ? [...given, ['endDate', startDate[1]]] : given;
  return meant.every(([name, value]) => {
    const known = SELECTION_NAMES.find((one) => one === name);
    if (known === undefined) throw new TypeError(`${name} is no filter`);
    return matches(row, known, value);
  });
}
