/** One connection to the store's file: its settings, its prepared statements, its errors as `StoreError`. */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { AddedRows, Columns, Row } from '../sql/database.ts';
import { type Sql, type SqlValue, sql } from '../sql/sql.ts';
import { StoreError } from '../store-error.ts';

/** More than any store that one machine should hold; only what is read takes memory, and that can be given back. */
const MAPPED_BYTES = 2 ** 40;
const SQLITE_BUSY = 5;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;

const POSITION = { value: 'int' } as const satisfies Columns;

export interface ConnectionOptions {
  readonly file: string;
  readonly isReadOnly: boolean;
  /** How long a statement waits for other processes, blocking this thread. */
  readonly busyTimeoutMs: number;
}

export class SqliteConnection implements Disposable {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #tuples = new Map<string, StatementSync>();
  readonly #fixed = new WeakMap<readonly string[], StatementSync>();

  /** @throws StoreError */
  constructor(options: ConnectionOptions) {
    this.#database = orStoreError(
      () => new DatabaseSync(options.file, { readOnly: options.isReadOnly, timeout: options.busyTimeoutMs }),
    );
    // FULL: a commit is on the disk before anybody learns of it. secure_delete: what is erased leaves no bytes behind.
    orStoreError(() => {
      if (!options.isReadOnly) this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
      // Readers share the operating system's copy of the file instead of keeping one each.
      if (options.isReadOnly) this.#database.exec(`PRAGMA mmap_size = ${MAPPED_BYTES}`);
      this.#database.exec('PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY');
    });
  }

  static openReader(file: string): SqliteConnection {
    return new SqliteConnection({ file, isReadOnly: true, busyTimeoutMs: 1_000 });
  }

  get database(): DatabaseSync {
    return this.#database;
  }

  exec(text: string): void {
    orStoreError(() => this.#database.exec(text));
  }

  run({ strings, values }: Sql): number {
    return Number(orStoreError(() => this.#prepare(strings).run(...(values as SQLInputValue[]))).changes);
  }

  get<C extends Columns>(columns: C, { strings, values }: Sql): Row<C> | null {
    const row = orStoreError(() => this.#prepare(strings).get(...(values as SQLInputValue[])));
    return row === undefined ? null : hasPositions(columns) ? readRow(columns, row) : (row as Row<C>);
  }

  /** @throws StoreError */
  all<C extends Columns>(columns: C, { strings, values }: Sql): readonly Row<C>[] {
    const rows = orStoreError(() => this.#prepare(strings).all(...(values as SQLInputValue[])));
    return hasPositions(columns) ? rows.map((row) => readRow(columns, row)) : (rows as Row<C>[]);
  }

  /** Rows as lists of their values; none may be a part of a feed position. @throws StoreError */
  tuples({ strings, values }: Sql): readonly (readonly SqlValue[])[] {
    const statement = this.#prepareTuples(strings.join('?'));
    return orStoreError(() => statement.all(...(values as SQLInputValue[]))) as unknown as (readonly SqlValue[])[];
  }

  /** The first row in the same way; null when there is none. @throws StoreError */
  firstTuple({ strings, values }: Sql): readonly SqlValue[] | null {
    const statement = this.#prepareTuples(strings.join('?'));
    const row = orStoreError(() => statement.get(...(values as SQLInputValue[])));
    return (row as readonly SqlValue[] | undefined) ?? null;
  }

  /** @throws StoreError */
  insert({ table, columns, rows, isIfAbsent }: AddedRows): void {
    if (rows.length === 0) return;
    const conflict = isIfAbsent ? ' ON CONFLICT DO NOTHING' : '';
    const text = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})${conflict}`;
    const statement = this.#prepareText(text);
    orStoreError(() => {
      for (const row of rows) statement.run(...(row as SQLInputValue[]));
    });
  }

  /** From here to `rollBack` every statement sees the same moment of the store. */
  beginSnapshot(): void {
    this.run(sql`BEGIN`);
    // A transaction takes its snapshot with its first read.
    this.get(POSITION, sql`SELECT value FROM store WHERE name = 'position'`);
  }

  /** Ends an open transaction without keeping it; does nothing where the error had ended it already. */
  rollBack(): void {
    if (this.#database.isTransaction) this.run(sql`ROLLBACK`);
  }

  [Symbol.dispose](): void {
    this.#statements.clear();
    this.#tuples.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  #prepare(strings: readonly string[]): StatementSync {
    const fixed = this.#fixed.get(strings);
    if (fixed !== undefined) return fixed;
    const statement = this.#prepareText(strings.join('?'));
    if (Object.isFrozen(strings)) this.#fixed.set(strings, statement);
    return statement;
  }

  #prepareTuples(text: string): StatementSync {
    const known = this.#tuples.get(text);
    if (known !== undefined) return known;
    const statement = orStoreError(() => this.#database.prepare(text));
    statement.setReturnArrays(true);
    this.#tuples.set(text, statement);
    return statement;
  }

  #prepareText(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const statement = orStoreError(() => this.#database.prepare(text));
    this.#statements.set(text, statement);
    return statement;
  }
}

/** Whether there are parts of feed positions, which are read as bigints. */
function hasPositions(columns: Columns): boolean {
  for (const name in columns) if (columns[name] === 'bigint') return true;
  return false;
}

/** Numbers, texts and bytes come as they are declared; parts of a feed position come as numbers. */
function readRow<C extends Columns>(columns: C, row: Record<string, unknown>): Row<C> {
  for (const [name, kind] of Object.entries(columns)) {
    if (kind === 'bigint') row[name] = BigInt(row[name] as SqlValue as number);
  }
  return row as Row<C>;
}

function orStoreError<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asStoreError(error);
  }
}

/** Errors of SQLite that mean something to callers as StoreErrors, others as they are. */
export function asStoreError(error: unknown): unknown {
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
      return new StoreError('damaged', 'the store is damaged: restore a backup; parley doctor says more', options);
    case SQLITE_NOTADB:
      return new StoreError('damaged', 'the file of the store is no SQLite database: restore a backup', options);
    case SQLITE_IOERR:
      return new StoreError('failed', 'the disk reported an error', options);
    default:
      return error;
  }
}
