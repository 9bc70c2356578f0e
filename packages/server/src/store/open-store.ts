/** Opens the store that an installation is set to: a folder with SQLite or a PostgreSQL database. The only place that chooses. */
import type { Logger } from '../platform/logger.ts';
import type { ChatStore } from './chat-store.ts';
import type { StoreError } from './store-error.ts';

/** Where the store is. */
export interface StorePlace {
  /** Folder of the SQLite store; not used when `database` is given. */
  readonly data: string;
  /** Address of a PostgreSQL database, which may hold a password: never print it. */
  readonly database: string | null;
}

export interface StoreOptions {
  /**
   * `serve` takes the lock of a SQLite store; `tool` works beside a server; `alone` keeps servers out of a SQLite store.
   * PostgreSQL takes any number of all three.
   */
  readonly mode: 'serve' | 'tool' | 'alone';
  readonly newEpoch: () => string;
  /** 32 random bytes. */
  readonly newSecret: () => Uint8Array;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** Monotonic milliseconds. */
  readonly monotonicMs: () => number;
  readonly onFatal: (error: StoreError) => void;
  /** Where a server says what its operator should look at; null where nobody would see it. */
  readonly logger: Logger | null;
  /** Dates changes on PostgreSQL by `nowMs`, as tests do, instead of by the database's clock. */
  readonly isDatedByProcess?: boolean;
}

/** Connections of a process to PostgreSQL at most. */
const POOL_SIZE = { serve: 10, tool: 3, alone: 3 } as const;

/**
 * The store, made if need be and brought to this version's tables. Each store's code is loaded only when it is used.
 * @throws StoreError
 */
export async function openStore({ data, database }: StorePlace, options: StoreOptions): Promise<ChatStore> {
  if (database === null) {
    const { openSqliteStore } = await import('./sqlite/open-sqlite-store.ts');
    return openSqliteStore({ ...options, directory: data });
  }
  const { openPostgresStore } = await import('./postgres/open-postgres-store.ts');
  return openPostgresStore({ ...options, connectionString: database, poolSize: POOL_SIZE[options.mode] });
}

/** The place in words for people: a path, or server and database without user and password. */
export function describePlace({ data, database }: StorePlace): string {
  if (database === null) return data;
  const url = URL.parse(database);
  return url === null ? 'the PostgreSQL database' : `postgres://${url.host}${url.pathname}`;
}
