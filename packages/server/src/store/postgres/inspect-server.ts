/** Looks over a store in PostgreSQL, for `parley doctor`. */
import { checkContent } from '../sql/check-content.ts';
import type { Statements } from '../sql/database.ts';
import { SCHEMA_VERSION } from '../sql/schema-steps.ts';
import { isOneOf, sql } from '../sql/sql.ts';
import { StoreError } from '../store-error.ts';
import type { StoreFact } from '../store-facts.ts';
import { readVersion } from './migrations.ts';
import { PostgresPool } from './postgres-pool.ts';

/** What may lose acknowledged messages or keep erased bytes. */
const SETTINGS = ['fsync', 'full_page_writes', 'wal_recycle'] as const;

/** `place` names the database without its password. */
export async function* inspectServer(
  connectionString: string,
  place: string,
  monotonicMs: () => number,
  signal: AbortSignal,
): AsyncGenerator<StoreFact> {
  try {
    await using pool = new PostgresPool({ connectionString, poolSize: 2, logger: null, monotonicMs });
    const settings = await readSettings(pool.live, ['server_version', ...SETTINGS]);
    yield { kind: 'server', place, version: settings.get('server_version') ?? '' };
    for (const name of SETTINGS) yield { kind: 'setting', name, value: settings.get(name) };
    const version = await readVersion(pool.live);
    if (version === 0) throw new StoreError('missing', `${pool.target} holds no store`);
    yield { kind: 'version', version, known: SCHEMA_VERSION };
    if (version !== SCHEMA_VERSION) return;
    yield { kind: 'positions', beyondEnd: await countBeyondEnd(pool.live) };
    yield* checkContent(pool.live, signal);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    yield { kind: 'unreadable', reason: error.message, isFile: false, code: error.code };
  }
}

/** Changes by transactions that this server has not begun yet, as after a restore from another one: the feed never gets to them. */
async function countBeyondEnd(statements: Statements): Promise<number> {
  const row = await statements.get(
    { changes: 'int' },
    sql`SELECT count(*) AS changes FROM (SELECT xid FROM parley.chat UNION ALL SELECT xid FROM parley.tombstone) AS placed
      WHERE xid >= pg_snapshot_xmax(pg_current_snapshot())`,
  );
  return row?.changes ?? 0;
}

/** Settings of the server by name, as it prints them. */
async function readSettings(statements: Statements, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await statements.all(
    { name: 'text', setting: 'text' },
    sql`SELECT name, setting FROM pg_settings WHERE ${isOneOf('name', names)}`,
  );
  return new Map(rows.map(({ name, setting }) => [name, setting]));
}
