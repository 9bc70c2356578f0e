/**
 * A database behind a pool of connections. Nothing here outlives a transaction in the server's session, so a pooler in
 * transaction mode may stand between. Errors come out as `StoreError`.
 */

import { pipeline } from 'node:stream/promises';
import { Client, DatabaseError, Pool, type PoolClient } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { Logger } from '../../platform/logger.ts';
import { StoreError } from '../store-error.ts';
import { type CopyRow, type CopyValue, readCopyRows, writeCopyRows } from './copy-binary.ts';
import { asStoreError, describeTarget, isConnectionLost } from './postgres-error.ts';
import { Turns } from './semaphore.ts';

export type SqlRow = Readonly<Record<string, unknown>>;

/** A value by the type of its parameter; bytes for `bytea`, lists for arrays. */
export type SqlValue = null | number | string | boolean | Uint8Array | readonly (number | string | null)[];

/** Where statements go: a transaction, or each to whatever connection is free. */
export interface Statements {
  /** One statement with `$1 …`; without values it may be several. @throws StoreError */
  query(sql: string, values: readonly SqlValue[]): Promise<readonly SqlRow[]>;
  /** The rows of a SELECT as binary COPY; values stand in the text, see `bind-literals.ts`. @throws StoreError */
  copyOut(select: string): Promise<readonly CopyRow[]>;
}

export interface Transaction extends Statements {
  /** Puts rows into the columns named in `target`, for example `parley.chat (a, b)`. @throws StoreError */
  copyIn(target: string, rows: Iterable<readonly CopyValue[]>): Promise<void>;
}

/** A transaction that only reads, all of it at one moment. */
export interface Snapshot extends Statements, Disposable {}

export interface DatabaseOptions {
  readonly connectionString: string;
  readonly poolSize: number;
  /** Monotonic milliseconds. */
  readonly monotonicMs: () => number;
  readonly logger: Logger | null;
}

/** A transaction that took longer is undone: what it wrote is dated and would come into the feed long after its date. */
export const LONGEST_TRANSACTION_MS = 30_000;

const CONNECT_TIMEOUT_MS = 10_000;
/** A half-open connection is noticed after this; nothing here takes as long. */
const QUERY_TIMEOUT_MS = 60_000;
const MOST_ATTEMPTS = 4;
/** A transaction that stands open holds every reader of the feed: the server ends it if this process cannot. */
const LIMITS =
  'SET LOCAL idle_in_transaction_session_timeout = 10000; SET LOCAL statement_timeout = 55000; SET LOCAL lock_timeout = 10000';
/** A snapshot holds nobody; it may wait for a slow reader of its page. */
const SNAPSHOT_LIMITS =
  'SET LOCAL idle_in_transaction_session_timeout = 120000; SET LOCAL statement_timeout = 55000; SELECT pg_current_snapshot()';

export class PostgresDatabase implements Statements, AsyncDisposable {
  /** Names the database in messages. */
  readonly target: string;
  readonly #pool: Pool;
  readonly #turns: Turns;
  readonly #monotonicMs: () => number;
  readonly #connecting = new Set<Promise<unknown>>();
  #isClosed = false;
  #begin = `BEGIN ISOLATION LEVEL READ COMMITTED; ${LIMITS}`;

  /** @throws StoreError `unreachable` when the address cannot be read */
  constructor({ connectionString, poolSize, monotonicMs, logger }: DatabaseOptions) {
    this.#monotonicMs = monotonicMs;
    try {
      this.target = describeTarget(new Client({ connectionString }));
    } catch (error) {
      // The message of an unreadable address may hold the password.
      throw new StoreError(
        'unreachable',
        'the address of the database cannot be read: it is like postgres://user:password@host:5432/name',
        {
          cause: error instanceof Error ? error.name : null,
        },
      );
    }
    this.#turns = new Turns(Math.max(2, poolSize - 4));
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

  query(sql: string, values: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    return this.#runAlone((client) => runQuery(client, sql, values));
  }

  copyOut(select: string): Promise<readonly CopyRow[]> {
    return this.#runAlone((client) => runCopyOut(client, select));
  }

  /**
   * Runs `work` in one commit; a throw rolls all of it back. It is run again when the database undid it in favour of
   * another writer, so that it must change nothing outside of the transaction.
   * @throws StoreError `failed` when the connection was lost during the commit, so that nobody knows whether it was kept
   */
  async transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#transactOnce(work);
      } catch (error) {
        if (attempt === MOST_ATTEMPTS || !isUndoneForOthers(error)) throw error;
      }
    }
  }

  async #transactOnce<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const client = await this.#takeBegun(this.#begin);
    const begunMs = this.#monotonicMs();
    let isCommitting = false;
    try {
      const result = await work(statementsOf(client, this.target));
      if (this.#monotonicMs() - begunMs > LONGEST_TRANSACTION_MS) {
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

  /** @throws StoreError `busy` when as many as allowed are open and none ends in ten seconds */
  async openSnapshot(): Promise<Snapshot> {
    await this.#turns.take();
    let client: PoolClient;
    try {
      client = await this.#takeBegun(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${SNAPSHOT_LIMITS}`);
    } catch (error) {
      this.#turns.give();
      throw error;
    }
    return {
      ...statementsOf(client, this.target),
      [Symbol.dispose]: () => {
        this.#turns.give();
        client.query('ROLLBACK').then(
          () => client.release(),
          () => client.release(true),
        );
      },
    };
  }

  /** Takes no more work and waits for what runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    // The pool forgets those who still wait for a connection when it ends.
    await Promise.allSettled(this.#connecting);
    await this.#pool.end();
  }

  /** One statement by itself; it is tried again where a pooled connection turned out to be dead, as after a restart. */
  async #runAlone<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      const client = await this.#take();
      try {
        const result = await work(client);
        client.release();
        return result;
      } catch (error) {
        const isLost = isLostBy(error);
        client.release(isLost);
        if (!isLost || attempt > 0 || isTimeout(error)) throw asStoreError(error, this.target);
      }
    }
  }

  async #takeBegun(begin: string): Promise<PoolClient> {
    for (let attempt = 0; ; attempt++) {
      const client = await this.#take();
      try {
        await client.query(begin);
        return client;
      } catch (error) {
        client.release(true);
        if (!isLostBy(error) || attempt > 0 || isTimeout(error)) throw asStoreError(error, this.target);
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

function statementsOf(client: PoolClient, target: string): Transaction {
  const guard = async <T>(work: Promise<T>) => {
    try {
      return await work;
    } catch (error) {
      throw asStoreError(error, target);
    }
  };
  return {
    query: (sql, values) => guard(runQuery(client, sql, values)),
    copyOut: (select) => guard(runCopyOut(client, select)),
    copyIn: (into, rows) =>
      guard(pipeline(writeCopyRows(rows), client.query(copyFrom(`COPY ${into} FROM STDIN (FORMAT binary)`)))),
  };
}

async function runQuery(client: PoolClient, sql: string, values: readonly SqlValue[]): Promise<readonly SqlRow[]> {
  // `pg` sends a Buffer as bytes and any other view of bytes as text.
  const sent = values.map((value) =>
    value instanceof Uint8Array && !Buffer.isBuffer(value)
      ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
      : value,
  );
  const result = await client.query(sql, sent);
  return result.rows ?? [];
}

async function runCopyOut(client: PoolClient, select: string): Promise<readonly CopyRow[]> {
  const parts: Buffer[] = [];
  for await (const part of client.query(copyTo(`COPY (${select}) TO STDOUT (FORMAT binary)`))) parts.push(part);
  return readCopyRows(parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts));
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
