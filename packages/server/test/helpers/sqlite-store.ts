/** A SQLite store in a temporary folder, removed with it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChatStore } from '../../src/store/chat-store.ts';
import { openStore, type StorePlace } from '../../src/store/open-store.ts';
import type { Sql } from '../../src/store/sql/sql.ts';
import { SqliteConnection } from '../../src/store/sqlite/sqlite-connection.ts';
import { STORE_FILE } from '../../src/store/sqlite/store-files.ts';
import type { StoreOptions } from '../../src/store/store-options.ts';
import type { StoreUnderTest } from './store-under-test.ts';

/** The store in that folder, by the clocks of the machine unless the options say otherwise. */
export function openSqliteStore(directory: string, options: Partial<StoreOptions> = {}): Promise<ChatStore> {
  return openStore(
    { data: directory, database: null },
    {
      mode: 'serve',
      newEpoch: () => crypto.randomUUID(),
      newSecret: () => crypto.getRandomValues(new Uint8Array(32)),
      nowMs: () => Date.now(),
      monotonicMs: () => performance.now(),
      logger: null,
      onFatal: (error) => {
        throw error;
      },
      ...options,
    },
  );
}

export class SqliteStore implements StoreUnderTest {
  readonly directory = mkdtempSync(join(tmpdir(), 'parley-store-'));
  readonly place: StorePlace = { data: this.directory, database: null };

  open(mode: 'serve' | 'tool' = 'serve', nowMs = () => Date.now()): Promise<ChatStore> {
    return openSqliteStore(this.directory, { mode, nowMs });
  }

  async query(statement: Sql): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const file = join(this.directory, STORE_FILE);
    using connection = new SqliteConnection({ file, isReadOnly: false, busyTimeoutMs: 10_000 });
    return connection.all({}, statement);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
