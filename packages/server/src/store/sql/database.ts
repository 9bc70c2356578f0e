/**
 * What the store needs of a database. Every operation is written once over these interfaces; SQLite and PostgreSQL
 * implement them.
 */
import type { Place } from '../../chat-log/query/feed-position.ts';
import type { IndexQuery } from '../../chat-log/search/index-query.ts';
import type { ChatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { LeasePace } from '../../platform/lease-pool.ts';
import type { FeedHead, Watermark } from '../chat-store.ts';
import type { Sql, SqlValue } from './sql.ts';

interface KindValue {
  int: number;
  'int?': number | null;
  bigint: bigint;
  text: string;
  'text?': string | null;
  bytes: Uint8Array;
  'bytes?': Uint8Array | null;
}

/** What a result holds, column by column in the order in which it was selected. */
export type Columns = Readonly<Record<string, keyof KindValue>>;
export type Row<C extends Columns> = { readonly [N in keyof C]: KindValue[C[N]] };

export interface Statements {
  readonly dialect: Dialect;
  /** @throws StoreError */
  all<C extends Columns>(columns: C, statement: Sql): Promise<readonly Row<C>[]>;
  /** The first row; null when there is none. @throws StoreError */
  get<C extends Columns>(columns: C, statement: Sql): Promise<Row<C> | null>;
  /** As `all`, for rows with documents in them: PostgreSQL sends their bytes as they are. SELECT only. @throws StoreError */
  bulk<C extends Columns>(columns: C, statement: Sql): Promise<readonly Row<C>[]>;
  /** As `all`, each row as a list of values in the order in which they were selected: less work, for very many rows. SELECT only. @throws StoreError */
  tuples(kinds: readonly Columns[string][], statement: Sql): Promise<readonly (readonly SqlValue[])[]>;
}

/** Rows to add to a table, each with the values of `columns` in that order. */
export interface AddedRows {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SqlValue[])[];
  /** Leaves out rows whose key exists; without this they are an error. */
  readonly isIfAbsent?: boolean;
}

export type Change = Sql | AddedRows;

/** An open commit. On SQLite it may await its own statements and turns of the event loop only: other writers wait for it. */
export interface Transaction extends Statements {
  /** Returns how many rows it changed. @throws StoreError */
  run(statement: Sql): Promise<number>;
  /**
   * Runs changes in order, as few statements on PostgreSQL: none may read or change another's rows. @throws StoreError
   */
  runTogether(changes: readonly Change[]): Promise<void>;
  /** Makes others who start, import or erase chats of the project wait for the commit. @throws StoreError */
  lockProject(projectRow: number): Promise<void>;
}

/** Which thread runs the statements of a database that runs in this process. */
export type ReadingPlace = 'here' | 'beside';

/** A moment of the store: every statement sees the same. */
export interface Snapshot extends Statements, Disposable {}

export interface Dialect {
  /** The SELECT of chats, which then keeps other writers of these rows waiting until the commit. */
  readonly forUpdate: (select: Sql) => Sql;
  /** The same, leaving out rows that another writer has. */
  readonly forUpdateUnlessLocked: (select: Sql) => Sql;
  /** The column's texts with commas between them; null when there are none. */
  readonly joinTexts: (column: string) => Sql;
  /** The column's bytes in one run; null when there are none. */
  readonly joinBytes: (column: string) => Sql;
  /** That both columns have the same id, where the rows of the first are looked up by what was read of the second. */
  readonly sameId: (lookedUp: string, read: string) => Sql;
  /** How conditions name a table whose rows are looked up by id, whatever indexes there are of what they say. */
  readonly byIdOnly: (table: string) => string;
  /** The column's texts in the order of their bytes. */
  readonly byBytes: (column: string) => Sql;
  /** A text as a column holds it that is compared with `=` only. */
  readonly comparable: (text: string) => string;
  /** A text of any characters, as a column holds it, and back. */
  readonly encodeText: (text: string) => string;
  readonly decodeText: (stored: string) => string;
  /** A text as the table `store` holds it. */
  readonly ownText: (text: string) => SqlValue;
  /** Selects `version`, the database with its version, and `bytes`, the size of the store. */
  readonly describe: Sql;
  readonly limits: ReadLimits;
  readonly search: SearchDialect;
}

export interface IndexedChat {
  readonly chatId: ChatId;
  readonly words: readonly string[];
}

/** How a database keeps words. */
export interface SearchDialect {
  /** Whether the index takes the chat; one that it does not take is read whenever somebody searches. */
  canHold(chat: IndexedChat): boolean;
  add(projectRow: number, chats: readonly IndexedChat[]): readonly Change[];
  /** Before the rows of `search_words` go. */
  forget(projectRow: number, ids: readonly ChatId[]): readonly Sql[];
  /** With the rows of `search_words`. */
  empty(): readonly Sql[];
  /** Selects `chat_id` of the first chats of the range that the index finds. */
  find(projectRow: number, query: IndexQuery, range: IdRange, limit: number): Sql;
  /** Selects `chat_id` of those of the chats that the index finds, in no order. */
  among(projectRow: number, query: IndexQuery, ids: readonly ChatId[]): Sql;
  /** Statements that each find a row where the index has the chat with exactly these words. */
  confirm(projectRow: number, chat: IndexedChat): readonly Sql[];
  /** By how many entries `search_words` and the index differ, as `astray`; null where the database keeps them as one. */
  readonly countAstray: { readonly prepare: Sql; readonly select: Sql } | null;
}

