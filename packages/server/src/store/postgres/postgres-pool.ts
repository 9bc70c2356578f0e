/**
 * A pool of connections to PostgreSQL. No session state outlives a transaction, so a pooler in transaction mode may be
 * used. Errors are thrown as `StoreError`.
 */
import { Client, DatabaseError, Pool, type PoolClient } from 'pg';
import { type LeasePace, LeasePool } from '../../platform/lease-pool.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Timers } from '../../platform/timers.ts';
import type { Snapshot } from '../sql/database.ts';
import { LeasedSnapshot, SNAPSHOT_TIMES } from '../sql/leased-snapshot.ts';
import { StoreError } from '../store-error.ts';
import { StatementPrinter } from './postgres-dialect.ts';
import { asStoreError, describeTarget, isConnectionLost } from './postgres-error.ts';
import { PostgresStatements, PostgresTransaction, type StatementParts } from './postgres-statements.ts';

export interface PoolOptions {
  /** May hold a password: never printed. */
  readonly connectionString: string;
  readonly poolSize: number;
  /** Monotonic milliseconds. */
  readonly monotonicMs: () => number;
  readonly logger: Logger | null;
  readonly timers?: Timers | undefined;
}

/** A longer transaction is undone: its changes would enter the feed long after their date. */
export const LONGEST_TRANSACTION_MS = 30_000;

const CONNECT_TIMEOUT_MS = 10_000;
/** A half-open connection is noticed after this; nothing here takes as long. */
const QUERY_TIMEOUT_MS = 60_000;
const NO_TIMEOUT_MS = 2 ** 31 - 1;
const MOST_ATTEMPTS = 4;
/** An open transaction holds back every reader of the feed: the server ends it if this process cannot. */
const LIMITS =
  'SET LOCAL idle_in_transaction_session_timeout = 10000; SET LOCAL statement_timeout = 55000; SET LOCAL lock_timeout = 10000';
const NO_LIMITS =
  'SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0';
/** A snapshot holds nobody; it may wait for a slow reader of its page. */
const BEGIN_SNAPSHOT =
  'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL idle_in_transaction_session_timeout = 120000; SET LOCAL statement_timeout = 55000; SELECT pg_current_snapshot()';

export class PostgresPool implements AsyncDisposable {
  readonly target: string;
  /** Each statement by whatever connection is free. */
  readonly live: PostgresStatements;
  readonly #pool: Pool;
  readonly #printer = new StatementPrinter();
  readonly #snapshots: LeasePool;
  readonly #monotonicMs: () => number;
  readonly #connecting = new Set<Promise<unknown>>();
  #isClosed = false;
  #begin = `BEGIN ISOLATION LEVEL READ COMMITTED; ${LIMITS}`;

