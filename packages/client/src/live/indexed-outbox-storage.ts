/**
 * Outboxes in the IndexedDB of a browser, which outlive their pages. What a tab has written is its own as long as the tab is
 * alive; then it belongs to the first tab that finds it.
 */
import { findBrowserParts } from './browser-parts.ts';
import { IndexedDatabase, type Table } from './indexed-database.ts';
import { REAL_ENVIRONMENT } from './live-environment.ts';
import type { KeptCommand, OutboxStorage } from './outbox-storage.ts';
import { TabLife } from './tab-life.ts';

const BY_ID = 'id';

interface Row {
  readonly id: string;
  readonly tab: string;
  readonly order: number;
  readonly command: KeptCommand;
}

export class IndexedOutboxStorage implements OutboxStorage {
  readonly isLasting = true;
  readonly #name: string;
  readonly #database: IndexedDatabase<Row>;
  readonly #tab = REAL_ENVIRONMENT.newId();
  #life: Promise<TabLife | null> | null = null;

  /** `name`: of the database, one for each site or agent. Where there is no IndexedDB, every call rejects. */
  constructor(name: string) {
    this.#name = name;
    this.#database = new IndexedDatabase(name, (table) => void table.createIndex(BY_ID, 'id'));
  }

  readonly load = async (onLeft: (commands: readonly KeptCommand[]) => void): Promise<readonly KeptCommand[]> => {
    this.#life ??= this.#beginLife(onLeft);
    const life = await this.#life;
    // Where tabs do not know of each other all send the same, and the server does it once.
    if (life === null) return inOrder(await this.#rows());
    const found: Row[] = [];
    for (const tab of new Set((await this.#rows()).map((row) => row.tab))) {
      if (tab !== this.#tab) await life.ifGone(tab, async () => void found.push(...(await this.#take(tab))));
    }
    return inOrder(found);
  };

  readonly add = (command: KeptCommand, order: number): Promise<void> =>
    this.#database.change((store, commit) => {
      store.add({ id: command.id, tab: this.#tab, order, command });
      // At once: the page may end before its next turn.
      commit();
    });

  readonly remove = (id: string): Promise<void> =>
    this.#database.change((store) => {
      const keys = store.index(BY_ID).getAllKeys(id);
      keys.onsuccess = () => {
        for (const key of keys.result) store.delete(key);
      };
    });

  readonly clear = async (): Promise<void> => {
    const isOnlyOwn = (await this.#life) !== null;
    await this.#database.change((store) =>
      withRows(store, ({ tab }, key) => {
        if (!isOnlyOwn || tab === this.#tab) store.delete(key);
      }),
    );
  };

  readonly release = (): void => {
    void this.#life?.then((life) => life?.[Symbol.dispose]());
    this.#life = null;
  };

  #rows(): Promise<readonly Row[]> {
    return this.#database.read((store) => store.getAll());
  }

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
    await this.#database.change((store) => {
      withRows(store, (row, key) => {
        if (row.tab !== tab) return;
        taken.push(row);
        store.put({ ...row, tab: this.#tab }, key);
      });
    });
    return taken;
  }
}

function inOrder(rows: readonly Row[]): readonly KeptCommand[] {
  return [...rows].sort((a, b) => a.order - b.order).map(({ command }) => command);
}

function withRows(store: Table<Row>, act: (row: Row, key: number) => void): void {
  const [rows, keys] = [store.getAll(), store.getAllKeys()];
  keys.onsuccess = () => {
    for (const [at, row] of rows.result.entries()) act(row, keys.result[at] ?? 0);
  };
}
