/**
 * What else the log can be asked by: derived from the table of filters, so that whoever adds a filter gets `not…` and its
 * place in `with` and `without`. The list of query parameters, OpenAPI, the reference page, the client's types and the
 * server's conditions are made from these tables.
 */
import { FILTER_PARAMETERS, type FilterName, type FilterParameter } from './filter-parameters.ts';

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

/** What a chat may have or lack, by the name of its filter. */
export type ValueField = ValueFilterName;
export const VALUE_FIELDS: readonly ValueField[] = VALUE_FILTER_NAMES;

export const PRESENCE_NAMES = ['with', 'without'] as const;
export type PresenceName = (typeof PRESENCE_NAMES)[number];

/** The parameters that restrict which chats are read, those of the source page first. */
export type SelectionName = FilterName | ExclusionName | PresenceName;
export type SelectionParameter = Omit<FilterParameter, 'field' | 'none'>;

export const SELECTION_PARAMETERS = {
  ...FILTER_PARAMETERS,
  ...(Object.fromEntries(entriesOf(EXCLUSIONS).map(([name, filter]) => [name, exclusionOf(filter)])) as Readonly<
    Record<ExclusionName, SelectionParameter>
  >),
  with: presenceOf('Only chats that have a value in every one of these, each named as its filter.', 'ticketId'),
  without: presenceOf(
    `Only chats that have no value in any of these, each named as its filter: ${nonesInWords()}.`,
    'slaStatus,ticketId',
  ),
} as const satisfies Readonly<Record<SelectionName, SelectionParameter>>;

export const SELECTION_NAMES = Object.keys(SELECTION_PARAMETERS) as readonly SelectionName[];

/** The filters by whose fields a parameter restricts: a key that may not read one of these fields may not use it. */
export function filtersNamedBy(name: SelectionName, value: string): readonly FilterName[] {
  if (isPresence(name)) {
    const named = value.split(',');
    return VALUE_FIELDS.filter((field) => named.includes(field));
  }
  return [isExclusion(name) ? EXCLUSIONS[name] : name];
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
