/** Opens a store in a PostgreSQL database for the tests that need more than `bootServer` offers. */
import type { ChatStore } from '../../src/store/chat-store.ts';
import type { StorePlace } from '../../src/store/open-store.ts';
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

/** Databases with an empty store, by their server: copying one takes a fraction of the time of migrating it. */
const templates = new Map<string, Promise<string>>();

/** Makes a database with an empty store, which has an epoch and secrets of its own, and gives its address. */
export async function createStoreDatabase(server: string): Promise<string> {
  const template = templates.get(server) ?? makeTemplate(server);
  templates.set(server, template);
  const database = await createDatabase(server, await template);
  await query(
    database,
    `UPDATE parley.store SET value = CASE name WHEN 'epoch' THEN convert_to(gen_random_uuid()::text, 'UTF8')
      ELSE sha256(uuid_send(gen_random_uuid())) END WHERE name IN ('epoch', 'cursor_key', 'ledger_salt')`,
  );
  return database;
}

async function makeTemplate(server: string): Promise<string> {
  const database = await createDatabase(server);
  await (await openPostgresStore(database))[Symbol.asyncDispose]();
  return new URL(database).pathname.slice(1);
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
    return new PostgresStore(await createStoreDatabase(server), pooler);
  }

  /** A database without tables, to put those of another version into. */
  static async makeEmpty(server: string): Promise<PostgresStore> {
    return new PostgresStore(await createDatabase(server), null);
  }

  get place(): StorePlace {
    return { data: '', database: this.database };
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
