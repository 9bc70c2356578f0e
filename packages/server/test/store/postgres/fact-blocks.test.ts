/**
 * Blocks of facts beside other servers that write: whoever was writing before a block was marked may change a chat and not
 * see the mark. Without waiting for those a block would be filled that is behind its chats.
 */
import { expect, type TestContext, test } from 'vitest';
import { chatId } from '../../../src/model/ids.ts';
import type { ChatStore } from '../../../src/store/chat-store.ts';
import { PostgresDatabase } from '../../../src/store/postgres/postgres-database.ts';
import { PostgresPool } from '../../../src/store/postgres/postgres-pool.ts';
import { checkFactBlocks } from '../../../src/store/sql/check-fact-blocks.ts';
import type { Transaction } from '../../../src/store/sql/database.ts';
import { factBlocksDropped } from '../../../src/store/sql/fact-block-table.ts';
import { type FactBlockParts, fillFactBlocks } from '../../../src/store/sql/fill-fact-blocks.ts';
import { ProjectTable } from '../../../src/store/sql/project-table.ts';
import { sql } from '../../../src/store/sql/sql.ts';
import { AT, imports, SCOPE, ZONE } from '../../helpers/conformance-fixture.ts';
import { makeProject } from '../../helpers/open-project.ts';
import { createStoreDatabase, openPostgresStore } from '../../helpers/postgres-store.ts';
import { sharedPostgres } from '../../helpers/shared-servers.ts';
import { dropDatabase } from '../../helpers/start-postgres.ts';

const CHATS = 40;
const CHANGED = chatId(5);
const SIZES = { chats: 16, newest: 4 };
const server = [sharedPostgres(18), sharedPostgres(15)].find((found) => 'url' in found) ?? sharedPostgres(15);

interface Bench extends AsyncDisposable {
  readonly store: ChatStore;
  readonly other: PostgresPool;
  readonly parts: FactBlockParts;
}

/** A store with chats, another server's connections, and what fills blocks. */
async function setUp({ skip }: TestContext): Promise<Bench> {
  if ('missing' in server) return skip(server.missing);
  const database = await createStoreDatabase(server.url);
  const options = {
    connectionString: database,
    poolSize: 4,
    monotonicMs: () => performance.now(),
    logger: null,
  };
  const store = await openPostgresStore(database);
  const filler = new PostgresDatabase({ ...options, pool: new PostgresPool(options), now: () => null });
  const other = new PostgresPool(options);
  const project = await makeProject(store, { ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
  await project.chats.import(imports(CHATS, 61), AT);
  return {
    store,
    other,
    parts: { database: filler, projects: new ProjectTable() },
    async [Symbol.asyncDispose]() {
      for (const part of [other, filler, store]) await part[Symbol.asyncDispose]();
      await dropDatabase(database);
    },
  };
}

/** As whoever appends to a chat: locks it, removes its blocks, changes it. */
async function changeChat(transaction: Transaction): Promise<void> {
  await transaction.all({ chat_id: 'int' }, sql`SELECT chat_id FROM chat WHERE chat_id = ${CHANGED} FOR UPDATE`);
  const [project] = await new ProjectTable().list(transaction, null);
  if (project === undefined) throw new TypeError('no project');
  await transaction.runTogether(factBlocksDropped(project, [CHANGED]));
  await transaction.run(sql`UPDATE chat_fact SET duration = 77777 WHERE chat_id = ${CHANGED}`);
}

/** A change whose commit waits until it is let go. */
async function beginChange({ other }: Bench): Promise<{ readonly commit: () => Promise<void> }> {
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  const { promise: isBegun, resolve: begun } = Promise.withResolvers<void>();
  const late = other.transact(async (transaction) => {
    await changeChat(transaction);
    begun();
    await held;
  });
  await isBegun;
  return {
    commit: () => {
      letGo();
      return late;
    },
  };
}

async function inspect({ other }: Bench) {
  const projects = await new ProjectTable().list(other.live, null);
  return checkFactBlocks(other.live, projects, new AbortController().signal);
}

async function fillAll(parts: FactBlockParts): Promise<void> {
  while (await fillFactBlocks(parts, () => false));
}

test('a block waits for whoever was writing before it was marked', async (context) => {
  await using bench = await setUp(context);
  const change = await beginChange(bench);
  await bench.store.maintenance.markFactBlocks(SIZES);
  expect(await fillFactBlocks(bench.parts, () => false)).toBe(true);
  expect(await inspect(bench)).toMatchObject({ filled: 0 });
  await change.commit();
  await fillAll(bench.parts);
  expect(await inspect(bench)).toMatchObject({ filled: 2, astray: 0 });
});

test('the control: without that wait, a block is behind its chats', async (context) => {
  await using bench = await setUp(context);
  const { database } = bench.parts;
  const impatient = {
    ...bench.parts,
    database: {
      live: database.live,
      write: database.write.bind(database),
      openSnapshot: database.openSnapshot.bind(database),
      pause: database.pause.bind(database),
      hasSettled: async () => true,
    },
  };
  const change = await beginChange(bench);
  await bench.store.maintenance.markFactBlocks(SIZES);
  await fillAll(impatient);
  await change.commit();
  expect(await inspect(bench)).toMatchObject({ filled: 2, astray: 1 });
});

test('a block is not filled when a chat changed after it was read, even if it was marked again', async (context) => {
  await using bench = await setUp(context);
  const { store, other, parts } = bench;
  const { database } = parts;
  await store.maintenance.markFactBlocks(SIZES);
  let isFirst = true;
  await fillFactBlocks(
    {
      ...parts,
      database: {
        live: database.live,
        openSnapshot: database.openSnapshot.bind(database),
        pause: database.pause.bind(database),
        hasSettled: database.hasSettled.bind(database),
        async write(line, work) {
          if (isFirst) {
            isFirst = false;
            await other.transact(changeChat);
            await store.maintenance.markFactBlocks(SIZES);
          }
          return database.write(line, work);
        },
      },
    },
    () => false,
  );
  expect(await inspect(bench)).toMatchObject({ filled: 1, astray: 0 });
  await fillAll(parts);
  expect(await inspect(bench)).toMatchObject({ filled: 2, astray: 0 });
});

test('who removes a block that is being filled waits, and removes it', async (context) => {
  await using bench = await setUp(context);
  await bench.store.maintenance.markFactBlocks(SIZES);
  await fillAll(bench.parts);
  const change = await beginChange(bench);
  // Not committed: others still count with the block, and so do the rows that they see.
  expect(await inspect(bench)).toMatchObject({ filled: 2, astray: 0 });
  await change.commit();
  expect(await inspect(bench)).toMatchObject({ filled: 1, astray: 0 });
});
