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

  constructor(file: string) {
    this.#file = file;
  }

  /** @throws StoreError `busy` when none came free in time. */
  async take(): Promise<SqliteConnection> {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#all.length < LARGEST_POOL) {
      const connection = new SqliteConnection({ file: this.#file, isReadOnly: true, busyTimeoutMs: 1_000 });
      this.#all.push(connection);
      return connection;
    }
    return this.#wait();
  }

  give(connection: SqliteConnection): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(connection);
    else next(connection);
  }

  [Symbol.dispose](): void {
    for (const connection of this.#all) connection[Symbol.dispose]();
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
