/** Whether a store's file can be what it says it is: cheap enough for every look at the health of a server. */
import { sql } from '../sql/sql.ts';
import { StoreError } from '../store-error.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** Reads the head of the file and the tables' first pages. @throws StoreError `damaged` */
export function checkShape(connection: SqliteConnection): void {
  const version = connection.get({ user_version: 'int' }, sql`PRAGMA user_version`)?.user_version ?? 0;
  if (version === 0) throw new StoreError('damaged', 'the file of the store holds no tables: restore a backup');
  connection.get({ project_row: 'int' }, sql`SELECT project_row FROM project LIMIT 1`);
  connection.get({ chat_row: 'int' }, sql`SELECT chat_row FROM chat LIMIT 1`);
}
