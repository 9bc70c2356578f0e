/**
 * Outboxes in the IndexedDB of a browser, which outlive their pages. What a tab has written is its own as long as the tab is
 * alive; then it belongs to the first tab that finds it.
 */
import { findBrowserParts } from './browser-parts.ts';
import { REAL_ENVIRONMENT } from './live-environment.ts';
import type { KeptCommand, OutboxStorage } from './outbox-storage.ts';
import { TabLife } from './tab-life.ts';

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
  readonly put: (row: Row, key: number) => unknown;
  readonly getAll: () => Request<readonly Row[]>;
  readonly getAllKeys: () => Request<readonly number[]>;
  readonly delete: (key: number) => unknown;
  readonly createIndex: (name: string, path: string) => unknown;
  readonly index: (name: string) => { readonly getAllKeys: (value: string) => Request<readonly number[]> };
}
interface Transaction {
  readonly objectStore: (name: string) => Store;
  readonly error: unknown;
  readonly commit?: () => void;
  oncomplete: (() => void) | null;
  onabort: (() => void) | null;
}
interface Database {
  readonly createObjectStore: (name: string, options: { readonly autoIncrement: true }) => Store;
  readonly transaction: (name: string, mode: 'readonly' | 'readwrite') => Transaction;
  onclose: (() => void) | null;
}
interface Opening extends Request<Database> {
  onupgradeneeded: (() => void) | null;
}
interface DatabaseFactory {
  readonly open: (name: string, version: number) => Opening;
}
interface Row {
  readonly id: string;
  readonly tab: string;
  readonly order: number;
  readonly command: KeptCommand;
}

export class IndexedOutboxStorage implements OutboxStorage {
  readonly isLasting = true;
  readonly #name: string;
  readonly #tab = REAL_ENVIRONMENT.newId();
  #database: Promise<Database> | null = null;
  #life: Promise<TabLife | null> | null = null;

  /** `name`: of the database, one for each site or agent. Where there is no IndexedDB, every call rejects. */
  constructor(name: string) {
    this.#name = name;
  }

  readonly load = async (onLeft: (commands: readonly KeptCommand[]) => void): Promise<readonly KeptCommand[]> => {
    this.#life ??= this.#beginLife(onLeft);
    const life = await this.#life;
    // Where tabs do not know of each other all send the same, and the server does it once.
    if (life === null) return inOrder(await this.#read());
    const found: Row[] = [];
    for (const tab of new Set((await this.#read()).map((row) => row.tab))) {
      if (tab !== this.#tab) await life.ifGone(tab, async () => void found.push(...(await this.#take(tab))));
    }
    return inOrder(found);
  };

  readonly add = (command: KeptCommand, order: number): Promise<void> =>
    this.#change((store, transaction) => {
      store.add({ id: command.id, tab: this.#tab, order, command });
      // At once: the page may end before its next turn.
      transaction.commit?.();
    });

  readonly remove = (id: string): Promise<void> =>
    this.#change((store) => {
      const keys = store.index(BY_ID).getAllKeys(id);
      keys.onsuccess = () => {
        for (const key of keys.result) store.delete(key);
      };
    });

  readonly clear = async (): Promise<void> => {
    const isOnlyOwn = (await this.#life) !== null;
    await this.#change((store) =>
      withRows(store, ({ tab }, key) => {
        if (!isOnlyOwn || tab === this.#tab) store.delete(key);
      }),
    );
  };

  readonly release = (): void => {
    void this.#life?.then((life) => life?.[Symbol.dispose]());
    this.#life = null;
  };

  /** null where there are no locks, or where they are forbidden. */
  async #beginLife(onLeft: (commands: readonly KeptCommand[]) => void): Promise<TabLife | null> {
    const parts = findBrowserParts();
    const onGone = async (tab: string) => {
      const rows = await this.#take(tab).catch(() => []);
      if (rows.length > 0) onLeft(inOrder(rows));
    };
    if (parts === null) return null;
    return TabLife.begin({ parts, name: this.#name, tabId: this.#tab, onGone }).catch(() => null);
  }

  /** What that tab has left is this one's from now on, in its place. */
  async #take(tab: string): Promise<readonly Row[]> {
    const taken: Row[] = [];
    await this.#change((store) => {
      withRows(store, (row, key) => {
        if (row.tab !== tab) return;
        taken.push(row);
        store.put({ ...row, tab: this.#tab }, key);
      });
    });
    return taken;
  }

  async #read(): Promise<readonly Row[]> {
    return resultOf((await this.#begin('readonly')).objectStore(ROWS).getAll());
  }

  async #change(act: (store: Store, transaction: Transaction) => void): Promise<void> {
    const transaction = await this.#begin('readwrite');
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      act(transaction.objectStore(ROWS), transaction);
    });
  }

  /** A database that could not be opened, or that the browser has closed, is opened again. */
  async #begin(mode: 'readonly' | 'readwrite'): Promise<Transaction> {
    this.#database ??= open(this.#name);
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
}

function inOrder(rows: readonly Row[]): readonly KeptCommand[] {
  return [...rows].sort((a, b) => a.order - b.order).map(({ command }) => command);
}

function withRows(store: Store, act: (row: Row, key: number) => void): void {
  const [rows, keys] = [store.getAll(), store.getAllKeys()];
  keys.onsuccess = () => {
    for (const [at, row] of rows.result.entries()) act(row, keys.result[at] ?? 0);
  };
}

async function open(name: string): Promise<Database> {
  const { indexedDB } = globalThis as { readonly indexedDB?: DatabaseFactory };
  if (indexedDB === undefined) throw new TypeError('there is no IndexedDB here');
  const opening = indexedDB.open(name, 1);
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
