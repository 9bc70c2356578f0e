/** A copy as an SQLite file: the log in tables, and the cursor in the same transactions. */
import { closeSync, existsSync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { ChatChange } from '../chat-change.ts';
import type { ChatInReply } from '../contract-types.ts';
import { type CopiedChat, type CopyIndex, copiedChat } from './copy-index.ts';
import { assertSame, type CopyIdentity } from './copy-state.ts';
import { addColumns, COPIED_TABLES, CopyTables, createTables, documentsTable, lacksColumns } from './copy-tables.ts';
import { EXIT, PullError } from './pull-error.ts';
import { describeSystemError } from './system-error.ts';

const STATE = 'CREATE TABLE copy_state (name TEXT PRIMARY KEY, value TEXT);';
/** Chats between two reports of progress. */
const TOLD_EVERY = 10_000;

/** Told how far a copy of before has got its columns. */
export type OnUpgrade = (done: number) => void;

export class SqliteCopy implements Disposable {
  readonly #database: DatabaseSync;

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
      database.exec('PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL');
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
    this.#transaction(() => {
      if (isRestart) for (const table of COPIED_TABLES) this.#database.exec(`DELETE FROM ${table}`);
      const tables = new CopyTables(this.#database);
      for (const change of changes) {
        if (change.kind === 'changed') tables.put(change.chat);
        else tables.remove(change.chatId, change.revision);
      }
      this.#write('cursor', cursor);
    });
  }

  count(): number {
    return Number(this.#database.prepare('SELECT count(*) AS chats FROM chat_document').get()?.chats ?? 0);
  }

  /** Read from the file. */
  index(): CopyIndex {
    const index = new Map<number, CopiedChat>();
    for (const row of this.#database
      .prepare(`SELECT chatId, document FROM ${documentsTable(this.#database)}`)
      .iterate()) {
      const document = String(row.document);
      index.set(Number(row.chatId), copiedChat(JSON.parse(document) as ChatInReply, document));
    }
    return index;
  }

  [Symbol.dispose](): void {
    this.#database.close();
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

  #transaction(work: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#database.exec('COMMIT');
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
