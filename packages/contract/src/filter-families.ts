/**
 * What else the log can be asked by: derived from the table of filters, so that whoever adds a filter gets `not…` and its
 * place in `with` and `without`. The list of query parameters, OpenAPI, the reference page, the client's types and the
 * server's conditions are made from these tables.
 */
import type { ChatKey } from './chat.ts';
import { FILTER_PARAMETERS, type FilterName, type FilterParameter } from './filter-parameters.ts';
import { NUMBER_FILTERS, type NumberFilter, type NumberName } from './number-filters.ts';

type Filters = typeof FILTER_PARAMETERS;

/** Filters by a value that a chat may lack. */
export type ValueFilterName = {
  readonly [N in FilterName]: Filters[N]['none'] extends string ? N : never;
}[FilterName];

const VALUE_FILTER_NAMES = entriesOf(FILTER_PARAMETERS)
  .filter(([, { none }]: readonly [FilterName, FilterParameter]) => none !== null)
  .map(([name]) => name) as readonly ValueFilterName[];

export type ExclusionName = `not${Capitalize<ValueFilterName>}`;

/** Each exclusion with the filter that it turns round. */
export const EXCLUSIONS = Object.fromEntries(
  VALUE_FILTER_NAMES.map((name) => [`not${capitalize(name)}`, name]),
) as Readonly<Record<ExclusionName, ValueFilterName>>;

export type RangeName = `${'min' | 'max'}${Capitalize<NumberName>}`;

/** An end of a range, which is in it. */
export interface RangeEnd {
  readonly number: NumberName;
  readonly end: 'min' | 'max';
}

const NUMBER_NAMES = Object.keys(NUMBER_FILTERS) as readonly NumberName[];

export const RANGES = Object.fromEntries(
  NUMBER_NAMES.flatMap((number) =>
    (['min', 'max'] as const).map((end) => [`${end}${capitalize(number)}`, { number, end }]),
  ),
) as Readonly<Record<RangeName, RangeEnd>>;

/** What a chat may have or lack: the name of a filter, or the number. */
export type ValueField = ValueFilterName | NumberName;
export const VALUE_FIELDS: readonly ValueField[] = [...VALUE_FILTER_NAMES, ...NUMBER_NAMES];

export const PRESENCE_NAMES = ['with', 'without'] as const;
export type PresenceName = (typeof PRESENCE_NAMES)[number];

/** The parameters that restrict which chats are read, those of the source page first. */
export type SelectionName = FilterName | ExclusionName | RangeName | PresenceName;
export type SelectionParameter = Omit<FilterParameter, 'field' | 'none'>;

export const SELECTION_PARAMETERS = {
  ...FILTER_PARAMETERS,
  ...(Object.fromEntries(entriesOf(EXCLUSIONS).map(([name, filter]) => [name, exclusionOf(filter)])) as Readonly<
    Record<ExclusionName, SelectionParameter>
  >),
  ...(Object.fromEntries(entriesOf(RANGES).map(([name, end]) => [name, rangeOf(end)])) as Readonly<
    Record<RangeName, SelectionParameter>
  >),
  with: presenceOf(
    'Only chats that have a value in every one of these: a filter by its name, or a number.',
    'ticketId',
  ),
  without: presenceOf(
    `Only chats that have no value in any of these: ${nonesInWords()}; or a number that is null.`,
    'slaStatus,ticketId',
  ),
} as const satisfies Readonly<Record<SelectionName, SelectionParameter>>;

export const SELECTION_NAMES = Object.keys(SELECTION_PARAMETERS) as readonly SelectionName[];

/** A filter or number by which a parameter restricts, and the field that shows it; null when no key of the chat does. */
export interface NamedFilter {
  readonly name: ValueField | FilterName;
  readonly field: ChatKey | null;
}

/** What a parameter restricts by: a key that may not read one of these fields may not use it. */
export function filtersNamedBy(name: SelectionName, value: string): readonly NamedFilter[] {
  if (isPresence(name)) {
    const named = value.split(',');
    return VALUE_FIELDS.filter((field) => named.includes(field)).map(namedFilter);
  }
  if (isRange(name)) return [namedFilter(RANGES[name].number)];
  return [namedFilter(isExclusion(name) ? EXCLUSIONS[name] : name)];
}

function namedFilter(name: ValueField | FilterName): NamedFilter {
  return { name, field: isNumber(name) ? NUMBER_FILTERS[name].field : FILTER_PARAMETERS[name].field };
}

function isNumber(name: string): name is NumberName {
  return Object.hasOwn(NUMBER_FILTERS, name);
}

function isRange(name: SelectionName): name is RangeName {
  return Object.hasOwn(RANGES, name);
}

function isPresence(name: SelectionName): name is PresenceName {
  return PRESENCE_NAMES.some((known) => known === name);
}

function isExclusion(name: SelectionName): name is ExclusionName {
  return Object.hasOwn(EXCLUSIONS, name);
}

function exclusionOf(name: ValueFilterName): SelectionParameter {
  const { value, example, none }: FilterParameter = FILTER_PARAMETERS[name];
  return {
    value,
    example,
    description: `All chats but those that ${name} finds with this value: also those with ${none}.`,
    isAdditive: true,
  };
}

function rangeOf({ number, end }: RangeEnd): SelectionParameter {
  const { what, unit, example }: NumberFilter = NUMBER_FILTERS[number];
  return {
    value: { kind: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    example,
    description: `Chats whose ${what} is at ${end === 'min' ? 'least' : 'most'} this many ${unit}; never those where it is null.`,
    isAdditive: true,
  };
}

function presenceOf(description: string, example: string): SelectionParameter {
  return { value: { kind: 'list', values: VALUE_FIELDS, itemsAre: 'fields' }, description, example, isAdditive: true };
}

function nonesInWords(): string {
  return VALUE_FILTER_NAMES.map((name) => `${name}, ${FILTER_PARAMETERS[name].none}`).join('; ');
}

function capitalize<T extends string>(text: T): Capitalize<T> {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}` as Capitalize<T>;
}

function entriesOf<K extends string, V>(table: Readonly<Record<K, V>>): readonly (readonly [K, V])[] {
  return (Object.keys(table) as K[]).map((name) => [name, table[name]]);
}
