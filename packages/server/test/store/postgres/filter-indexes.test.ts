/** The indexes of filters on PostgreSQL are those that SQLite finds each filter by. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { Filter } from '../../../src/chat-log/query/filter-kinds.ts';
import { FILTERS, NUMBERS } from '../../../src/chat-log/query/filters.ts';
import { SORT_COLUMNS } from '../../../src/chat-log/query/sort-order.ts';
import { STORE_FILE } from '../../../src/store/sqlite/store-files.ts';
import { bootServer } from '../../helpers/boot-server.ts';
import { sharedPostgres } from '../../helpers/shared-servers.ts';
import { SqliteStore } from '../../helpers/sqlite-store.ts';
import { createDatabase, dropDatabase, query } from '../../helpers/start-postgres.ts';

/** Names of the indexes on chats and their facts that filters name. */
const NAMES = [
  ...Object.values(FILTERS).flatMap(({ kind, index }: Filter) =>
    kind === 'participant' || index === null ? [] : [index.name],
  ),
  ...Object.values(NUMBERS).map(({ index }) => index),
  ...Object.values(SORT_COLUMNS).map(({ index }) => index),
];

async function onSqlite(): Promise<ReadonlyMap<string, string>> {
  await using store = new SqliteStore();
  await (await store.open('tool'))[Symbol.asyncDispose]();
  const database = new DatabaseSync(join(store.directory, STORE_FILE));
  const rows = database
    .prepare("SELECT name, sql FROM sqlite_schema WHERE tbl_name IN ('chat', 'chat_fact') AND type = 'index'")
    .all();
  database.close();
  return new Map(rows.map(({ name, sql }) => [String(name), String(sql)]));
}

async function onPostgres(server: string): Promise<ReadonlyMap<string, string>> {
  const database = await createDatabase(server);
  try {
    await (await bootServer({ place: { data: '', database } }))[Symbol.asyncDispose]();
    const { rows } = await query(database, "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'parley'");
    const plain = (sql: string) =>
      sql
        .replace('parley.', '')
        .replace('USING btree ', '')
        .replace(/WHERE \((.*)\)/, 'WHERE $1');
    return new Map(rows.map(({ indexname, indexdef }) => [indexname, plain(indexdef)]));
  } finally {
    await dropDatabase(database);
  }
}

test('filters have the same indexes on both stores', async (context) => {
  const server = sharedPostgres(18);
  if ('missing' in server) return context.skip(server.missing);
  const [wanted, found] = [await onSqlite(), await onPostgres(server.url)];
  expect(NAMES.length).toBeGreaterThan(5);
  for (const name of NAMES) {
    expect(wanted.get(name), name).toContain(`INDEX ${name} `);
    expect(found.get(name), name).toBe(wanted.get(name));
  }
});
