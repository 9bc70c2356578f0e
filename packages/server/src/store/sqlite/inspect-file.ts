/** Looks over a store in a folder, for `parley doctor`. */
import { existsSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { checkContent } from '../sql/check-content.ts';
import { SCHEMA_VERSION } from '../sql/schema-steps.ts';
import { sql } from '../sql/sql.ts';
import { StoreError } from '../store-error.ts';
import type { StoreFact } from '../store-facts.ts';
import { readVersion } from './migrations.ts';
import { STORE_FILE } from './open-sqlite-store.ts';
import { isServed } from './serve-lock.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { SqliteStatements } from './sqlite-database.ts';

const BUSY_TIMEOUT_MS = 10_000;

export async function* inspectFile(directory: string, signal: AbortSignal): AsyncGenerator<StoreFact> {
  let opened: SqliteConnection;
  try {
    opened = openFile(directory);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    yield { kind: 'unreadable', reason: error.message, isFile: true };
    return;
  }
  using connection = opened;
  yield { kind: 'file', directory, isServed: isServed(directory) };
  const { bavail, bsize } = await statfs(directory);
  yield { kind: 'disk', freeBytes: bavail * bsize, storeBytes: statSync(join(directory, STORE_FILE)).size };
  const version = readVersion(connection.database);
  yield { kind: 'version', version, known: SCHEMA_VERSION };
  if (version !== SCHEMA_VERSION) return;
  const rows = connection.all({ quick_check: 'text' }, sql`PRAGMA quick_check`);
  yield { kind: 'integrity', problems: rows.map((row) => row.quick_check).filter((text) => text !== 'ok') };
  yield* checkContent(new SqliteStatements(connection), signal);
}

/** @throws StoreError `missing` when there is no store in the folder */
function openFile(directory: string): SqliteConnection {
  const file = join(directory, STORE_FILE);
  if (!existsSync(file)) throw new StoreError('missing', `there is no store in ${directory}`);
  return new SqliteConnection({ file, isReadOnly: true, busyTimeoutMs: BUSY_TIMEOUT_MS });
}