/** Ids from `low` to `high`, both inclusive, in either order. */
export interface IdRange {
  readonly low: number;
  readonly high: number;
  readonly direction: 'ASC' | 'DESC';
}

/** How much one statement may read. SQLite keeps the process waiting meanwhile; PostgreSQL costs a way there and back. */
export interface ReadLimits {
  readonly chunkRows: number;
  readonly openedRows: number;
  readonly blocks: number;
  readonly feedKeys: number;
  /** Bytes of blocks that are kept in memory. */
  readonly blockCacheBytes: number;
}

/** Where the feed of a project stands, in one snapshot. */
export interface FeedEnds {
  /** The newest change that can be delivered, or the horizon. */
  readonly end: Place;
  /** The newest change that is committed, or the horizon. */
  readonly newest: Place;
  /** The newest tombstone that was forgotten, and when that change was dated. */
  readonly horizon: Place;
  readonly horizonAt: number;
  /** The first place that no change has yet. */
  readonly ceiling: Place;
  /** Milliseconds by which the end is behind the newest change. */
  readonly lagMs: number;
}

/** The place and date of a change that is about to be committed. */
export interface Stamp {
  readonly inserted: Readonly<Record<string, SqlValue>>;
  readonly updated: Sql;
}

/** How a database orders changes. */
export interface FeedOrder {
  /** Columns of `chat` and `tombstone` that make a place; those of the horizon in `project` begin with `horizon_`. */
  readonly columns: Readonly<Record<string, 'bigint'>>;
  /** True of rows that no later commit can precede. */
  readonly isSettled: Sql;
  /** Stamps for `count` changes, by their number from 0. `now` dates them; null leaves that to the database. */
  stamp(transaction: Transaction, now: Instant | null, count: number): Promise<(at: number) => Stamp>;
  readHead(statements: Statements, projectRow: number): Promise<FeedHead>;
  readEnds(statements: Statements, projectRow: number): Promise<FeedEnds>;
  /** The place before the first change that may have been committed at or after `since`. */
  findPlace(statements: Statements, projectRow: number, since: Instant): Promise<Place>;
}

/** How removed bytes leave the files of a database. */
export interface Scrubber {
  /** Notes that bytes were removed, in the commit that removes them: a restart does not forget it. */
  noteRemoval(now: Instant | null): readonly Sql[];
  /** See `StoreMaintenance`. `forget` is called when this process may hold in memory what was removed. */
  findDue(forget: () => void): Promise<Instant | null>;
  run(forget: () => void): Promise<boolean>;
  findCommand(): Promise<string | null>;
}

/** Answers to small questions that are asked all the time. Everybody sees at least what was committed when they asked. */
export interface SharedAnswers {
  /** `name` identifies the question: calls with the same name may share a result, which nobody may change. */
  ask<T>(name: string, ask: () => Promise<T>): Promise<T>;
}

/** Short texts between the servers of a database; they may be lost. */
export interface Hints {
  /** To all other servers, soon. */
  publish(text: string): void;
  /** Calls the listener with each text of another server. */
  listen(listener: (text: string) => void): void;
}

export interface Database extends AsyncDisposable {
  readonly dialect: Dialect;
  readonly order: FeedOrder;
  readonly scrubber: Scrubber;
  readonly hints: Hints;
  /** Each statement sees the store as it is then. */
  readonly live: Statements;
  /** Of questions to `live`. */
  readonly answers: SharedAnswers;
  /** The same for large reads: they do not keep this thread waiting. */
  readonly beside: Statements;
  /**
   * `pace`: `reader` when somebody outside may hold it open; it may then end early, and statements throw `outdated`.
   * `where`: `beside` for large reads, which then do not keep this thread waiting; small ones are faster `here`.
   * @throws StoreError `busy` when as many as allowed are open and none ends in ten seconds
   */
  openSnapshot(pace: LeasePace, where?: ReadingPlace): Promise<Snapshot>;
  /**
   * Runs `work` in one commit; a throw undoes it. It may run again after a deadlock, so it must change nothing else.
   * Works of one `line` follow one another. @throws StoreError
   */
  write<T>(line: WriteLine, work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** By which changes are dated; null is the clock of the database. */
  now(): Instant | null;
  pause(): Promise<void>;
  /**
   * Waits, a second at most, for all commits that are under way; false when one is left. Whoever writes later sees
   * everything that is committed now.
   */
  hasSettled(): Promise<boolean>;
  /** Resolves when `hasChanged` does so with true, when `signal` ends the wait, or when the store closes. */
  waitFor(hasChanged: () => Promise<boolean>, signal: AbortSignal): Promise<void>;
  measureWatermark(): Promise<Watermark | null>;
  /** Makes the indexes again where the database does not look after them itself. @throws StoreError */
  repairIndexes(): Promise<void>;
  /** See `StoreMaintenance`. */
  checkFile(): Promise<void>;
}

/** What a write would wait for in the database: nobody, a project, or one chat of it. */
export type WriteLine = null | { readonly projectRow: number; readonly chatId: ChatId | null };
