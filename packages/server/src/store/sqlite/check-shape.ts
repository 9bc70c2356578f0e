/** Whether a file can be the store that it is taken for: looks that are cheap enough for every start, and for health. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from '../sql/sql.ts';
import { StoreError } from '../store-error.ts';
import { asStoreError, SqliteConnection } from './sqlite-connection.ts';
import { STORE_FILE } from './store-files.ts';

const WHAT_TO_DO = 'keep a copy of it and restore a backup; parley doctor says more';

/** @throws StoreError `unsuitable` for a folder in place of the file */
export function refuseOtherFile(directory: string): void {
  const found = statSync(join(directory, STORE_FILE), { throwIfNoEntry: false });
  if (found === undefined || found.isFile()) return;
  throw new StoreError('unsuitable', `${STORE_FILE} in ${directory} is no file: move it away, or give another --data`);
}

/** Leaves alone what another program made. @throws StoreError `unsuitable` */
export function refuseForeign(connection: SqliteConnection): void {
  const found = connection.get(
    { tables: 'int', own: 'int' },
    sql`SELECT count(*) AS tables, count(CASE WHEN name IN ('store', 'project', 'chat', 'chat_event') THEN 1 END) AS own
      FROM sqlite_schema WHERE type = 'table'`,
  );
  if (found === null || found.tables === 0 || found.own === 4) return;
  if (found.own > 0) throw new StoreError('damaged', `the store has lost some of its tables: ${WHAT_TO_DO}`);
  throw new StoreError('unsuitable', `${STORE_FILE} is a database of another program: give another --data`);
}

/** What the file holds instead of a store, as a sentence; null for a store. @throws the system's errors */
export function describeOther(file: string): string | null {
  try {
    using connection = new SqliteConnection({ file, isReadOnly: true, busyTimeoutMs: 0 });
    refuseForeign(connection);
    return readTablesVersion(connection) === 0 ? 'it holds no tables' : null;
  } catch (error) {
    const known = asStoreError(error);
    if (!(known instanceof StoreError)) throw error;
    return known.code === 'unsuitable' ? 'it is a database of another program' : 'it is damaged';
  }
}

/**
 * Compares the two indexes by which chats are listed: one that lost an entry would leave a chat out without a word. Reads
 * some forty bytes a chat. @throws StoreError `damaged`
 */
export function checkIndexes(connection: SqliteConnection): void {
  const columns = { chats: 'int', sum: 'int' } as const;
  for (const { project_row: row } of connection.all({ project_row: 'int' }, sql`SELECT project_row FROM project`)) {
    const byId = connection.get(
      columns,
      sql`SELECT count(*) AS chats, coalesce(sum(chat_id % 1000003), 0) AS sum FROM chat INDEXED BY chat_by_id
        WHERE project_row = ${row}`,
    );
    const byPosition = connection.get(
      columns,
      sql`SELECT count(*) AS chats, coalesce(sum(chat_id % 1000003), 0) AS sum FROM chat INDEXED BY chat_by_position
        WHERE project_row = ${row}`,
    );
    if (byId?.chats === byPosition?.chats && byId?.sum === byPosition?.sum) continue;
    throw new StoreError('damaged', 'an index of the store is damaged: run parley rebuild; parley doctor says more');
  }
}

/** What a start failed by, as an error that says what to do where the file is not what it should be. */
export function asUnreadable(error: unknown): unknown {
  const known = asStoreError(error);
  const isOfDatabase = error instanceof Error && 'errcode' in error && known === error;
  return isOfDatabase ? new StoreError('damaged', `the store cannot be read: ${WHAT_TO_DO}`, { cause: error }) : known;
}

/** The version of the tables that the file holds. @throws StoreError `damaged` where it holds none */
export function readVersion(connection: SqliteConnection): number {
  const version = readTablesVersion(connection);
  if (version === 0) throw new StoreError('damaged', `${STORE_FILE} holds no tables: ${WHAT_TO_DO}`);
  return version;
}

/** 0 without tables. */
function readTablesVersion(connection: SqliteConnection): number {
  return connection.get({ user_version: 'int' }, sql`PRAGMA user_version`)?.user_version ?? 0;
}

/** Reads the head of the file and the tables' first pages. @throws StoreError `damaged` */
export function checkShape(connection: SqliteConnection): void {
  readVersion(connection);
  connection.get({ project_row: 'int' }, sql`SELECT project_row FROM project LIMIT 1`);
  connection.get({ chat_row: 'int' }, sql`SELECT chat_row FROM chat LIMIT 1`);
}
