/** Opens the default store: one SQLite file in a folder of its own. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from '../sql/sql.ts';
import { SqlStore } from '../sql/sql-store.ts';
import type { StoreError } from '../store-error.ts';
import { migrate } from './migrations.ts';
import { takeServeLock } from './serve-lock.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { SqliteDatabase } from './sqlite-database.ts';

export interface SqliteStoreOptions {
  readonly directory: string;
  /**
   * `serve` takes the store's lock and never blocks its thread; `tool` waits for other writers by blocking; `alone` does that
   * too and keeps servers out.
   */
  readonly mode: 'serve' | 'tool' | 'alone';
  readonly newEpoch: () => string;
  /** Monotonic milliseconds. */
  readonly monotonicMs: () => number;
  /** Milliseconds since 1970: the store's clock, by which its changes are dated. */
  readonly nowMs: () => number;
  readonly onFatal: (error: StoreError) => void;
}

export const STORE_FILE = 'parley.db';
const TOOL_BUSY_TIMEOUT_MS = 60_000;

/**
 * Opens the store in `directory`, made if need be, brought to this version's tables.
 * @throws StoreError `locked` when another server has it; `newer` when a later Parley wrote it.
 */
export function openSqliteStore(options: SqliteStoreOptions): SqlStore {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const lock = options.mode === 'tool' ? null : takeServeLock(options.directory);
  const file = join(options.directory, STORE_FILE);
  let writer: SqliteConnection | null = null;
  try {
    writer = new SqliteConnection({ file, isReadOnly: false, busyTimeoutMs: TOOL_BUSY_TIMEOUT_MS });
    migrate(writer.database, options.newEpoch);
    if (options.mode === 'serve') writer.exec('PRAGMA busy_timeout = 0');
    const identity = readIdentity(writer);
    return new SqlStore(new SqliteDatabase({ ...options, file, writer, lock }), identity, options.monotonicMs);
  } catch (error) {
    writer?.[Symbol.dispose]();
    lock?.[Symbol.dispose]();
    throw error;
  }
}

function readIdentity(connection: SqliteConnection) {
  const text = connection.get({ value: 'text' }, sql`SELECT value FROM store WHERE name = 'epoch'`);
  const bytes = (name: string) =>
    connection.get({ value: 'bytes' }, sql`SELECT value FROM store WHERE name = ${name}`)?.value ?? new Uint8Array(0);
  return { epoch: text?.value ?? '', cursorKey: bytes('cursor_key'), ledgerSalt: bytes('ledger_salt') };
}
