/** A SQLite store in a temporary folder, removed with it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteJournal } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { SqliteJournal } from '../../src/store/sqlite/sqlite-store.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export class SqliteStore implements StoreUnderTest {
  readonly directory = mkdtempSync(join(tmpdir(), 'parley-store-'));

  async open(mode: 'serve' | 'tool' = 'serve', nowMs = () => Date.now()): Promise<SqliteJournal> {
    return openSqliteJournal({
      directory: this.directory,
      mode,
      newEpoch: () => crypto.randomUUID(),
      monotonicMs: () => performance.now(),
      nowMs,
      onFatal: (error) => {
        throw error;
      },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
