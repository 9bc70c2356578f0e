/** Read-only connections for snapshots. A snapshot has a connection to itself from its opening to its release. */
import { type LeasePace, LeasePool, type LeasePoolOptions } from '../../platform/lease-pool.ts';
import type { Snapshot } from '../sql/database.ts';
import { LeasedSnapshot, SNAPSHOT_TIMES } from '../sql/leased-snapshot.ts';
import { sql } from '../sql/sql.ts';
import { StoreError } from '../store-error.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { SqliteStatements } from './sqlite-statements.ts';

const LARGEST_POOL = 8;

export class ReaderPool implements Disposable {
  readonly #file: string;
  readonly #leases: LeasePool;
  readonly #all: SqliteConnection[] = [];
  readonly #free: SqliteConnection[] = [];

  constructor(file: string, times: Pick<LeasePoolOptions, 'monotonicMs' | 'timers'>) {
    this.#file = file;
    this.#leases = new LeasePool({ most: LARGEST_POOL, ...SNAPSHOT_TIMES, ...times });
  }

  /** Sees one moment of the store. @throws StoreError `busy` when no connection came free in time */
  async openSnapshot(pace: LeasePace): Promise<Snapshot> {
    let connection: SqliteConnection | null = null;
    const lease = await this.#leases.take(pace, () => {
      connection?.rollBack();
      if (connection !== null) this.#free.push(connection);
    });
    if (lease === null) throw new StoreError('busy', 'too many large reads at once');
    try {
      connection = this.#find();
      connection.exec('BEGIN');
      // A transaction takes its snapshot with its first read.
      connection.get({ value: 'int' }, sql`SELECT value FROM store WHERE name = 'position'`);
    } catch (error) {
      lease[Symbol.dispose]();
      throw error;
    }
    return new LeasedSnapshot(new SqliteStatements(connection), lease);
  }

  /** Opens no snapshot until it is disposed of and ends those of slow readers, so that the store becomes free of readers. */
  rest(): Disposable {
    return this.#leases.rest();
  }

  [Symbol.dispose](): void {
    this.#leases[Symbol.dispose]();
    for (const connection of this.#all) connection[Symbol.dispose]();
  }

  #find(): SqliteConnection {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const connection = new SqliteConnection({ file: this.#file, isReadOnly: true, busyTimeoutMs: 1_000 });
    this.#all.push(connection);
    return connection;
  }
}
