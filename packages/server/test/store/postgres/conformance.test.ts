/**
 * The conformance suite of the stores over PostgreSQL, and through a pooler: over the newer version, or the one that is
 * there; `npm run test:long` runs it over both.
 */
import { afterAll, test } from 'vitest';
import { findPgBouncer } from '../../helpers/find-postgres.ts';
import { IS_LONG } from '../../helpers/long-tests.ts';
import { PostgresStore } from '../../helpers/postgres-store.ts';
import { sharedPostgres } from '../../helpers/shared-servers.ts';
import { startPgBouncer } from '../../helpers/start-pgbouncer.ts';
import { describeChatStore } from '../conformance/changes.ts';
import { describeErasure } from '../conformance/erasure.ts';
import { describeRemovalOfMany } from '../conformance/removal-of-many.ts';

const VERSIONS = [18, 15] as const;
const first = VERSIONS.find((version) => 'url' in sharedPostgres(version)) ?? 18;

for (const version of IS_LONG ? VERSIONS : [first]) {
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
