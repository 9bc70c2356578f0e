/** An outbox in the IndexedDB of a browser: it outlives the page. */
import type { KeptCommand, OutboxStorage } from './outbox-storage.ts';

const ROWS = 'rows';
const BY_ID = 'id';

interface Request<T> {
  readonly result: T;
  readonly error: unknown;
  onsuccess: (() => void) | null;
  onerror: (() => void) | null;
}
interface Store {
  readonly add: (row: Row) => unknown;
  readonly getAll: () => Request<readonly Row[]>;
  readonly delete: (key: number) => unknown;
  readonly clear: () => unknown;
  readonly createIndex: (name: string, path: string) => unknown;
  readonly index: (name: string) => { readonly getAllKeys: (value: string) => Request<readonly number[]> };
}
interface Transaction {
  readonly objectStore: (name: string) => Store;
  readonly error: unknown;
  oncomplete: (() => void) | null;
  onabort: (() => void) | null;
}
interface Database {
  readonly createObjectStore: (name: string, options: { readonly autoIncrement: true }) => Store;
  readonly transaction: (name: string, mode: 'readonly' | 'readwrite') => Transaction;
}
interface Opening extends Request<Database> {
  onupgradeneeded: (() => void) | null;
}
/** As much of the browser's factory as is used. */
export interface DatabaseFactory {
  readonly open: (name: string, version: number) => Opening;
}
interface Row {
  readonly id: string;
  readonly command: KeptCommand;
}

export class IndexedOutboxStorage implements OutboxStorage {
  readonly #database: Promise<Database>;

  /** `name`: of the database, one for each site or agent. Where there is no IndexedDB, every call rejects. */
  constructor(name: string, factory = (globalThis as { readonly indexedDB?: DatabaseFactory }).indexedDB) {
    this.#database = open(name, factory);
    // It is for the calls to reject.
    this.#database.catch(() => undefined);
  }

  readonly load = async (): Promise<readonly KeptCommand[]> => {
    const store = (await this.#database).transaction(ROWS, 'readonly').objectStore(ROWS);
    return (await resultOf(store.getAll())).map(({ command }) => command);
  };

  readonly add = (command: KeptCommand): Promise<void> =>
    this.#change((store) => void store.add({ id: command.id, command }));

  readonly remove = (id: string): Promise<void> =>
    this.#change((store) => {
      const keys = store.index(BY_ID).getAllKeys(id);
      keys.onsuccess = () => {
        for (const key of keys.result) store.delete(key);
      };
    });

  readonly clear = (): Promise<void> => this.#change((store) => void store.clear());

  async #change(act: (store: Store) => void): Promise<void> {
    const transaction = (await this.#database).transaction(ROWS, 'readwrite');
    act(transaction.objectStore(ROWS));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

async function open(name: string, factory: DatabaseFactory | undefined): Promise<Database> {
  if (factory === undefined) throw new TypeError('there is no IndexedDB here');
  const opening = factory.open(name, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(ROWS, { autoIncrement: true }).createIndex(BY_ID, 'id');
  };
  return resultOf(opening);
}

function resultOf<T>(request: Request<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
