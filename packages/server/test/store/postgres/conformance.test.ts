/** The conformance suite of the stores over both versions of PostgreSQL, and through a pooler. */
import { afterAll, test } from 'vitest';
import { findPgBouncer } from '../../helpers/find-postgres.ts';
import { PostgresStore } from '../../helpers/postgres-store.ts';
import { sharedPostgres } from '../../helpers/shared-servers.ts';
import { startPgBouncer } from '../../helpers/start-pgbouncer.ts';
import { describeChatStore } from '../conformance/changes.ts';
import { describeErasure } from '../conformance/erasure.ts';
import { describeRemovalOfMany } from '../conformance/removal-of-many.ts';

for (const version of [15, 18] as const) {
  const server = sharedPostgres(version);
  if ('url' in server) {
    describeChatStore(`PostgreSQL ${version}`, () => PostgresStore.make(server.url, null));
    describeErasure(`PostgreSQL ${version}`, () => PostgresStore.make(server.url, null));
    describeRemovalOfMany(`PostgreSQL ${version}`, () => PostgresStore.make(server.url, null));
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
