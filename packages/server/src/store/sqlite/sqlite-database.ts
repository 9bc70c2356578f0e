/** The store's database as one SQLite file: one writer with group commit, a shared reader, and snapshots from a pool. */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { type Instant, instant } from '../../model/instant.ts';
import { ChangeWaiters } from '../../platform/change-waiters.ts';
import { KeptAnswers } from '../../platform/kept-answers.ts';
import type { LeasePace } from '../../platform/lease-pool.ts';
import type {
  Change,
  Columns,
  Database,
  Hints,
  ReadingPlace,
  Snapshot,
  Statements,
  Transaction,
  WriteLine,
} from '../sql/database.ts';
import { type Sql, sql } from '../sql/sql.ts';
import type { StoreOptions } from '../store-options.ts';
import { checkShape } from './check-shape.ts';
import { CommitQueue } from './commit-queue.ts';
import { SQLITE_ORDER } from './feed-order.ts';
import { ReaderPool } from './reader-pool.ts';
import { SqliteScrubber } from './scrub.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { SQLITE } from './sqlite-dialect.ts';
import { SqliteStatements } from './sqlite-statements.ts';

const SERVE_BUSY_LIMIT_MS = 30_000;
const VERSION = { data_version: 'int' } as const satisfies Columns;

/** One server has the file. */
const NO_OTHERS: Hints = { publish: () => undefined, listen: () => undefined };

export interface SqliteDatabaseOptions extends Pick<StoreOptions, 'monotonicMs' | 'nowMs' | 'onFatal' | 'timers'> {
  readonly file: string;
  readonly writer: SqliteConnection;
  /** Held as long as the database is open; null for none. */
  readonly lock: Disposable | null;
}

export class SqliteDatabase implements Database {
  readonly dialect = SQLITE;
  readonly order = SQLITE_ORDER;
  readonly scrubber: SqliteScrubber;
  readonly hints = NO_OTHERS;
  readonly live: Statements;
  readonly answers: KeptAnswers;
  readonly beside: Statements;
  readonly now: () => Instant;
  readonly #reader: SqliteConnection;
  readonly #writer: SqliteConnection;
  readonly #transaction: Transaction;
  readonly #pool: ReaderPool;
  readonly #commits: CommitQueue;
  readonly #waiters: ChangeWaiters;
  readonly #lock: Disposable | null;
  readonly #file: string;

  constructor({ file, writer, lock, monotonicMs, nowMs, onFatal, timers }: SqliteDatabaseOptions) {
    this.now = () => instant(nowMs());
    this.#lock = lock;
    this.#file = file;
    this.#writer = writer;
    this.#reader = SqliteConnection.openReader(file);
    this.live = new SqliteStatements(this.#reader);
    this.#transaction = new SqliteTransaction(writer);
    this.#pool = new ReaderPool(file, { monotonicMs, timers });
    this.beside = this.#pool.beside;
    this.answers = new KeptAnswers(() => this.#readVersion());
    this.#waiters = new ChangeWaiters(() => this.#readVersion());
    this.#commits = new CommitQueue({
      connection: writer,
      busyLimitMs: SERVE_BUSY_LIMIT_MS,
      monotonicMs,
      onFatal,
      onCommit: () => this.#waiters.wake(),
    });
    this.scrubber = new SqliteScrubber(file, this.live, this.#pool);
  }

  /** The reader writes nothing, so its number changes with every commit, whoever makes it. */
  #readVersion(): number {
    return this.#reader.get(VERSION, sql`PRAGMA data_version`)?.data_version ?? Number.NaN;
  }

  openSnapshot(pace: LeasePace, where: ReadingPlace = 'here'): Promise<Snapshot> {
    return this.#pool.openSnapshot(pace, where);
  }

  write<T>(_line: WriteLine, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.#commits.enqueue(() => work(this.#transaction));
  }

  /**
   * Busy readers fill both cores of a small machine and delay commits: beside live writes they yield for a millisecond. That
   * alone may be over before anything else had its turn, when the read took longer.
   */
  async pause(): Promise<void> {
    if (this.#commits.isBusy()) await sleep(1);
    await nextTurn();
  }

  /** There is one writer. */
  async hasSettled(): Promise<boolean> {
    return true;
  }

  waitFor(hasChanged: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
    return this.#waiters.wait(hasChanged, signal);
  }

  async measureWatermark(): Promise<null> {
    return null;
  }

  async repairIndexes(): Promise<void> {
    await this.write(null, async (transaction) => transaction.run(sql`REINDEX`));
  }

  /** By a connection of its own: those that are open have read the head of the file already. */
  async checkFile(): Promise<void> {
    using connection = SqliteConnection.openReader(this.#file);
    checkShape(connection);
  }

  /** Finishes the writes in line, then lets go of the file and the lock. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#waiters[Symbol.dispose]();
    await this.#commits[Symbol.asyncDispose]();
    await this.#pool[Symbol.asyncDispose]();
    this.#reader[Symbol.dispose]();
    this.#writer[Symbol.dispose]();
    this.#lock?.[Symbol.dispose]();
  }
}

class SqliteTransaction extends SqliteStatements implements Transaction {
  async run(statement: Sql): Promise<number> {
    return this.connection.run(statement);
  }

  async runTogether(changes: readonly Change[]): Promise<void> {
    for (const change of changes) {
      if ('table' in change) this.connection.insert(change);
      else this.connection.run(change);
    }
  }

  /** There is one writer. */
  async lockProject(): Promise<void> {}
}
