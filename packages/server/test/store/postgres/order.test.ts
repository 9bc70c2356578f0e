/**
 * The order of changes on PostgreSQL: writers that commit late, hold and roll back lose no reader anything, also behind a
 * pooler, while a reader by sequence loses rows in the same run. `npm run test:order` is the long form.
 */
import { env } from 'node:process';
import { expect, test } from 'vitest';
import { projectId } from '../../../src/model/ids.ts';
import { instant } from '../../../src/model/instant.ts';
import { Zone } from '../../../src/model/zone.ts';
import type { ChatStore, ProjectStore } from '../../../src/store/chat-store.ts';
import { scopeOf } from '../../helpers/boot-server.ts';
import { findPgBouncer, findPostgres } from '../../helpers/find-postgres.ts';
import { makeProject, openProject } from '../../helpers/open-project.ts';
import { runOrder, TEMPLATE_ID } from '../../helpers/order-run.ts';
import { openPostgresStore } from '../../helpers/postgres-store.ts';
import { importChat, sampleEvents } from '../../helpers/sample-import.ts';
import { startPgBouncer } from '../../helpers/start-pgbouncer.ts';
import { createDatabase, startPostgres } from '../../helpers/start-postgres.ts';

const TRANSACTIONS = Number(env.TEST_ORDER_TRANSACTIONS ?? 2_000);
const IS_LONG = TRANSACTIONS > 10_000;
const SCOPE = scopeOf(822);

async function prepare(store: ChatStore): Promise<ProjectStore> {
  const zone = new Zone('Europe/Budapest');
  const project = await makeProject(store, { ...SCOPE, name: 'Order', zone, createdAt: instant(0) });
  const [events = []] = sampleEvents(1, 3);
  await project.chats.import([importChat(TEMPLATE_ID, events, projectId(822), zone)], instant(0));
  return project;
}

test(`8 writers, ${TRANSACTIONS} transactions: feeds lose nothing, a reader by sequence does`, {
  timeout: 300_000,
}, async (context) => {
  const found = findPostgres(18);
  if ('missing' in found) return context.skip(found.missing);
  // A server of its own: others' transactions would hold the watermark.
  await using server = await startPostgres(18);
  const url = await createDatabase(server.url());
  await using stack = new AsyncDisposableStack();
  const open = async (address: string) => stack.use(await openPostgresStore(address, { poolSize: 3 }));
  const first = await prepare(await open(url));
  const readers: Record<string, ProjectStore> = { directly: await openProject(await open(url), SCOPE) };
  const pooler = 'missing' in findPgBouncer() ? null : stack.use(await startPgBouncer(url));
  if (pooler !== null) readers['through a pooler'] = await openProject(await open(pooler.through(url)), SCOPE);
  const report = await runOrder({
    url,
    scope: SCOPE,
    appenders: [first, await openProject(await open(pooler?.through(url) ?? url), SCOPE)],
    readers,
    transactions: TRANSACTIONS,
    heldShare: IS_LONG ? 0.1 : 0.3,
    seed: 7,
  });
  context.annotate(JSON.stringify(report));
  expect(report.committed + report.rolledBack).toBe(TRANSACTIONS);
  expect(report.rolledBack).toBeGreaterThan(TRANSACTIONS / 50);
  expect(report.appended).toBeGreaterThan(0);
  for (const feed of Object.values(report.feeds)) expect(feed).toMatchObject({ lost: 0, invented: 0 });
  // Otherwise the run was too tame to show anything.
  expect(report.bySequence.lost).toBeGreaterThan(0);
  if (pooler === null) return context.skip('no PgBouncer on this machine: only the direct reader was tested');
});
