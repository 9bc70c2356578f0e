/** What a read may be narrowed to, and how it is written into an address. Used by every call of the client. */
import { type Chat, type ChatFilters, FILTER_NAMES } from './contract-types.ts';

/** How chats are printed. */
export interface PrintOptions {
  /** IANA zone of printed times and of days; the project's when left out. */
  readonly tz?: string;
  readonly timestamps?: 'raw' | 'normalized';
}

export type ChatKey = keyof Chat;

/** A value that is undefined leaves its parameter out, an empty one is a mistake; a list is written with commas. */
export type QueryValues = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** Whether the server has a filter of that name, in any case. */
export function isFilterName(name: string): boolean {
  return FILTER_NAMES.some((known) => known.toLowerCase() === name.toLowerCase());
}

/** The filters as parameters. @throws TypeError for one that is none: left out, it would widen what comes */
export function filterValues(filters: ChatFilters = {}): QueryValues {
  const unknown = Object.keys(filters).find((name) => !isFilterName(name));
  if (unknown !== undefined) throw new TypeError(`${unknown} is no filter; there are ${FILTER_NAMES.join(', ')}`);
  return filters;
}

/** The path with the parameters in the given order. @throws TypeError for an empty value, which the server would refuse */
export function targetOf(path: string, values: QueryValues): string {
  const pairs = Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined) return [];
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