  /** @throws StoreError `unreachable` when the address cannot be read */
  constructor({ connectionString, poolSize, monotonicMs, logger, timers }: PoolOptions) {
    this.#monotonicMs = monotonicMs;
    this.target = targetOf(connectionString);
    this.live = new PostgresStatements({
      withClient: (work) => this.#runAlone(work),
      printer: this.#printer,
      timeoutMs: QUERY_TIMEOUT_MS,
    });
    this.#snapshots = new LeasePool({ most: Math.max(2, poolSize - 4), ...SNAPSHOT_TIMES, monotonicMs, timers });
    this.#pool = new Pool({
      connectionString,
      max: Math.max(3, poolSize),
      application_name: 'parley',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      allowExitOnIdle: true,
    });
    const report = (error: Error) => logger?.warn({ err: error.message }, `${this.target}: a connection was lost`);
    this.#pool.on('error', report);
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /** Commits wait for the disk even where the database's own setting says that they need not. */
  forceSynchronousCommit(): void {
    this.#begin += '; SET LOCAL synchronous_commit = on';
  }

  /**
   * Runs `work` in one commit; a throw rolls it back. Runs it again after a deadlock, so it must change nothing else.
   * @throws StoreError `failed` when the connection was lost during the commit: whether it was kept is unknown
   */
  async transact<T>(work: (transaction: PostgresTransaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#transactOnce(work, this.#begin, LONGEST_TRANSACTION_MS);
      } catch (error) {
        if (attempt === MOST_ATTEMPTS || !isUndoneForOthers(error)) throw error;
      }
    }
  }

  /** As `transact`, once and without any limit in time. */
  transactLong<T>(work: (transaction: PostgresTransaction) => Promise<T>): Promise<T> {
    return this.#transactOnce(work, `${this.#begin}; ${NO_LIMITS}`, NO_TIMEOUT_MS);
  }

  /** @throws StoreError `busy` when as many as allowed are open and none ends in ten seconds */
  async openSnapshot(pace: LeasePace): Promise<Snapshot> {
    let client: PoolClient | null = null;
    const lease = await this.#snapshots.take(pace, () => {
      if (client !== null) endSnapshot(client);
    });
    if (lease === null) throw new StoreError('busy', 'too many large reads at once');
    try {
      client = await this.#takeBegun(BEGIN_SNAPSHOT);
    } catch (error) {
      lease[Symbol.dispose]();
      throw error;
    }
    // Its place may have been taken back while the connection was opened.
    if (lease.isOver) endSnapshot(client);
    return new LeasedSnapshot(new PostgresStatements(this.#partsOf(client, QUERY_TIMEOUT_MS)), lease);
  }

  /** Ends the snapshots of slow readers, which would keep locks and removed rows. */
  endOldSnapshots(): void {
    this.#snapshots.endOld();
  }

  /** Takes no more work and waits for what runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    // The pool drops callers that still wait for a connection when it ends.
    await Promise.allSettled(this.#connecting);
    await this.#pool.end();
  }

  async #transactOnce<T>(
    work: (transaction: PostgresTransaction) => Promise<T>,
    begin: string,
    longestMs: number,
  ): Promise<T> {
    const client = await this.#takeBegun(begin);
    const begunMs = this.#monotonicMs();
    let isCommitting = false;
    try {
      const timeoutMs = Math.max(longestMs, QUERY_TIMEOUT_MS);
      const result = await work(new PostgresTransaction(this.#partsOf(client, timeoutMs)));
      if (this.#monotonicMs() - begunMs > longestMs) {
        throw new StoreError('busy', `${this.target} was too slow: a change was undone after half a minute`);
      }
      isCommitting = true;
      const { command } = await client.query('COMMIT');
      if (command !== 'COMMIT') throw new TypeError('a failed statement of the transaction was not reported');
      client.release();
      return result;
    } catch (error) {
      const cause = error instanceof StoreError && error.cause !== undefined ? error.cause : error;
      const isLost = isLostBy(cause);
      await endBroken(client, isLost);
      if (isCommitting && isLost) {
        throw new StoreError(
          'failed',
          `the connection to ${this.target} was lost during a commit: whether the change was kept is unknown`,
          { cause: error },
        );
      }
      throw asStoreError(error, this.target);
    }
  }

  /** Statements that all go by one connection. */
  #partsOf(client: PoolClient, timeoutMs: number): StatementParts {
    return {
      withClient: async (work) => {
        try {
          return await work(client);
        } catch (error) {
          throw asStoreError(error, this.target);
        }
      },
      printer: this.#printer,
      timeoutMs,
    };
  }

  async #runAlone<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const [client, result] = await this.#tryOn(work);
    client.release();
    return result;
  }

  async #takeBegun(begin: string): Promise<PoolClient> {
    const [client] = await this.#tryOn((one) => one.query(begin));
    return client;
  }

  /** Tries again when a pooled connection turns out to be dead, as after a restart. The caller releases the connection. */
  async #tryOn<T>(work: (client: PoolClient) => Promise<T>): Promise<[client: PoolClient, result: T]> {
    for (let attempt = 0; ; attempt++) {
      const client = await this.#take();
      try {
        return [client, await work(client)];
      } catch (error) {
        const isLost = isLostBy(error);
        client.release(isLost);
        if (!isLost || attempt > 0 || isTimeout(error)) throw asStoreError(error, this.target);
      }
    }
  }

  async #take(): Promise<PoolClient> {
    if (this.#isClosed) throw new StoreError('busy', 'the store is closing');
    const connecting = this.#pool.connect();
    this.#connecting.add(connecting);
    try {
      return await connecting;
    } catch (error) {
      throw asStoreError(error, this.target);
    } finally {
      this.#connecting.delete(connecting);
    }
  }
}

/** @throws StoreError `unreachable`: the message of an unreadable address may hold the password. */
function targetOf(connectionString: string): string {
  try {
    return describeTarget(new Client({ connectionString }));
  } catch (error) {
    const sentence = 'the address of the database cannot be read: it is like postgres://user:password@host:5432/name';
    throw new StoreError('unreachable', sentence, { cause: error instanceof Error ? error.name : null });
  }
}

/** A deadlock or a failed serialisation: SQLSTATE class 40. */
function isUndoneForOthers(error: unknown): boolean {
  const cause = error instanceof StoreError ? error.cause : error;
  return cause instanceof DatabaseError && cause.code?.startsWith('40') === true;
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && /read timeout/i.test(error.message);
}

/** Errors of our own code leave the connection as good as it was. */
function isLostBy(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError || error instanceof StoreError) return false;
  return isConnectionLost(error);
}

async function endBroken(client: PoolClient, isLost: boolean): Promise<void> {
  if (isLost) return client.release(true);
  try {
    await client.query('ROLLBACK');
    client.release();
  } catch {
    client.release(true);
  }
}

function endSnapshot(client: PoolClient): void {
  client.query('ROLLBACK').then(
    () => client.release(),
    () => client.release(true),
  );
}
