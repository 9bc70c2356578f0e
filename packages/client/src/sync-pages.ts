/**
 * The sync loop: first load, then the change feed. Apply each page to the copy before storing its cursor: then a
 * process that is killed at any moment loses no change. Used by ParleyClient.sync and parley-pull.
 */
import { type ChatChange, changeOf } from './chat-change.ts';
import type { ChatsOptions } from './chats-options.ts';
import type { ChatFilters, ChatInReply } from './contract-types.ts';
import { CursorExpiredError, incomplete } from './errors.ts';
import type { HttpClient } from './http-client.ts';
import type { PrintOptions } from './query.ts';
import type { ChangesOptions, ChangesPage } from './read-changes.ts';
import { readChatBatches } from './read-chats.ts';

export interface SyncPagesOptions extends PrintOptions {
  /** The last one of an earlier run; null or left out: everything is read first, into an empty copy. */
  readonly cursor?: string | null;
  /** The same in every run of one copy: a cursor belongs to its filters. */
  readonly filters?: ChatFilters;
  /** Seconds from 1 to 30 that a request waits for changes. If given, the loop runs for ever; if left out, it ends when the copy is up to date. */
  readonly wait?: number;
  /** Changes per page, at most 10000. */
  readonly limit?: number;
  /** `restart`: an expired cursor gives a page of kind `restart`, on which to clear the copy, and then a new first load. */
  readonly onExpired?: 'throw' | 'restart';
  readonly signal?: AbortSignal | undefined;
}

/** `restart`: clear the copy. */
export interface SyncPage {
  readonly kind: 'load' | 'changes' | 'restart';
  readonly changes: readonly ChatChange[];
  /** Store it once the changes are in the copy; opaque, and during the first load not the server's. Null: none, start over. */
  readonly cursor: string | null;
  /** Whether the copy had everything when this page was read. */
  readonly isEnd: boolean;
  /** Chats in the first load, if the server says; else null. */
  readonly totalCount: number | null;
}

/** A page of the first load, whose rows are in a form of the caller's; as in `SyncPage` otherwise. */
interface LoadPage<Row> {
  readonly kind: 'load';
  readonly rows: readonly Row[];
  readonly cursor: string;
  readonly totalCount: number | null;
}

export type SyncRowsPage<Row> = LoadPage<Row> | (SyncPage & { readonly kind: 'changes' | 'restart' });

/** Reads the rows of the first load. */
type LoadRows<Row> = (options: ChatsOptions) => AsyncGenerator<readonly Row[]>;

export interface SyncSource {
  readonly http: HttpClient;
  readonly path: string;
  readonly readChanges: (options: ChangesOptions) => Promise<ChangesPage>;
}

/** A cursor of the first load: where the feed continues later, and the last chat that was read. */
interface LoadCursor {
  readonly feed: string;
  readonly after: number | null;
}

const LOAD_PREFIX = 'load1.';
/** Chats of the first load between two cursors. */
const LOAD_PAGE = 1_000;
/** Between requests while the feed is not at its end but returns nothing, for example because a transaction is held open. */
const PAUSE_MS = 1_000;

/** @throws CursorExpiredError unless `onExpired` is `restart`; ParleyError; the reason of `signal` */
export async function* syncPages(source: SyncSource, options: SyncPagesOptions): AsyncGenerator<SyncPage> {
  const read: LoadRows<ChatInReply> = (reading) => readChatBatches(source.http, source.path, reading);
  for await (const page of syncRows(source, options, read)) {
    if (page.kind !== 'load') yield page;
    else yield { ...page, changes: page.rows.map(changeOf), isEnd: false };
  }
}

