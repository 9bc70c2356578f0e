/** Read-only connections for snapshots. A snapshot has a connection to itself from its opening to its release. */
import { Semaphore } from '../../platform/semaphore.ts';
import { sql } from '../sql/sql.ts';
import { StoreError } from '../store-error.ts';
import { SqliteConnection } from './sqlite-connection.ts';

const LARGEST_POOL = 8;
const LONGEST_WAIT_MS = 10_000;

export class ReaderPool implements Disposable {
  readonly #file: string;
  readonly #permits = new Semaphore(LARGEST_POOL);
  readonly #all: SqliteConnection[] = [];
  readonly #free: SqliteConnection[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  /** A connection that sees one moment of the store. @throws StoreError `busy` when none came free in time */
  async openSnapshot(): Promise<Disposable & { readonly connection: SqliteConnection }> {
    if (!(await this.#permits.take(LONGEST_WAIT_MS))) throw new StoreError('busy', 'too many large reads at once');
    const connection = this.#find();
    connection.exec('BEGIN');
    // A transaction takes its snapshot with its first read.
    connection.get({ value: 'int' }, sql`SELECT value FROM store WHERE name = 'position'`);
    return {
      connection,
      [Symbol.dispose]: () => {
        connection.rollBack();
        this.#free.push(connection);
        this.#permits.give();
      },
    };
  }

  /** Opens no snapshot until it is disposed of, so that the store becomes free of readers. */
  rest(): Disposable {
    return this.#permits.close();
  }

  [Symbol.dispose](): void {
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
