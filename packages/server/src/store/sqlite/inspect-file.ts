/** Looks over a store in a folder, for `parley doctor`. */
import { existsSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { checkContent } from '../sql/check-content.ts';
import type { Statements } from '../sql/database.ts';
import { SCHEMA_VERSION } from '../sql/schema-steps.ts';
import { sql } from '../sql/sql.ts';
import { StoreError } from '../store-error.ts';
import type { StoreFact } from '../store-facts.ts';
import { asUnreadable, readVersion, refuseForeign, refuseOtherFile } from './check-shape.ts';
import { isServed } from './serve-lock.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { SqliteStatements } from './sqlite-statements.ts';
import { findOpenToOthers, STORE_FILE } from './store-files.ts';

const BUSY_TIMEOUT_MS = 10_000;

export async function* inspectFile(directory: string, signal: AbortSignal): AsyncGenerator<StoreFact> {
  try {
    using connection = openFile(directory);
    yield { kind: 'file', directory, isServed: isServed(directory) };
    yield { kind: 'access', openToOthers: findOpenToOthers(directory) };
    const { bavail, bsize } = await statfs(directory);
    yield { kind: 'disk', freeBytes: bavail * bsize, storeBytes: statSync(join(directory, STORE_FILE)).size };
    refuseForeign(connection);
    const version = readVersion(connection);
    yield { kind: 'version', version, known: SCHEMA_VERSION };
    if (version !== SCHEMA_VERSION) return;
    const rows = connection.all({ integrity_check: 'text' }, sql`PRAGMA integrity_check(20)`);
    const problems = rows
      .flatMap((row) => row.integrity_check.split('\n'))
      .filter((line) => !/^ok$|^\*\*\*/.test(line));
    yield {
      kind: 'integrity',
      problems,
      isOfIndexes: problems.every((text) =>
        /^(row \d+ missing from|wrong # of entries in) index |\bsearch_index\b/.test(text),
      ),
    };
    const statements = new SqliteStatements(connection);
    yield { kind: 'positions', beyondEnd: await countBeyondEnd(statements) };
    yield* checkContent(statements, signal);
  } catch (error) {
    const known = asUnreadable(error);
    if (!(known instanceof StoreError)) throw error;
    yield { kind: 'unreadable', reason: known.message, isFile: true, code: known.code };
  }
}

/** Changes at positions that the counter has not reached: it would give them again, and the feed would leave changes out. */
async function countBeyondEnd(statements: Statements): Promise<number> {
  const row = await statements.get(
    { changes: 'int' },
    sql`SELECT count(*) AS changes FROM (SELECT position FROM chat UNION ALL SELECT position FROM tombstone)
      WHERE position > (SELECT value FROM store WHERE name = 'position')`,
  );
  return row?.changes ?? 0;
}

/** @throws StoreError `missing` when there is no store in the folder */
function openFile(directory: string): SqliteConnection {
  const file = join(directory, STORE_FILE);
  refuseOtherFile(directory);
  if (!existsSync(file)) throw new StoreError('missing', `there is no store in ${directory}`);
  return new SqliteConnection({ file, isReadOnly: true, busyTimeoutMs: BUSY_TIMEOUT_MS });
}