/** As `syncPages`, with the rows of the first load in the form in which `read` gives them. */
export async function* syncRows<Row extends { readonly chatId: number }>(
  source: SyncSource,
  options: SyncPagesOptions,
  read: LoadRows<Row>,
): AsyncGenerator<SyncRowsPage<Row>> {
  let { cursor = null } = options;
  for (;;) {
    try {
      const load = cursor === null ? null : readLoadCursor(cursor);
      let feed = cursor;
      if (cursor === null || load !== null) feed = yield* firstLoad(options, load, read);
      return yield* followFeed(source, options, feed ?? '');
    } catch (error) {
      if (!(error instanceof CursorExpiredError) || options.onExpired !== 'restart') throw error;
      cursor = null;
      yield { kind: 'restart', changes: [], cursor, isEnd: false, totalCount: null };
    }
  }
}

/** Returns the cursor from which the feed continues. */
async function* firstLoad<Row extends { readonly chatId: number }>(
  { filters = {}, tz, timestamps, signal }: SyncPagesOptions,
  resumed: LoadCursor | null,
  read: LoadRows<Row>,
): AsyncGenerator<LoadPage<Row>, string> {
  let feed = resumed?.feed ?? null;
  let totalCount: number | null = null;
  let after = resumed?.after ?? null;
  const reading: ChatsOptions = {
    filters,
    include: ['ext'],
    signal,
    ...(tz === undefined ? {} : { tz }),
    ...(timestamps === undefined ? {} : { timestamps }),
    ...(after === null ? {} : { after }),
    onReply: (facts) => {
      // The cursor of the very first reply: a later one would skip chats that changed after they were read.
      feed ??= facts.syncCursor;
      totalCount = facts.totalCount;
    },
  };
  for await (const rows of inPages(read(reading))) {
    // Before the first chat: a copy with chats but no cursor would start over and keep those that were erased meanwhile.
    if (after === null) yield loadPage([], requireCursor(feed), null, totalCount);
    after = rows.at(-1)?.chatId ?? after;
    yield loadPage(rows, requireCursor(feed), after, totalCount);
  }
  return requireCursor(feed);
}

function loadPage<Row>(
  rows: readonly Row[],
  feed: string,
  after: number | null,
  totalCount: number | null,
): LoadPage<Row> {
  return { kind: 'load', rows, cursor: writeLoadCursor({ feed, after }), totalCount };
}

async function* inPages<Row>(batches: AsyncIterable<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  let page: Row[] = [];
  for await (const batch of batches) {
    page.push(...batch);
    if (page.length < LOAD_PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

async function* followFeed(
  { http, readChanges }: SyncSource,
  { filters = {}, tz, timestamps, wait, limit, signal }: SyncPagesOptions,
  start: string,
): AsyncGenerator<SyncPage & { readonly kind: 'changes' }, void> {
  let cursor = start;
  let isAtEnd = false;
  for (;;) {
    const page = await readChanges({
      cursor,
      filters,
      signal,
      // No waiting while there is more to fetch.
      ...(wait === undefined || !isAtEnd ? {} : { wait }),
      ...(limit === undefined ? {} : { limit }),
      ...(tz === undefined ? {} : { tz }),
      ...(timestamps === undefined ? {} : { timestamps }),
    });
    const isStuck = !page.isEnd && page.changes.length === 0 && page.cursor === cursor;
    cursor = page.cursor;
    isAtEnd = page.isEnd;
    yield { kind: 'changes', changes: page.changes, cursor, isEnd: isAtEnd, totalCount: null };
    if (isAtEnd && wait === undefined) return;
    if (isStuck) await http.sleep(PAUSE_MS * (0.5 + http.random() / 2), signal);
  }
}

function requireCursor(cursor: string | null): string {
  if (cursor === null) throw incomplete('The server sent no Parley-Sync-Cursor with the log.');
  return cursor;
}

function writeLoadCursor({ feed, after }: LoadCursor): string {
  return `${LOAD_PREFIX}${after ?? ''}.${feed}`;
}

function readLoadCursor(cursor: string): LoadCursor | null {
  const [, after = '', feed = ''] = /^load1\.(\d*)\.(.+)$/s.exec(cursor) ?? [];
  return feed === '' ? null : { feed, after: after === '' ? null : Number(after) };
}
