/** Opens the store that lives in a PostgreSQL database: checks that it can hold one, and brings its tables up to date. */
import { instant } from '../../model/instant.ts';
import type { ByteCache } from '../../platform/byte-cache.ts';
import { sql } from '../sql/sql.ts';
import { SqlStore } from '../sql/sql-store.ts';
import { StoreError } from '../store-error.ts';
import type { StoreOptions } from '../store-options.ts';
import { migrate, readValue } from './migrations.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { type PoolOptions, PostgresPool } from './postgres-pool.ts';

/** `onFatal` is never called: a database that fails comes back, and the process with it. */
export interface PostgresStoreOptions extends Omit<StoreOptions, 'mode'>, PoolOptions {
  /** As in `ScrubSettings`; tests give a small one. */
  readonly largestRewriteBytes?: number;
  /** Keeps the blocks that were read; tests look into it. */
  readonly blocks?: ByteCache;
}

/** pg_current_xact_id and xid8 came with this version. */
const OLDEST_SERVER = 130_000;

/** The store, made if need be. @throws StoreError `unreachable`, `unsuitable`, `newer` … */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<SqlStore> {
  const pool = new PostgresPool(options);
  try {
    await checkServer(pool);
    await migrate(pool, options);
    const epoch = await readValue(pool.live, 'epoch');
    const cursorKey = await readValue(pool.live, 'cursor_key');
    const ledgerSalt = await readValue(pool.live, 'ledger_salt');
    if (epoch === null || cursorKey === null || ledgerSalt === null) {
      throw new StoreError('damaged', `${pool.target} has lost its identity`);
    }
    const { isDatedByProcess, nowMs } = options;
    const now = () => (isDatedByProcess === true ? instant(nowMs()) : null);
    const identity = { epoch: epoch.toString(), cursorKey: new Uint8Array(cursorKey), ledgerSalt };
    const { blocks } = options;
    return new SqlStore(new PostgresDatabase({ ...options, pool, now }), identity, options, blocks);
  } catch (error) {
    await pool[Symbol.asyncDispose]();
    throw error;
  }
}

async function checkServer(pool: PostgresPool): Promise<void> {
  const row = await pool.live.get(
    { number: 'int', version: 'text', encoding: 'text', read_only: 'text', is_standby: 'text', durable: 'text' },
    sql`SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS version,
      current_setting('server_encoding') AS encoding, current_setting('transaction_read_only') AS read_only,
      pg_is_in_recovery()::text AS is_standby, current_setting('synchronous_commit') AS durable`,
  );
  const refuse = (code: 'unsuitable' | 'unreachable', sentence: string) => {
    throw new StoreError(code, `${pool.target} ${sentence}`);
  };
  if (row === null || row.number < OLDEST_SERVER) {
    return refuse('unsuitable', `is of version ${row?.version}: PostgreSQL 13 or later is needed`);
  }
  const { encoding, is_standby, read_only, durable } = row;
  if (encoding !== 'UTF8') refuse('unsuitable', `has the encoding ${encoding}: create it with ENCODING 'UTF8'`);
  if (is_standby === 'true') refuse('unreachable', 'is a standby and takes no writes: name the primary');
  if (read_only === 'on') {
    refuse('unreachable', 'is read-only: end default_transaction_read_only for this user or database');
  }
  if (durable === 'off') pool.forceSynchronousCommit();
}
