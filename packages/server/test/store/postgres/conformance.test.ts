/** The conformance suite of the stores over both versions of PostgreSQL, and through a pooler. */
import { afterAll, test } from 'vitest';
import type { ChatStore } from '../../../src/store/chat-store.ts';
import { findPgBouncer } from '../../helpers/find-postgres.ts';
import { openPostgresStore } from '../../helpers/postgres-store.ts';
import { sharedPostgres } from '../../helpers/shared-servers.ts';
import { type PgBouncer, startPgBouncer } from '../../helpers/start-pgbouncer.ts';
import { createDatabase, dropDatabase } from '../../helpers/start-postgres.ts';
import type { StoreUnderTest } from '../../helpers/store-under-test.ts';
import { describeChatStore } from '../conformance/changes.ts';
import { describeErasure } from '../conformance/erasure.ts';

class PostgresStore implements StoreUnderTest {
  readonly #database: string;
  readonly #pooler: PgBouncer | null;

  private constructor(database: string, pooler: PgBouncer | null) {
    this.#database = database;
    this.#pooler = pooler;
  }

  static async make(server: string, pooler: PgBouncer | null): Promise<PostgresStore> {
    return new PostgresStore(await createDatabase(server), pooler);
  }

  open(_mode: 'serve' | 'tool' = 'serve', nowMs = () => Date.now()): Promise<ChatStore> {
    const address = this.#pooler?.through(this.#database) ?? this.#database;
    return openPostgresStore(address, { nowMs, isDatedByProcess: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return dropDatabase(this.#database);
  }
}

for (const version of [15, 18] as const) {
  const server = sharedPostgres(version);
  if ('url' in server) {
    describeChatStore(`PostgreSQL ${version}`, () => PostgresStore.make(server.url, null));
    describeErasure(`PostgreSQL ${version}`, () => PostgresStore.make(server.url, null));
  } else test(`PostgreSQL ${version}`, (context) => context.skip(server.missing));
}

const behind = sharedPostgres(18);
const bouncer = findPgBouncer();
if ('url' in behind && 'path' in bouncer) {
  const pooler = await startPgBouncer(behind.url);
  afterAll(() => pooler[Symbol.asyncDispose]());
  describeErasure('PostgreSQL 18 behind a pooler', () => PostgresStore.make(behind.url, pooler));
} else {
  test('behind a pooler', (context) =>
    context.skip([behind, bouncer].map((found) => ('missing' in found ? found.missing : '')).join(' ')));
}
