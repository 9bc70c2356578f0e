/** The PostgreSQL store of 0.1.0, as today's server opens it. */
import { gunzipSync } from 'node:zlib';
import { test } from 'vitest';
import { PostgresStore } from '../../helpers/postgres-store.ts';
import { sharedPostgres } from '../../helpers/shared-servers.ts';
import { query } from '../../helpers/start-postgres.ts';
import { describeStoreOf010, readFixture } from '../conformance/store-of-0.1.0.ts';

/**
 * Counts the server's transactions up to past those of the dump: places in the feed are their numbers, and what lies ahead is
 * not delivered. A server that the dump came from would have counted as far already.
 */
const COUNT_PAST_THE_DUMP = `DO $$
  DECLARE newest xid8;
  BEGIN
    SELECT xid INTO newest FROM (SELECT xid FROM parley.chat UNION ALL SELECT xid FROM parley.tombstone) AS change
      ORDER BY xid DESC LIMIT 1;
    LOOP
      EXIT WHEN pg_snapshot_xmin(pg_current_snapshot()) > newest;
      PERFORM pg_current_xact_id();
      COMMIT;
    END LOOP;
  END $$`;

for (const version of [15, 18] as const) {
  const server = sharedPostgres(version);
  if ('url' in server) {
    describeStoreOf010(`PostgreSQL ${version}`, 'postgres', async () => {
      const installation = await PostgresStore.makeEmpty(server.url);
      await query(installation.database, gunzipSync(readFixture('postgres.sql.gz')).toString());
      await query(installation.database, COUNT_PAST_THE_DUMP);
      return { installation, place: { data: '', database: installation.database } };
    });
  } else test(`PostgreSQL ${version}`, (context) => context.skip(server.missing));
}
