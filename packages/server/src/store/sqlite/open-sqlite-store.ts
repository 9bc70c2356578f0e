/** Opens the default store: one SQLite file in a folder of its own. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreError } from '../store-error.ts';
import { migrate } from './migrations.ts';
import { takeServeLock } from './serve-lock.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { SqliteJournal } from './sqlite-store.ts';

export interface SqliteJournalOptions {
  readonly directory: string;
  /** `serve` takes the store's lock and never blocks its thread; `tool` waits for other writers by blocking. */
  readonly mode: 'serve' | 'tool';
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
 * @throws StoreError `locked` in mode `serve` when another server has it; `newer` when a later Parley wrote it.
 */
export function openSqliteJournal(options: SqliteJournalOptions): SqliteJournal {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const lock = options.mode === 'serve' ? takeServeLock(options.directory) : null;
  const file = join(options.directory, STORE_FILE);
  let writer: SqliteConnection | null = null;
  try {
    writer = new SqliteConnection({ file, isReadOnly: false, busyTimeoutMs: TOOL_BUSY_TIMEOUT_MS });
    migrate(writer.database, options.newEpoch);
    if (options.mode === 'serve') writer.exec('PRAGMA busy_timeout = 0');
    return new SqliteJournal(options, file, writer, lock);
  } catch (error) {
    writer?.[Symbol.dispose]();
    lock?.[Symbol.dispose]();
    throw error;
  }
}
