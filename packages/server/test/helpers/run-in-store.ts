/** Runs one statement in a store past its server, as another program would. Never used outside tests. */
import { join } from 'node:path';
import type { StorePlace } from '../../src/store/open-store.ts';
import { StatementPrinter } from '../../src/store/postgres/postgres-dialect.ts';
import type { Sql } from '../../src/store/sql/sql.ts';
import { SqliteConnection } from '../../src/store/sqlite/sqlite-connection.ts';
import { STORE_FILE } from '../../src/store/sqlite/store-files.ts';
import { query } from './start-postgres.ts';

const BUSY_TIMEOUT_MS = 10_000;

export async function runInStore({ data, database }: StorePlace, statement: Sql): Promise<void> {
  if (database !== null) {
    const values = statement.values.map((value) => (value instanceof Uint8Array ? Buffer.from(value) : value));
    await query(database, new StatementPrinter().print(statement), values);
    return;
  }
  using connection = new SqliteConnection({
    file: join(data, STORE_FILE),
    isReadOnly: false,
    busyTimeoutMs: BUSY_TIMEOUT_MS,
  });
  connection.run(statement);
}
