/** An import that replaces a chat while another process gives that chat its facts. */
import { expect, test } from 'vitest';
import { FACT_COLUMNS } from '../../../src/chat-log/query/fact-columns.ts';
import { PostgresPool } from '../../../src/store/postgres/postgres-pool.ts';
import { raw, sql } from '../../../src/store/sql/sql.ts';
import { AT, imports, SCOPE, ZONE } from '../../helpers/conformance-fixture.ts';
import { makeProject } from '../../helpers/open-project.ts';
import { openPostgresStore } from '../../helpers/postgres-store.ts';
import { sharedDatabase } from '../../helpers/shared-servers.ts';

const CHATS = 3;
const NAMES = FACT_COLUMNS.map(({ name }) => name).join(', ');

const database = await sharedDatabase(15);

test('waits for it, and removes what was given meanwhile', async (context) => {
  if ('missing' in database) return context.skip(database.missing);
  await using store = await openPostgresStore(database.url, { poolSize: 4 });
  await using other = new PostgresPool({
    connectionString: database.url,
    poolSize: 2,
    monotonicMs: () => performance.now(),
    logger: null,
  });
  const project = await makeProject(store, { ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
  await project.chats.import(imports(CHATS, 61), AT);
  await other.transact((transaction) => transaction.run(sql`DELETE FROM chat_fact WHERE chat_id = 1`));

  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  const { promise: isHeld, resolve: begun } = Promise.withResolvers<void>();
  const filling = other.transact(async (transaction) => {
    await transaction.all({ chat_id: 'int' }, sql`SELECT chat_id FROM chat WHERE chat_id = 1 FOR UPDATE`);
    await transaction.run(
      sql`INSERT INTO chat_fact (project_row, chat_id, ${raw(NAMES)})
        SELECT project_row, 1, ${raw(NAMES)} FROM chat_fact WHERE chat_id = 2`,
    );
    begun();
    await held;
  });
  await isHeld;
  const importing = project.chats.import(imports(CHATS, 62), AT);
  const isWaiting = sql`SELECT count(*) AS count FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  while ((await other.live.get({ count: 'int' }, isWaiting))?.count === 0);
  letGo();
  await filling;
  expect((await importing).outcomes).toEqual(['replaced', 'replaced', 'replaced']);
  const rows = await other.live.all({ chat_id: 'int' }, sql`SELECT chat_id FROM chat_fact ORDER BY chat_id`);
  expect(rows.map(({ chat_id }) => chat_id)).toEqual([1, 2, 3]);
});
