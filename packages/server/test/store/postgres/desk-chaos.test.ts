/** The storm over the newer PostgreSQL, or the one that is there. */
import { test } from 'vitest';
import { PostgresStore } from '../../helpers/postgres-store.ts';
import { sharedPostgres } from '../../helpers/shared-servers.ts';
import { describeDeskChaos } from '../conformance/desk-chaos.ts';

const server = ([18, 15] as const).map((version) => sharedPostgres(version)).find((found) => 'url' in found);
if (server !== undefined && 'url' in server) {
  describeDeskChaos('PostgreSQL', () => PostgresStore.make(server.url), { usual: 2, long: 20 });
} else test('PostgreSQL', (context) => context.skip('there is no PostgreSQL'));
