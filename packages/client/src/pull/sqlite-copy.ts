/** A copy as an SQLite file: the log in tables, and the cursor in the same transactions. */
import { closeSync, existsSync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { ChatChange } from '../chat-change.ts';
import { type CopiedChat, type CopyIndex, copiedDocument } from './copy-index.ts';
import { assertSame, type CopyIdentity } from './copy-state.ts';
import { addColumns, COPIED_TABLES, CopyTables, createTables, documentsTable, lacksColumns } from './copy-tables.ts';
import { EXIT, PullError } from './pull-error.ts';
import { describeSystemError } from './system-error.ts';

const STATE = 'CREATE TABLE copy_state (name TEXT PRIMARY KEY, value TEXT);';
/** Holds what one page changes: what has no room is written to the file before the commit, and then again. */
const CACHE_KIB = 65_536;
/** Chats between two reports of progress. */
const TOLD_EVERY = 10_000;

/** Told how far a copy of before has got its columns. */
export type OnUpgrade = (done: number) => void;

export class SqliteCopy implements Disposable {
  readonly #database: DatabaseSync;
  #tablesToWrite: CopyTables | null = null;
  #chats: number | null = null;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Opens the copy, or creates it when `identity` is given. @throws PullError for another kind of file, and on a Node without SQLite */
  static async open(
    path: string,
    identity: CopyIdentity | null,
    onUpgrade: OnUpgrade = () => undefined,
  ): Promise<SqliteCopy> {
    const { DatabaseSync: Database } = await loadSqlite();
    let database: DatabaseSync | null = null;
    try {
      // SQLite itself would leave it to the umask who may read a new one.
      if (identity !== null && !existsSync(path)) closeSync(openSync(path, 'a', 0o600));
      database = new Database(path, identity === null ? { readOnly: true } : {});
      database.exec(`PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL; PRAGMA cache_size = -${CACHE_KIB}`);
      const copy = new SqliteCopy(database);
      if (identity !== null) copy.#prepare(path, identity, onUpgrade);
      else if (!copy.#tables().includes('copy_state')) throw notACopy(path);
      return copy;
    } catch (error) {
      database?.close();
      if (error instanceof PullError || describeSystemError(error) !== null) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new PullError(`${path} cannot be used as an SQLite copy: ${reason}`, EXIT.usage);
    }
  }

  /** As in its identity; null for another kind of database. */
  get what(): string | null {
    return this.#read('what');
  }

  /** The log that it is a copy of. */
  get origin(): Pick<CopyIdentity, 'customer' | 'project'> {
    return { customer: this.#read('customer') ?? '', project: Number(this.#read('project')) };
  }

  /** Null before the first page. */
  get cursor(): string | null {
    return this.#read('cursor');
  }

  /** The page and its cursor in one transaction: either both are in the copy or neither is. */
  apply(changes: readonly ChatChange[], cursor: string | null, isRestart: boolean): void {
    this.#keep(cursor, (tables) => {
      if (isRestart) for (const table of COPIED_TABLES) this.#database.exec(`DELETE FROM ${table}`);
      const before = isRestart ? 0 : this.count();
      return changes.reduce((chats, change) => chats + tables.apply(change), before);
    });
  }

  /** As `apply`, of lines of the log with `ext`. */
  applyLines(lines: Iterable<Buffer>, cursor: string): void {
    this.#keep(cursor, (tables) => {
      let chats = this.count();
      for (const line of lines) chats += tables.applyLine(line);
      return chats;
    });
  }

  count(): number {
    this.#chats ??= Number(this.#database.prepare('SELECT count(*) AS chats FROM chat').get()?.chats ?? 0);
    return this.#chats;
  }

  /** Another connection has written to the copy. */
  recount(): void {
    this.#chats = null;
  }

  /** Read from the file. */
  index(): CopyIndex {
    const index = new Map<number, CopiedChat>();
    const documents = this.#database.prepare(
      `SELECT chatId, CAST(document AS BLOB) AS document FROM ${documentsTable(this.#database)}`,
    );
    for (const { chatId, document } of documents.iterate()) {
      if (document instanceof Uint8Array) index.set(Number(chatId), copiedDocument(Buffer.from(document)));
    }
    return index;
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  /** `work` returns the number of chats that there are after it. */
  #keep(cursor: string | null, work: (tables: CopyTables) => number): void {
    const tables = this.#tablesToWrite ?? new CopyTables(this.#database);
    this.#tablesToWrite = tables;
    this.#chats = this.#transaction(() => {
      const chats = work(tables);
      this.#write('cursor', cursor);
      return chats;
    });
  }

  #tables(): readonly string[] {
    const rows = this.#database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    return rows.map(({ name }) => String(name));
  }

  #prepare(path: string, identity: CopyIdentity, onUpgrade: OnUpgrade): void {
    const tables = this.#tables();
    if (tables.length === 0) {
      this.#transaction(() => {
        this.#database.exec(STATE);
        createTables(this.#database);
        for (const [name, value] of Object.entries(identity)) this.#write(name, String(value));
      });
      return;
    }
    if (!tables.includes('copy_state')) throw notACopy(path);
    const read = (name: string) => this.#read(name) ?? '';
    const found = {
      url: read('url'),
      customer: read('customer'),
      project: Number(read('project')),
      what: read('what'),
    };
    assertSame(path, found, identity);
    if (!lacksColumns(this.#database)) return;
    this.#transaction(() =>
      addColumns(this.#database, (done) => {
        if (done % TOLD_EVERY === 0) onUpgrade(done);
      }),
    );
  }

  #transaction<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const done = work();
      this.#database.exec('COMMIT');
      return done;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #read(name: string): string | null {
    const row = this.#database.prepare('SELECT value FROM copy_state WHERE name = ?').get(name);
    return typeof row?.value === 'string' ? row.value : null;
  }

  #write(name: string, value: string | null): void {
    this.#database.prepare('INSERT OR REPLACE INTO copy_state VALUES (?, ?)').run(name, value);
  }
}

async function loadSqlite(): Promise<typeof import('node:sqlite')> {
  try {
    return await import('node:sqlite');
  } catch {
    const message =
      'SQLite copies need Node 22.13 or newer, which has SQLite built in; all other formats work with this Node';
    throw new PullError(message, EXIT.oldNode);
  }
}

function notACopy(path: string): PullError {
  return new PullError(`${path} is not a database of parley-pull`, EXIT.usage);
}
