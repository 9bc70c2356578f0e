/** What a read may be narrowed to, and how it is written into an address. Used by every call of the client. */
import type { Chat } from './contract-types.ts';

/** Days are `YYYY-MM-DD` in the project's zone, or in `tz`. The same names and meanings as in docs/spec/query-parameters.md. */
export interface ChatFilters {
  readonly userId?: number;
  readonly entityId?: number;
  readonly startDate?: string;
  readonly endDate?: string;
  readonly agentId?: number;
  readonly queueId?: number;
  readonly contactId?: number;
  readonly ticketId?: number;
  readonly type?: string;
  readonly disposition?: string;
  readonly slaStatus?: string;
  readonly isSPAM?: 0 | 1;
  readonly status?: 'open' | 'closed';
}

/** How chats are printed. */
export interface PrintOptions {
  /** IANA zone of printed times and of days; the project's when left out. */
  readonly tz?: string;
  readonly timestamps?: 'raw' | 'normalized';
}

export type ChatKey = keyof Chat;

/** A value that is undefined leaves its parameter out; a list is written with commas. */
export type QueryValues = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** The path with the parameters in the given order. */
export function targetOf(path: string, values: QueryValues): string {
  const pairs = Object.entries(values).flatMap(([name, value]) => {
    const text = typeof value === 'object' ? value.join(',') : value;
    return text === undefined || text === '' ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(text)}`];
  });
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

/** @throws TypeError for an id that no project or chat can have, before anything is sent. */
export function idSegment(name: string, id: number): string {
  if (!Number.isSafeInteger(id) || id < 0) throw new TypeError(`${name} must be a whole number from 0 to 2^53-1`);
  return String(id);
}
