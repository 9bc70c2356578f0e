/** Opens a store in a PostgreSQL database for the tests that need more than `bootServer` offers. */
import type { ChatStore } from '../../src/store/chat-store.ts';
import { openPostgresStore as open, type PostgresStoreOptions } from '../../src/store/postgres/open-postgres-store.ts';
import { StatementPrinter } from '../../src/store/postgres/postgres-dialect.ts';
import type { Sql } from '../../src/store/sql/sql.ts';
import type { PgBouncer } from './start-pgbouncer.ts';
import { createDatabase, dropDatabase, query } from './start-postgres.ts';
import type { StoreUnderTest } from './store-under-test.ts';

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

/** A PostgreSQL store in a database of its own, dropped with it; behind a pooler if one is given. */
export class PostgresStore implements StoreUnderTest {
  /** Address of the database itself. */
  readonly database: string;
  readonly #pooler: PgBouncer | null;

  private constructor(database: string, pooler: PgBouncer | null) {
    this.database = database;
    this.#pooler = pooler;
  }

  static async make(server: string, pooler: PgBouncer | null = null): Promise<PostgresStore> {
    return new PostgresStore(await createDatabase(server), pooler);
  }

  open(_mode: 'serve' | 'tool' = 'serve', nowMs = () => Date.now()): Promise<ChatStore> {
    const address = this.#pooler?.through(this.database) ?? this.database;
    return openPostgresStore(address, { nowMs, isDatedByProcess: true });
  }

  async query(statement: Sql): Promise<readonly Readonly<Record<string, unknown>>[]> {
    // Bytes that are no Buffer would be sent as text.
    const values = statement.values.map((value) => (value instanceof Uint8Array ? Buffer.from(value) : value));
    return (await query(this.database, new StatementPrinter().print(statement), values)).rows;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return dropDatabase(this.database);
  }
}
