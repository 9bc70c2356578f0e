/** The checks of `parley doctor` on a store in a folder. */
import { existsSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { checkContent, checkVersion, type Finding, type InspectionOptions } from '../sql/check-content.ts';
import { SCHEMA_VERSION } from '../sql/schema-steps.ts';
import { sql } from '../sql/sql.ts';
import { StoreError } from '../store-error.ts';
import { readVersion } from './migrations.ts';
import { STORE_FILE } from './open-sqlite-store.ts';
import { isServed } from './serve-lock.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { SqliteStatements } from './sqlite-database.ts';

const BUSY_TIMEOUT_MS = 10_000;
const MEGABYTE = 1_000_000;
const LOW_DISK_BYTES = 1_000 * MEGABYTE;
const NO_DISK_BYTES = 100 * MEGABYTE;

export async function* inspectFile(directory: string, options: InspectionOptions): AsyncGenerator<Finding> {
  let opened: SqliteConnection;
  try {
    opened = openFile(directory);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    yield { verdict: 'fail', text: `store: ${error.message}; give the right --data, or restore a backup` };
    return;
  }
  using connection = opened;
  const served = isServed(directory) ? 'a server has it open' : 'no server has it open';
  yield { verdict: 'ok', text: `store ${directory}: ${served}` };
  yield await checkDisk(directory);
  const version = readVersion(connection.database);
  yield checkVersion(version);
  if (version !== SCHEMA_VERSION) return;
  yield checkIntegrity(connection);
  yield* checkContent(new SqliteStatements(connection), options);
}

/** @throws StoreError `missing` when there is no store in the folder */
function openFile(directory: string): SqliteConnection {
  const file = join(directory, STORE_FILE);
  if (!existsSync(file)) throw new StoreError('missing', `there is no store in ${directory}`);
  return new SqliteConnection({ file, isReadOnly: true, busyTimeoutMs: BUSY_TIMEOUT_MS });
}

async function checkDisk(directory: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(directory);
  const freeBytes = bavail * bsize;
  const storeBytes = statSync(join(directory, STORE_FILE)).size;
  const sizes = `${megabytes(freeBytes)} MB free, the store has ${megabytes(storeBytes)} MB`;
  if (freeBytes < NO_DISK_BYTES) return { verdict: 'fail', text: `disk: ${sizes}; make room before writes fail` };
  if (freeBytes < LOW_DISK_BYTES) return { verdict: 'warn', text: `disk: ${sizes}; make room soon` };
  return { verdict: 'ok', text: `disk: ${sizes}` };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / MEGABYTE);
}

function checkIntegrity(connection: SqliteConnection): Finding {
  const rows = connection.all({ quick_check: 'text' }, sql`PRAGMA quick_check`);
  const problems = rows.map((row) => row.quick_check).filter((text) => text !== 'ok');
  return problems.length === 0
    ? { verdict: 'ok', text: 'integrity of the file' }
    : { verdict: 'fail', text: `integrity of the file: ${problems.join('; ')}; restore a backup` };
}
