/** The parameters of a read, and how they are written into an address. Used by every call of the client. */
import { type Chat, type ChatFilters, FILTER_NAMES } from './contract-types.ts';
import { requirePlain } from './require-options.ts';

/** How chats are printed. */
export interface PrintOptions {
  /** IANA zone of printed times and of days; the project's when left out. */
  readonly tz?: string;
  readonly timestamps?: 'raw' | 'normalized';
}

export type ChatKey = keyof Chat;

/** An undefined value leaves its parameter out, an empty one is an error; lists are joined with commas. */
export type QueryValues = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** Whether the server has a filter of that name, in any case. */
export function isFilterName(name: string): boolean {
  return FILTER_NAMES.some((known) => known.toLowerCase() === name.toLowerCase());
}

/**
 * The filters as parameters. @throws TypeError for anything but a plain object, for an unknown filter, and for one without
 * a value: leaving it out would widen the result
 */
export function filterValues(filters: ChatFilters = {}): QueryValues {
  requirePlain('filters', filters);
  const unknown = Object.keys(filters).find((name) => !isFilterName(name));
  if (unknown !== undefined)
    throw new TypeError(`${unknown} is not a filter; the filters are ${FILTER_NAMES.join(', ')}`);
  const empty = Object.entries(filters).find(([, value]) => value === null || value === '');
  if (empty !== undefined) throw new TypeError(`${empty[0]} must not be empty; leave the filter out for every chat`);
  return filters;
}

/** The path with the parameters in the given order. @throws TypeError for an empty value, which the server refuses */
export function targetOf(path: string, values: QueryValues): string {
  const pairs = Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (value === null || (typeof value === 'object' && !Array.isArray(value))) {
      throw new TypeError(`${name} must be a text, a number or a list; leave it out for none`);
    }
    const text = typeof value === 'object' ? value.join(',') : value;
    if (text === '') throw new TypeError(`${name} must not be empty`);
    return [`${encodeURIComponent(name)}=${encodeURIComponent(text)}`];
  });
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

/** @throws TypeError for an id that no project or chat can have, before anything is sent. */
export function idSegment(name: string, id: number): string {
  if (!Number.isSafeInteger(id) || id < 0) throw new TypeError(`${name} must be a whole number from 0 to 2^53-1`);
  return String(id);
}
