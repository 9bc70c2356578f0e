/** Opens a store in a PostgreSQL database for the tests that need more than `bootServer` offers. */
import type { ChatStore } from '../../src/store/chat-store.ts';
import { openPostgresStore as open, type PostgresStoreOptions } from '../../src/store/postgres/open-postgres-store.ts';

/** The store at that address, by the clocks of machine and database unless the options say otherwise. */
export function openPostgresStore(
  url: string,
  options: Partial<Omit<PostgresStoreOptions, 'connectionString'>> = {},
): Promise<ChatStore> {
  return open({
    connectionString: url,
    poolSize: 4,
    newEpoch: () => crypto.randomUUID(),
    newSecret: () => crypto.getRandomValues(new Uint8Array(32)),
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    logger: null,
    onFatal: (error) => {
      throw error;
    },
    ...options,
  });
}
