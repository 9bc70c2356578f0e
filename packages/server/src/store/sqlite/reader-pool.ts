/** Read-only connections for snapshots, here or in other threads. A snapshot has one to itself from its opening to its release. */
import { type LeasePace, LeasePool, type LeasePoolOptions } from '../../platform/lease-pool.ts';
import type { ReadingPlace, Snapshot, Statements } from '../sql/database.ts';
import { LeasedSnapshot, SNAPSHOT_TIMES } from '../sql/leased-snapshot.ts';
import { StoreError } from '../store-error.ts';
import { ReaderThreads } from './reader-threads.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { SqliteStatements } from './sqlite-statements.ts';

const LARGEST_POOL = 8;

/** What a place of the pool stands for. */
interface Reading {
  readonly statements: Statements;
  readonly release: () => void;
}

export class ReaderPool implements AsyncDisposable {
  readonly #file: string;
  readonly #leases: LeasePool;
  readonly #threads: ReaderThreads;
  readonly #all: SqliteConnection[] = [];
  readonly #free: SqliteConnection[] = [];

  constructor(file: string, times: Pick<LeasePoolOptions, 'monotonicMs' | 'timers'>) {
    this.#file = file;
    this.#leases = new LeasePool({ most: LARGEST_POOL, ...SNAPSHOT_TIMES, ...times });
    this.#threads = new ReaderThreads(file);
  }

  /** Each statement sees the store as it is then; other threads run them. */
  get beside(): Statements {
    return this.#threads.live;
  }

  /** Sees one moment of the store. @throws StoreError `busy` when no connection came free in time */
  async openSnapshot(pace: LeasePace, where: ReadingPlace): Promise<Snapshot> {
    let reading: Reading | null = null;
    const lease = await this.#leases.take(pace, () => reading?.release());
    if (lease === null) throw new StoreError('busy', 'too many large reads at once');
    try {
      reading = where === 'beside' ? await this.#threads.beginSnapshot() : this.#beginHere();
    } catch (error) {
      lease[Symbol.dispose]();
      throw error;
    }
    // Its place may have been taken back while the thread began.
    if (lease.isOver) reading.release();
    return new LeasedSnapshot(reading.statements, lease);
  }

  /** Opens no snapshot until it is disposed of and ends those of slow readers, so that the store becomes free of readers. */
  rest(): Disposable {
    return this.#leases.rest();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leases[Symbol.dispose]();
    for (const connection of this.#all) connection[Symbol.dispose]();
    await this.#threads[Symbol.asyncDispose]();
  }

  #beginHere(): Reading {
    const connection = this.#find();
    const release = () => {
      connection.rollBack();
      this.#free.push(connection);
    };
    try {
      connection.beginSnapshot();
    } catch (error) {
      release();
      throw error;
    }
    return { statements: new SqliteStatements(connection), release };
  }

  #find(): SqliteConnection {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const connection = SqliteConnection.openReader(this.#file);
    this.#all.push(connection);
    return connection;
  }
}
