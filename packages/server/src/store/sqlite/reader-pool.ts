/** Read-only connections for snapshots. A snapshot has a connection to itself from its opening to its release. */
import { setTimeout } from 'node:timers';
import { StoreError } from '../store-error.ts';
import { SqliteConnection } from './sqlite-connection.ts';

const LARGEST_POOL = 8;
const LONGEST_WAIT_MS = 10_000;

export class ReaderPool implements Disposable {
  readonly #file: string;
  readonly #all: SqliteConnection[] = [];
  readonly #free: SqliteConnection[] = [];
  readonly #waiting: ((connection: SqliteConnection) => void)[] = [];
  #isResting = false;

  constructor(file: string) {
    this.#file = file;
  }

  /** @throws StoreError `busy` when none came free in time. */
  async take(): Promise<SqliteConnection> {
    return this.#find() ?? this.#wait();
  }

  /** A connection that sees one moment of the store until it is disposed of. @throws StoreError `busy` as `take` does */
  async openSnapshot(): Promise<Disposable & { readonly connection: SqliteConnection }> {
    const connection = await this.take();
    connection.exec('BEGIN');
    // A transaction takes its snapshot with its first read.
    connection.get("SELECT value FROM store WHERE name = 'position'");
    return {
      connection,
      [Symbol.dispose]: () => {
        connection.rollBack();
        this.give(connection);
      },
    };
  }

  give(connection: SqliteConnection): void {
    this.#free.push(connection);
    this.#serve();
  }

  /** Hands out nothing until it is disposed of: as snapshots end, the store becomes free of readers. */
  rest(): Disposable {
    this.#isResting = true;
    return {
      [Symbol.dispose]: () => {
        this.#isResting = false;
        this.#serve();
      },
    };
  }

  [Symbol.dispose](): void {
    for (const connection of this.#all) connection[Symbol.dispose]();
  }

  #find(): SqliteConnection | null {
    if (this.#isResting) return null;
    const free = this.#free.pop();
    if (free !== undefined || this.#all.length === LARGEST_POOL) return free ?? null;
    const connection = new SqliteConnection({ file: this.#file, isReadOnly: true, busyTimeoutMs: 1_000 });
    this.#all.push(connection);
    return connection;
  }

  #serve(): void {
    while (this.#waiting.length > 0) {
      const connection = this.#find();
      if (connection === null) return;
      this.#waiting.shift()?.(connection);
    }
  }

  #wait(): Promise<SqliteConnection> {
    return new Promise((resolve, reject) => {
      const take = (connection: SqliteConnection) => {
        clearTimeout(timer);
        resolve(connection);
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(take), 1);
        reject(new StoreError('busy', 'too many large reads at once'));
      }, LONGEST_WAIT_MS);
      this.#waiting.push(take);
    });
  }
}
