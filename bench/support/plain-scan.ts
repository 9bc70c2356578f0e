/** Rows as they come out of a database, for whoever reads them without counting. */
import { join } from 'node:path';
import type { StorePlace } from '../../packages/server/src/store/open-store.ts';
import { SqliteConnection } from '../../packages/server/src/store/sqlite/sqlite-connection.ts';
import { STORE_FILE } from '../../packages/server/src/store/sqlite/store-files.ts';
import { connect } from '../../packages/server/test/helpers/start-postgres.ts';

export interface PlainRows extends AsyncDisposable {
  /** `text` has no parameters. */
  readonly read: (text: string) => Promise<readonly (readonly unknown[])[]>;
}

export async function openPlainRows({ data, database }: StorePlace): Promise<PlainRows> {
  if (database === null) {
    const connection = new SqliteConnection({ file: join(data, STORE_FILE), isReadOnly: true, busyTimeoutMs: 1_000 });
    return {
      read: async (text) => connection.tuples({ strings: [text], values: [] }),
      [Symbol.asyncDispose]: async () => connection[Symbol.dispose](),
    };
  }
  const client = await connect(database);
  await client.query('SET search_path = parley');
  return {
    read: async (text) => (await client.query({ text, rowMode: 'array' })).rows,
    [Symbol.asyncDispose]: () => client.end(),
  };
}
