/** Opens a store in a PostgreSQL database for the tests that need more than `bootServer` offers. */
import type { ChatStore } from '../../src/store/chat-store.ts';
import { openPostgresJournal, type PostgresJournalOptions } from '../../src/store/postgres/open-postgres-store.ts';
import { scopeJournal } from '../../src/store/scoped-journal.ts';

export type PostgresStoreOptions = Omit<PostgresJournalOptions, 'connectionString'>;

/** The store at that address, by the clocks of machine and database unless the options say otherwise. */
export async function openPostgresStore(url: string, options: Partial<PostgresStoreOptions> = {}): Promise<ChatStore> {
  const journal = await openPostgresJournal({
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
  return scopeJournal(journal);
}
