/** Opens the store that an installation is set to: a folder with SQLite or a PostgreSQL database. The only place that chooses. */
import type { ChatStore } from './chat-store.ts';
import type { StoreFact } from './store-facts.ts';
import type { StoreOptions } from './store-options.ts';

export interface StorePlace {
  readonly data: string;
  /** Address of a PostgreSQL database, which may hold a password: never print it. */
  readonly database: string | null;
}

/** Connections of a process to PostgreSQL at most. */
const POOL_SIZE = { serve: 10, tool: 3, alone: 3 } as const;

/**
 * The store, made if need be and brought to this version's tables. Loads the code of one database only. @throws
 * StoreError
 */
export async function openStore({ data, database }: StorePlace, options: StoreOptions): Promise<ChatStore> {
  if (database === null) {
    const { openSqliteStore } = await import('./sqlite/open-sqlite-store.ts');
    return openSqliteStore({ ...options, directory: data });
  }
  const { openPostgresStore } = await import('./postgres/open-postgres-store.ts');
  return openPostgresStore({ ...options, connectionString: database, poolSize: POOL_SIZE[options.mode] });
}

/** Notes where the server of a store in a folder listens, for whoever finds the store taken; null when it has ended. */
export async function noteAddress({ data, database }: StorePlace, url: string | null): Promise<void> {
  if (database !== null) return;
  const { removeHolder, writeHolder } = await import('./sqlite/lock-holder.ts');
  if (url === null) removeHolder(data);
  else writeHolder(data, { pid: process.pid, url });
}

/** Looks the store over without changing it; may run beside a server. Ends early where the next fact would make no sense. */
export async function* inspectStore(
  { data, database }: StorePlace,
  monotonicMs: () => number,
  signal: AbortSignal,
): AsyncGenerator<StoreFact> {
  if (database === null) {
    const { inspectFile } = await import('./sqlite/inspect-file.ts');
    yield* inspectFile(data, signal);
  } else {
    const { inspectServer } = await import('./postgres/inspect-server.ts');
    yield* inspectServer(database, describePlace({ data, database }), monotonicMs, signal);
  }
}

/** The place in words for people: a path, or server and database without user and password. */
export function describePlace({ data, database }: StorePlace): string {
  if (database === null) return data;
  const url = URL.parse(database);
  return url === null ? 'the PostgreSQL database' : `postgres://${url.host}${url.pathname}`;
}
