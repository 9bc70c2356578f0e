/** The store's database in PostgreSQL. */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '../../model/instant.ts';
import { KeyedMutex } from '../../platform/keyed-mutex.ts';
import type { LeasePace } from '../../platform/lease-pool.ts';
import { SingleFlight } from '../../platform/single-flight.ts';
import type { Watermark } from '../chat-store.ts';
import type { Database, Snapshot, Statements, Transaction, WriteLine } from '../sql/database.ts';
import { sql } from '../sql/sql.ts';
import { PostgresOrder } from './feed-order.ts';
import { POSTGRES } from './postgres-dialect.ts';
import { PostgresHints } from './postgres-hints.ts';
import type { PostgresPool } from './postgres-pool.ts';
import { PostgresScrubber, type ScrubSettings } from './scrub.ts';
import { WatermarkGauge } from './watermark.ts';

const POLL_MS = 100;
const SETTLE_POLL_MS = 10;
const LONGEST_SETTLE_MS = 1_000;

export interface PostgresDatabaseOptions extends ScrubSettings {
  readonly pool: PostgresPool;
  readonly connectionString: string;
  /** By which changes are dated; null is the clock of the database. */
  readonly now: () => Instant | null;
}

export class PostgresDatabase implements Database {
  readonly dialect = POSTGRES;
  readonly order: PostgresOrder;
  readonly scrubber: PostgresScrubber;
  readonly hints: PostgresHints;
  readonly live: Statements;
  readonly answers = new SingleFlight();
  readonly beside: Statements;
  readonly now: () => Instant | null;
  readonly #pool: PostgresPool;
  readonly #gauge: WatermarkGauge;
  readonly #lines = new KeyedMutex();
  readonly #closing = new AbortController();

  constructor(options: PostgresDatabaseOptions) {
    this.now = options.now;
    this.#pool = options.pool;
    this.live = options.pool.live;
    this.beside = options.pool.live;
    this.#gauge = new WatermarkGauge(options.monotonicMs);
    this.order = new PostgresOrder(this.#gauge);
    this.hints = new PostgresHints(options.connectionString, options.pool.live, options.logger);
    this.scrubber = new PostgresScrubber(options.pool, options);
  }

  openSnapshot(pace: LeasePace): Promise<Snapshot> {
    return this.#pool.openSnapshot(pace);
  }

  write<T>(line: WriteLine, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const commit = () => this.#pool.transact(work);
    return line === null ? commit() : this.#lines.run(`${line.projectRow}/${line.chatId ?? ''}`, commit);
  }

  pause(): Promise<void> {
    return nextTurn();
  }

  /** By transaction ids: one that is given later belongs to a transaction that begins to write later. */
  async hasSettled(): Promise<boolean> {
    const { begun } = await this.#readRunning();
    for (let waitedMs = 0; ; waitedMs += SETTLE_POLL_MS) {
      if ((await this.#readRunning()).oldest >= begun) return true;
      if (waitedMs >= LONGEST_SETTLE_MS || this.#closing.signal.aborted) return false;
      await sleep(SETTLE_POLL_MS);
    }
  }

  /** The oldest transaction that has written and runs, and the first that has not begun to. */
  async #readRunning(): Promise<{ readonly oldest: bigint; readonly begun: bigint }> {
    const row = await this.live.get(
      { oldest: 'bigint', begun: 'bigint' },
      sql`SELECT pg_snapshot_xmin(pg_current_snapshot()) AS oldest, pg_snapshot_xmax(pg_current_snapshot()) AS begun`,
    );
    return row ?? { oldest: 0n, begun: 1n };
  }

  async waitFor(hasChanged: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
    const until = AbortSignal.any([signal, this.#closing.signal]);
    try {
      while (!until.aborted && !(await hasChanged())) await sleep(POLL_MS, undefined, { signal: until });
    } catch (error) {
      if (!until.aborted) throw error;
    }
  }

  measureWatermark(): Promise<Watermark> {
    return this.#gauge.measure(this.live);
  }

  async repairIndexes(): Promise<void> {}

  /** The files are the server's. */
  async checkFile(): Promise<void> {}

  /** Finishes the writes in line, then closes the connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#lines.drain();
    await this.hints[Symbol.asyncDispose]();
    await this.#pool[Symbol.asyncDispose]();
  }
}
