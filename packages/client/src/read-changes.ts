/** One page of the change feed. Used by ParleyClient.changes and by the sync loop. */
import { type ChatChange, changeOf } from './chat-change.ts';
import type { ChatChangesReply, ChatFilters } from './contract-types.ts';
import { incomplete } from './errors.ts';
import type { HttpClient } from './http-client.ts';
import { filterValues, type PrintOptions, targetOf } from './query.ts';
import { type OptionNames, requireOptions } from './require-options.ts';

export interface ChangesOptions extends PrintOptions {
  /** Of the page before, of a digest, or `Parley-Sync-Cursor` of the log. Without `cursor` and `since`: from the first change. */
  readonly cursor?: string;
  /** ISO 8601 with offset: from the changes at that instant. Not together with `cursor`. */
  readonly since?: string;
  readonly filters?: ChatFilters;
  /** From 1 to 10000; 1000 when left out. */
  readonly limit?: number;
  /** Seconds from 0 to 30 that the server waits for a change when there is none. */
  readonly wait?: number;
  readonly signal?: AbortSignal | undefined;
}

const OPTIONS: OptionNames<ChangesOptions> = {
  filters: true,
  cursor: true,
  since: true,
  limit: true,
  wait: true,
  tz: true,
  timestamps: true,
  signal: true,
};

export interface ChangesPage {
  /** In the order of their commits; each chat in its latest state, possibly again on later pages. */
  readonly changes: readonly ChatChange[];
  /** Where the next page continues. */
  readonly cursor: string;
  /** Whether everything that was committed before this request has been delivered. */
  readonly isEnd: boolean;
  /** How far the feed is behind the store, in milliseconds; null when the server does not say. */
  readonly watermarkLagMs: number | null;
}

/** @throws CursorExpiredError; ParleyError; the reason of `signal` */
export async function readChanges(http: HttpClient, path: string, options: ChangesOptions): Promise<ChangesPage> {
  requireOptions(options, OPTIONS);
  const { filters, cursor, since, limit, wait, tz, timestamps, signal } = options;
  const target = targetOf(`${path}/changes`, { ...filterValues(filters), cursor, since, limit, wait, tz, timestamps });
  const { headers, body } = await http.json<ChatChangesReply>(target, { signal });
  const next = headers.get('parley-next-cursor');
  const end = headers.get('parley-end-of-stream');
  if (next === null || end === null) throw incomplete('A page of the change feed came without its cursor.');
  if (body.response.length !== body.responseCount) {
    throw incomplete(`The server says that it sent ${body.responseCount} changes, but ${body.response.length} came.`);
  }
  const lag = headers.get('parley-watermark-lag-ms');
  return {
    changes: body.response.map(changeOf),
    cursor: next,
    isEnd: end === 'true',
    watermarkLagMs: lag === null ? null : Number(lag),
  };
}
