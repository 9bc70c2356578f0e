/** Transactions that become visible out of order: the feed waits for the oldest, and its reader is told by whom it is held. */
import { expect, test } from 'vitest';
import { chatId, projectId, tenantId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import { Zone } from '../../../src/model/zone.ts';
import { PostgresPool } from '../../../src/store/postgres/postgres-pool.ts';
import { sql } from '../../../src/store/sql/sql.ts';
import { makeProject } from '../../helpers/open-project.ts';
import { openPostgresStore } from '../../helpers/postgres-store.ts';
import { importChat, sampleEvents, startRequest } from '../../helpers/sample-import.ts';
import { sharedDatabase } from '../../helpers/shared-servers.ts';

const ZONE = new Zone('Europe/Budapest');
const AT = instant(Date.UTC(2026, 0, 1));
const tenant = tenantId('acme');
if (tenant === null) throw new TypeError('no tenant name');
const SCOPE = { tenantId: tenant, projectId: projectId(822) };
const ALL = { selection: {}, limit: 100 };

const database = await sharedDatabase(15);

test('a change that commits late is not lost: nothing newer comes before it, by sequence it would be skipped', async (context) => {
  if ('missing' in database) return context.skip(database.missing);
  await using store = await openPostgresStore(database.url, { poolSize: 6 });
  await using other = new PostgresPool({
    connectionString: database.url,
    poolSize: 3,
    monotonicMs: () => performance.now(),
    logger: null,
  });
  const project = await makeProject(store, { ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
  const [events = []] = sampleEvents(1, 1);
  await project.chats.import([importChat(1, events, SCOPE.projectId, ZONE)], AT);
  await project.chats.append(startRequest(events.slice(0, 3)));
  const page = await project.feed.readPage({ ...ALL, after: null });
  if (page === 'expired') throw new TypeError('expired');
  expect(page.keys.map((key) => key.chatId)).toEqual([1, 2]);

  const before = (await project.feed.readHead()).version;
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  const { promise: isHeld, resolve: begun } = Promise.withResolvers<void>();
  const late = other.transact(async (transaction) => {
    await transaction.run(
      sql`UPDATE chat SET xid = pg_current_xact_id(), seq = nextval('parley.change_seq') WHERE chat_id = 1`,
    );
    begun();
    await held;
  });
  await isHeld;
  await project.chats.append({ chatId: chatId(2), events: events.slice(3, 4) });
  const meanwhile = (await project.feed.readHead()).version;
  expect(meanwhile).not.toBe(before);

  const early = await project.feed.readPage({ ...ALL, after: page.next });
  expect(early).toMatchObject({ keys: [], isEnd: true, isHeldBack: true });
  // Nothing lets it go, so that only its signal ends this wait; the next one ends with the transaction.
  const order: string[] = [];
  await project.feed.waitForWatermark(AbortSignal.abort());
  const waiting = project.feed.waitForWatermark(context.signal).then(() => order.push('can be delivered'));
  if (early === 'expired') throw new TypeError('expired');
  // The control: a reader by sequence sees the newer change now, and would never look below it again.
  const newest = await other.live.get({ chat_id: 'int' }, sql`SELECT chat_id FROM chat ORDER BY seq DESC LIMIT 1`);
  expect(newest?.chat_id).toBe(2);
  const watermark = await store.maintenance.measureWatermark();
  expect(watermark?.blocker).toMatch(
    /^process \d+ in database ".+", application "parley", idle in transaction, since 20/,
  );

  order.push('let go');
  letGo();
  await late;
  await waiting;
  expect(order).toEqual(['let go', 'can be delivered']);
  expect((await project.feed.readHead()).version).not.toBe(meanwhile);
  const after = await project.feed.readPage({ ...ALL, after: early.next });
  expect(after).toMatchObject({ keys: [{ chatId: 1 }, { chatId: 2 }], isEnd: true, isHeldBack: false });
  expect(await store.maintenance.measureWatermark()).toEqual({ lagMs: 0, blocker: null });
});
