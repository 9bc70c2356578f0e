/** One connection to the store's file: its settings, its prepared statements, its errors as `StoreError`. */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { StoreError } from '../store-error.ts';

export type SqlValue = null | number | bigint | string | Uint8Array;
export type SqlRow = Record<string, SqlValue>;

/** More than any store that one machine should hold; only what is read takes memory, and that can be given back. */
const MAPPED_BYTES = 2 ** 40;
const SQLITE_BUSY = 5;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;

export interface ConnectionOptions {
  readonly file: string;
  readonly isReadOnly: boolean;
  /** How long a statement waits for other processes, blocking this thread. */
  readonly busyTimeoutMs: number;
}

export class SqliteConnection implements Disposable {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @throws StoreError */
  constructor(options: ConnectionOptions) {
    this.#database = orStoreError(
      () => new DatabaseSync(options.file, { readOnly: options.isReadOnly, timeout: options.busyTimeoutMs }),
    );
    // FULL: a commit is on the disk before anybody is told of it. secure_delete: what is erased leaves no bytes behind.
    orStoreError(() => {
      if (!options.isReadOnly) this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
      // Readers share the operating system's copy of the file instead of keeping one each.
      if (options.isReadOnly) this.#database.exec(`PRAGMA mmap_size = ${MAPPED_BYTES}`);
      this.#database.exec('PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY');
    });
  }

  get database(): DatabaseSync {
    return this.#database;
  }

  /** Runs statements that give no rows. @throws StoreError */
  exec(sql: string): void {
    orStoreError(() => this.#database.exec(sql));
  }

  /** @throws StoreError */
  run(sql: string, ...values: SqlValue[]): number {
    return Number(orStoreError(() => this.#prepare(sql).run(...values)).changes);
  }

  /** The first row, or null. @throws StoreError */
  get(sql: string, ...values: SqlValue[]): SqlRow | null {
    return (orStoreError(() => this.#prepare(sql).get(...values)) as SqlRow | undefined) ?? null;
  }

  /** @throws StoreError */
  all(sql: string, ...values: SqlValue[]): readonly SqlRow[] {
    return orStoreError(() => this.#prepare(sql).all(...values)) as unknown as readonly SqlRow[];
  }

  /** Runs `work` in one commit; a throw rolls all of it back. @throws StoreError */
  transact<T>(work: () => T): T {
    this.exec('BEGIN IMMEDIATE');
    let result: T;
    try {
      result = work();
      this.exec('COMMIT');
    } catch (error) {
      this.rollBack();
      throw error;
    }
    return result;
  }

  /** Ends an open transaction without keeping it; does nothing where the error had ended it already. */
  rollBack(): void {
    if (this.#database.isTransaction) this.exec('ROLLBACK');
  }

  [Symbol.dispose](): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

function orStoreError<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asStoreError(error);
  }
}

function asStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return error;
  const options = { cause: error };
  switch (error.errcode & 0xff) {
    case SQLITE_BUSY:
      return new StoreError('busy', 'another process holds the store', options);
    case SQLITE_FULL:
      return new StoreError('full', 'there is no space left for the store', options);
    case SQLITE_CANTOPEN:
      return new StoreError('missing', 'the store cannot be opened', options);
    case SQLITE_CORRUPT:
      return new StoreError('damaged', 'the store is damaged', options);
    case SQLITE_IOERR:
      return new StoreError('failed', 'the disk reported an error', options);
    default:
      return error;
  }
}
