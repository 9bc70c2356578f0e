/** The checks of `parley doctor` on a store in PostgreSQL. */
import { describePlace } from '../open-store.ts';
import { checkContent, checkVersion, type Finding, type InspectionOptions } from '../sql/check-content.ts';
import type { Statements } from '../sql/database.ts';
import { SCHEMA_VERSION } from '../sql/schema-steps.ts';
import { isOneOf, sql } from '../sql/sql.ts';
import { StoreError } from '../store-error.ts';
import { readVersion } from './migrations.ts';
import { PostgresPool } from './postgres-pool.ts';

/** What loses acknowledged messages, or keeps erased bytes, when it stands otherwise. */
const WANTED: readonly (readonly [name: string, value: string, why: string])[] = [
  ['fsync', 'on', 'a power cut may destroy the database; set it to on'],
  ['full_page_writes', 'on', 'a power cut may destroy the database; set it to on'],
  ['wal_recycle', 'off', 'old log files are used again unwiped, and keep what was erased; set it to off'],
];

export async function* inspectServer(connectionString: string, options: InspectionOptions): AsyncGenerator<Finding> {
  const place = describePlace({ data: '', database: connectionString });
  try {
    const { monotonicMs } = options;
    await using pool = new PostgresPool({ connectionString, poolSize: 2, logger: null, monotonicMs });
    const settings = await readSettings(pool.live, ['server_version', ...WANTED.map(([name]) => name)]);
    yield { verdict: 'ok', text: `store ${place}: PostgreSQL ${settings.get('server_version')}` };
    for (const [name, value, why] of WANTED) {
      const found = settings.get(name);
      if (found !== value) yield { verdict: 'warn', text: `setting ${name} is ${found}: ${why}` };
    }
    const version = await readVersion(pool.live);
    if (version === 0) throw new StoreError('missing', `${pool.target} holds no store`);
    yield checkVersion(version);
    if (version === SCHEMA_VERSION) yield* checkContent(pool.live, options);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    yield { verdict: 'fail', text: `store: ${error.message}` };
  }
}

/** Settings of the server by name, as it prints them. */
async function readSettings(statements: Statements, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await statements.all(
    { name: 'text', setting: 'text' },
    sql`SELECT name, setting FROM pg_settings WHERE ${isOneOf('name', names)}`,
  );
  return new Map(rows.map(({ name, setting }) => [name, setting]));
}
