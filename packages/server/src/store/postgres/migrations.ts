/** Makes the tables of a store in PostgreSQL and brings them to what this version of Parley needs. */
import { SCHEMA_VERSION, stepAfter } from '../sql/schema-steps.ts';
import { sql } from '../sql/sql.ts';
import { StoreError } from '../store-error.ts';
import type { StoreOptions } from '../store-options.ts';
import type { PostgresPool } from './postgres-pool.ts';
import type { PostgresStatements, PostgresTransaction } from './postgres-statements.ts';

/** Any number that no other program is likely to lock by. */
const MIGRATION_LOCK = 7_275_394_215;

/** What a new store is given. */
type NewIdentity = Pick<StoreOptions, 'newEpoch' | 'newSecret'>;

/** Brings the store up to date, a commit for each step, one server at a time. @throws StoreError `newer` */
export async function migrate(pool: PostgresPool, identity: NewIdentity): Promise<void> {
  if ((await readVersion(pool.live)) === SCHEMA_VERSION) return;
  for (;;) {
    const isDone = await pool.transactLong(async (transaction) => {
      await transaction.run(sql`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
      const version = await readVersion(transaction);
      if (version > SCHEMA_VERSION) {
        throw new StoreError(
          'newer',
          `${pool.target} holds a store of version ${version}, this Parley knows ${SCHEMA_VERSION}: update Parley`,
        );
      }
      const step = stepAfter(version, 'postgres');
      if (step === null) return true;
      if (version === 0) await transaction.exec('CREATE SCHEMA IF NOT EXISTS parley');
      await transaction.exec(`SET LOCAL search_path = parley; ${step}`);
      if (version === 0) await initialise(transaction, identity);
      await writeValue(transaction, 'version', Buffer.from(String(version + 1)));
      return false;
    });
    if (isDone) return;
  }
}

/** The store's version; 0 for an empty one. */
export async function readVersion(statements: PostgresStatements): Promise<number> {
  const found = await statements.get({ name: 'text?' }, sql`SELECT to_regclass('parley.store')::text AS name`);
  if (found === null || found.name === null) return 0;
  return Number((await readValue(statements, 'version'))?.toString() ?? 0);
}

/** A value that the store keeps of itself; null when there is none. */
export async function readValue(statements: PostgresStatements, name: string): Promise<Buffer | null> {
  const row = await statements.get({ value: 'bytes' }, sql`SELECT value FROM store WHERE name = ${name}`);
  return row === null ? null : Buffer.from(row.value);
}

export async function writeValue(transaction: PostgresTransaction, name: string, value: Uint8Array): Promise<void> {
  await transaction.run(
    sql`INSERT INTO store (name, value) VALUES (${name}, ${value}) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
  );
}

async function initialise(transaction: PostgresTransaction, { newEpoch, newSecret }: NewIdentity): Promise<void> {
  await writeValue(transaction, 'epoch', Buffer.from(newEpoch()));
  await writeValue(transaction, 'cursor_key', newSecret());
  await writeValue(transaction, 'ledger_salt', newSecret());
}
