/** Opens the store that lives in a PostgreSQL database: checks that it can hold one, and brings its tables up to date. */
import type { Logger } from '../../platform/logger.ts';
import { StoreError } from '../store-error.ts';
import { BlockCache } from './block-cache.ts';
import { migrate, readValue } from './migrations.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { PostgresJournal } from './postgres-store.ts';

export interface PostgresJournalOptions {
  /** May hold a password: never printed. */
  readonly connectionString: string;
  /** Connections at most. */
  readonly poolSize: number;
  readonly newEpoch: () => string;
  /** 32 random bytes. */
  readonly newSecret: () => Uint8Array;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** Monotonic milliseconds. */
  readonly monotonicMs: () => number;
  /** Not called by this store: a database that fails comes back, and the process with it. */
  readonly onFatal: (error: StoreError) => void;
  readonly logger: Logger | null;
  /** Dates changes by `nowMs` instead of by the clock of the database, which several servers have in common. */
  readonly isDatedByProcess?: boolean;
  /** As in `ScrubSettings`; tests give a small one. */
  readonly largestRewriteBytes?: number;
  /** Where blocks that were read are kept; one of its own when absent. */
  readonly blocks?: BlockCache;
}

/** pg_current_xact_id and xid8 came with this version. */
const OLDEST_SERVER = 130_000;

/**
 * The store, made if need be.
 * @throws StoreError `unreachable`, `unsuitable`, `newer` …
 */
export async function openPostgresJournal(options: PostgresJournalOptions): Promise<PostgresJournal> {
  const database = new PostgresDatabase({ ...options, logger: options.logger });
  try {
    await checkServer(database);
    await migrate(database, options);
    const epoch = await readValue(database, 'epoch');
    const secret = await readValue(database, 'cursor_key');
    if (epoch === null || secret === null) throw new StoreError('damaged', `${database.target} has lost its identity`);
    const now = options.isDatedByProcess === true ? options.nowMs : null;
    const identity = { epoch: epoch.toString(), cursorKey: new Uint8Array(secret) };
    const clocks = { now, monotonicMs: options.monotonicMs };
    const removal = { blocks: options.blocks ?? new BlockCache(), settings: options };
    return new PostgresJournal(database, identity, clocks, removal);
  } catch (error) {
    await database[Symbol.asyncDispose]();
    throw error;
  }
}

async function checkServer(database: PostgresDatabase): Promise<void> {
  const [row] = await database.query(
    `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version,
       current_setting('server_encoding') AS encoding, current_setting('transaction_read_only') AS read_only,
       pg_is_in_recovery() AS is_standby, current_setting('synchronous_commit') AS durable`,
    [],
  );
  if (Number(row?.number) < OLDEST_SERVER) {
    throw new StoreError(
      'unsuitable',
      `${database.target} is of version ${row?.version}: PostgreSQL 13 or later is needed`,
    );
  }
  if (row?.encoding !== 'UTF8') {
    throw new StoreError(
      'unsuitable',
      `${database.target} has the encoding ${row?.encoding}: create it with ENCODING 'UTF8'`,
    );
  }
  if (row?.is_standby === true) {
    throw new StoreError('unreachable', `${database.target} is a standby and takes no writes: name the primary`);
  }
  if (row?.read_only === 'on') {
    throw new StoreError(
      'unreachable',
      `${database.target} is read-only: end default_transaction_read_only for this user or database`,
    );
  }
  if (row?.durable === 'off') database.forceSynchronousCommit();
}
