/** The servers that other tests stand on: that they are what they say, and that nothing of them stays behind. */
import { existsSync } from 'node:fs';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { findPgBouncer, findPostgres } from '../../helpers/find-postgres.ts';
import { startPgBouncer } from '../../helpers/start-pgbouncer.ts';
import { createDatabase, dropDatabase, query, startPostgres } from '../../helpers/start-postgres.ts';

describe.each([15, 18] as const)('PostgreSQL %i of this machine', (version) => {
  test('is that version, keeps what it acknowledged over a crash, and leaves nothing', async (context) => {
    const found = findPostgres(version);
    if ('missing' in found) return context.skip(found.missing);
    const server = await startPostgres(version);
    {
      await using _stop = server;
      const database = await createDatabase(server.url());
      const { rows } = await query(database, `SELECT current_setting('server_version_num')::int / 10000 AS major`);
      expect(rows).toEqual([{ major: version }]);
      await query(database, 'CREATE TABLE kept (n int)');
      await query(database, 'INSERT INTO kept VALUES (7)');
      await server.restart('immediate');
      expect((await query(database, 'SELECT n FROM kept')).rows).toEqual([{ n: 7 }]);
      await dropDatabase(database);
      await expect(query(database, 'SELECT 1')).rejects.toThrow('does not exist');
    }
    expect(existsSync(server.directory)).toBe(false);
    await expect(query(server.url(), 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });
});

test('PgBouncer shares its connections between clients by transaction', async (context) => {
  const missing = [findPostgres(18), findPgBouncer()].find((found) => 'missing' in found);
  if (missing !== undefined && 'missing' in missing) return context.skip(missing.missing);
  await using server = await startPostgres(18);
  await using pooler = await startPgBouncer(server.url(), { poolSize: 1 });
  const clients = [0, 1].map(() => new pg.Client({ connectionString: pooler.through(server.url()) }));
  const pids: unknown[] = [];
  for (const client of clients) {
    await client.connect();
    pids.push((await client.query('SELECT pg_backend_pid() AS pid')).rows);
  }
  expect(pids[0]).toEqual(pids[1]);
  for (const client of clients) await client.end();
});
