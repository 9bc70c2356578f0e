/** Transactions that become visible out of order: the feed waits for the oldest, and its reader is told by whom it is held. */
import { expect, test } from 'vitest';
import { chatId, projectId, tenantId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import { Zone } from '../../../src/model/zone.ts';
import { openPostgresJournal } from '../../../src/store/postgres/open-postgres-store.ts';
import { PostgresDatabase } from '../../../src/store/postgres/postgres-database.ts';
import { importChat, sampleEvents, startRequest } from '../../helpers/sample-import.ts';
import { sharedDatabase } from '../../helpers/shared-servers.ts';

const ZONE = new Zone('Europe/Budapest');
const AT = instant(Date.UTC(2026, 0, 1));
const tenant = tenantId('acme');
if (tenant === null) throw new TypeError('no tenant name');
const SCOPE = { tenantId: tenant, projectId: projectId(822) };
const ALL = { selection: {}, limit: 100 };

const database = await sharedDatabase(15);

function options(connectionString: string) {
  return {
    connectionString,
    poolSize: 6,
    newEpoch: () => crypto.randomUUID(),
    newSecret: () => crypto.getRandomValues(new Uint8Array(32)),
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    logger: null,
    onFatal: () => undefined,
  };
}

test('a change that commits late is not lost: nothing newer comes before it, by sequence it would be skipped', async (context) => {
  if ('missing' in database) return context.skip(database.missing);
  await using journal = await openPostgresJournal(options(database.url));
  await using other = new PostgresDatabase({ ...options(database.url), poolSize: 3 });
  await journal.createProject({ ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
  const [events = []] = sampleEvents(1, 1);
  await journal.importChats(SCOPE, [importChat(1, events, SCOPE.projectId, ZONE)], AT);
  await journal.append(SCOPE, startRequest(events.slice(0, 3)));
  const page = await journal.readChangePage(SCOPE, { ...ALL, after: null });
  if (page === 'expired') throw new TypeError('expired');
  expect(page.keys.map((key) => key.chatId)).toEqual([1, 2]);

  const before = (await journal.readMoment(SCOPE)).version;
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  const { promise: isHeld, resolve: begun } = Promise.withResolvers<void>();
  const late = other.transact(async (transaction) => {
    const sql =
      "UPDATE parley.chat SET xid = pg_current_xact_id(), seq = nextval('parley.change_seq') WHERE chat_id = 1";
    await transaction.query(sql, []);
    begun();
    await held;
  });
  await isHeld;
  await journal.append(SCOPE, { chatId: chatId(2), events: events.slice(3, 4) });
  const meanwhile = (await journal.readMoment(SCOPE)).version;
  expect(meanwhile).not.toBe(before);

  const early = await journal.readChangePage(SCOPE, { ...ALL, after: page.next });
  expect(early).toMatchObject({ keys: [], isEnd: true });
  if (early === 'expired') throw new TypeError('expired');
  // The control: a reader by sequence sees the newer change now, and would never look below it again.
  const [newest] = await other.query('SELECT chat_id FROM parley.chat ORDER BY seq DESC LIMIT 1', []);
  expect(newest?.chat_id).toBe('2');
  const watermark = await journal.measureWatermark();
  expect(watermark.blocker).toMatch(
    /^process \d+ in database ".+", application "parley", idle in transaction, since 20/,
  );

  letGo();
  await late;
  expect((await journal.readMoment(SCOPE)).version).not.toBe(meanwhile);
  const after = await journal.readChangePage(SCOPE, { ...ALL, after: early.next });
  expect(after).toMatchObject({ keys: [{ chatId: 1 }, { chatId: 2 }], isEnd: true });
  expect(await journal.measureWatermark()).toEqual({ lagMs: 0, blocker: null });
});
