/** A transaction that stands open in the same cluster: measured, told with its process, and harmless once it ends. */
import pg from 'pg';
import { expect, test } from 'vitest';
import { bootServer } from '../../helpers/boot-server.ts';
import { findPostgres } from '../../helpers/find-postgres.ts';
import { createDatabase, query, startPostgres } from '../../helpers/start-postgres.ts';

test('whoever holds back the feed is named in the log and counted in the metrics', async (context) => {
  const found = findPostgres(18);
  if ('missing' in found) return context.skip(found.missing);
  await using server = await startPostgres(18);
  await using parley = await bootServer({ place: { data: '', database: await createDatabase(server.url()) } });
  const scope = await parley.makeProject(822);
  const key = await parley.makeKey();
  const blocker = new pg.Client({ connectionString: server.url(), application_name: 'forgotten' });
  blocker.on('error', () => undefined);
  await blocker.connect();
  // In another database of the cluster: it holds the feed all the same.
  await blocker.query('BEGIN; CREATE TEMPORARY TABLE written (n int)');
  const pid = (await blocker.query('SELECT pg_backend_pid() AS pid')).rows[0]?.pid;
  await parley.importSample(scope, 3);

  const read = () => parley.get('/v2/projects/822/chats/changes', { key });
  expect(JSON.parse((await read()).text).responseCount).toBe(0);
  const alarms = () => parley.logLines.filter((line) => line.includes('the change feed stands still'));
  await expect.poll(alarms, { timeout: 15_000 }).toHaveLength(1);
  expect(JSON.parse(alarms()[0] ?? '{}').blocker).toMatch(
    new RegExp(`^process ${pid} in database "postgres", application "forgotten"`),
  );
  const metrics = (await parley.get('/metrics', { key })).text;
  expect(Number(/^parley_feed_watermark_lag_seconds (\S+)$/m.exec(metrics)?.[1])).toBeGreaterThan(5);
  const blocked = await read();
  expect(Number(blocked.headers['parley-watermark-lag-ms'])).toBeGreaterThan(1_000);

  await query(server.url(), 'SELECT pg_terminate_backend($1)', [pid]);
  await expect.poll(async () => JSON.parse((await read()).text).responseCount, { timeout: 5_000 }).toBe(3);
});
