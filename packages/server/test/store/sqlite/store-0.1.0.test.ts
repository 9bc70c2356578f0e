/** The SQLite store of 0.1.0, as today's server opens it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { STORE_FILE } from '../../../src/store/sqlite/store-files.ts';
import { SqliteStore } from '../../helpers/sqlite-store.ts';
import { describeStoreOf010, readFixture } from '../conformance/store-of-0.1.0.ts';

describeStoreOf010('SQLite', 'sqlite', async () => {
  const installation = new SqliteStore();
  writeFileSync(join(installation.directory, STORE_FILE), gunzipSync(readFixture('sqlite.db.gz')));
  return { installation, place: { data: installation.directory, database: null } };
});
