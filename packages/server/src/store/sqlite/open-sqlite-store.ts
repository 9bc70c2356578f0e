/** Opens the default store: one SQLite file in a folder of its own. */
import { join } from 'node:path';
import { sql } from '../sql/sql.ts';
import { SqlStore } from '../sql/sql-store.ts';
import type { StoreOptions } from '../store-options.ts';
import { asUnreadable, checkIndexes, refuseForeign, refuseOtherFile } from './check-shape.ts';
import { writeHolder } from './lock-holder.ts';
import { migrate } from './migrations.ts';
import { takeServeLock } from './serve-lock.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import { makeStoreFiles, STORE_FILE } from './store-files.ts';

export interface SqliteStoreOptions extends Omit<StoreOptions, 'newSecret' | 'logger' | 'isDatedByProcess'> {
  readonly directory: string;
}

const TOOL_BUSY_TIMEOUT_MS = 60_000;

/** Opens or makes the store, with this version's tables. @throws StoreError `locked` by another server; `newer`; `damaged` */
export function openSqliteStore(options: SqliteStoreOptions): SqlStore {
  refuseOtherFile(options.directory);
  makeStoreFiles(options.directory);
  const lock = options.mode === 'tool' ? null : takeServeLock(options.directory);
  if (lock !== null) writeHolder(options.directory, { pid: process.pid, url: null });
  const file = join(options.directory, STORE_FILE);
  let writer: SqliteConnection | null = null;
  try {
    writer = new SqliteConnection({ file, isReadOnly: false, busyTimeoutMs: TOOL_BUSY_TIMEOUT_MS });
    refuseForeign(writer);
    migrate(writer.database, options.newEpoch);
    if (options.mode === 'serve') {
      checkIndexes(writer);
      writer.exec('PRAGMA busy_timeout = 0');
    }
    const identity = readIdentity(writer);
    return new SqlStore(new SqliteDatabase({ ...options, file, writer, lock }), identity, options);
  } catch (error) {
    writer?.[Symbol.dispose]();
    lock?.[Symbol.dispose]();
    throw asUnreadable(error);
  }
}

function readIdentity(connection: SqliteConnection) {
  const text = connection.get({ value: 'text' }, sql`SELECT value FROM store WHERE name = 'epoch'`);
  const bytes = (name: string) =>
    connection.get({ value: 'bytes' }, sql`SELECT value FROM store WHERE name = ${name}`)?.value ?? new Uint8Array(0);
  return { epoch: text?.value ?? '', cursorKey: bytes('cursor_key'), ledgerSalt: bytes('ledger_salt') };
}
