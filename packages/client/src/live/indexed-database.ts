/** A database of a browser with one table, opened when it is needed. Only what is used of IndexedDB is described. */

const ROWS = 'rows';

export interface Request<T> {
  readonly result: T;
  readonly error: unknown;
  onsuccess: (() => void) | null;
  onerror: (() => void) | null;
}
export interface Table<Row> {
  readonly add: (row: Row) => unknown;
  readonly put: (row: Row, key: number) => unknown;
  readonly get: (key: number) => Request<Row | undefined>;
  readonly getAll: () => Request<readonly Row[]>;
  readonly getAllKeys: () => Request<readonly number[]>;
  readonly delete: (key: number) => unknown;
  readonly createIndex: (name: string, path: string) => unknown;
  readonly index: (name: string) => { readonly getAllKeys: (value: string) => Request<readonly number[]> };
}
interface Transaction<Row> {
  readonly objectStore: (name: string) => Table<Row>;
  readonly error: unknown;
  readonly commit?: () => void;
  oncomplete: (() => void) | null;
  onabort: (() => void) | null;
}
interface Database<Row> {
  readonly createObjectStore: (name: string, options: { readonly autoIncrement: true }) => Table<Row>;
  readonly transaction: (name: string, mode: 'readonly' | 'readwrite') => Transaction<Row>;
  onclose: (() => void) | null;
}
interface Opening<Row> extends Request<Database<Row>> {
  onupgradeneeded: (() => void) | null;
}
interface DatabaseFactory<Row> {
  readonly open: (name: string, version: number) => Opening<Row>;
}

export class IndexedDatabase<Row> {
  readonly #name: string;
  readonly #prepare: (table: Table<Row>) => void;
  #database: Promise<Database<Row>> | null = null;

  /** Where there is no IndexedDB, every call rejects. `prepare` is given the table when it is new. */
  constructor(name: string, prepare: (table: Table<Row>) => void = () => undefined) {
    this.#name = name;
    this.#prepare = prepare;
  }

  async read<T>(ask: (table: Table<Row>) => Request<T>): Promise<T> {
    return resultOf(ask((await this.#begin('readonly')).objectStore(ROWS)));
  }

  /** All or nothing; `commit` is called at the end of `act` when the page may end before its next turn. */
  async change(act: (table: Table<Row>, commit: () => void) => void): Promise<void> {
    const transaction = await this.#begin('readwrite');
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      act(transaction.objectStore(ROWS), () => transaction.commit?.());
    });
  }

  /** A database that could not be opened, or that the browser has closed, is opened again. */
  async #begin(mode: 'readonly' | 'readwrite'): Promise<Transaction<Row>> {
    this.#database ??= this.#open();
    try {
      const database = await this.#database;
      database.onclose = () => {
        this.#database = null;
      };
      return database.transaction(ROWS, mode);
    } catch (error) {
      this.#database = null;
      throw error;
    }
  }

  async #open(): Promise<Database<Row>> {
    const { indexedDB } = globalThis as { readonly indexedDB?: DatabaseFactory<Row> };
    if (indexedDB === undefined) throw new TypeError('there is no IndexedDB here');
    const opening = indexedDB.open(this.#name, 1);
    opening.onupgradeneeded = () => this.#prepare(opening.result.createObjectStore(ROWS, { autoIncrement: true }));
    return resultOf(opening);
  }
}

function resultOf<T>(request: Request<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
