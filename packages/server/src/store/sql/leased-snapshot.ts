/** A snapshot that its pool may end early, because whoever reads it is too slow. Used by both databases. */
import type { Lease, LeasePoolOptions } from '../../platform/lease-pool.ts';
import { StoreError } from '../store-error.ts';
import type { Columns, Row, Snapshot, Statements } from './database.ts';
import type { Sql, SqlValue } from './sql.ts';

/** How long a snapshot may wait for its reader; old ones keep removed bytes in the files and places from others. */
export const SNAPSHOT_TIMES = {
  longestMs: 60_000,
  longestWhileWantedMs: 5_000,
  longestWaitMs: 10_000,
} as const satisfies Partial<LeasePoolOptions>;

export class LeasedSnapshot implements Snapshot {
  readonly dialect: Statements['dialect'];
  readonly #statements: Statements;
  readonly #lease: Lease;

  constructor(statements: Statements, lease: Lease) {
    this.dialect = statements.dialect;
    this.#statements = statements;
    this.#lease = lease;
  }

  async all<C extends Columns>(columns: C, statement: Sql): Promise<readonly Row<C>[]> {
    return this.#open().all(columns, statement);
  }

  async get<C extends Columns>(columns: C, statement: Sql): Promise<Row<C> | null> {
    return this.#open().get(columns, statement);
  }

  async bulk<C extends Columns>(columns: C, statement: Sql): Promise<readonly Row<C>[]> {
    return this.#open().bulk(columns, statement);
  }

  async tuples(kinds: readonly Columns[string][], statement: Sql): Promise<readonly (readonly SqlValue[])[]> {
    return this.#open().tuples(kinds, statement);
  }

  [Symbol.dispose](): void {
    this.#lease[Symbol.dispose]();
  }

  #open(): Statements {
    if (!this.#lease.isOver) return this.#statements;
    throw new StoreError(
      'outdated',
      'a reader was too slow for its snapshot of the store: it must ask for smaller pages',
    );
  }
}
