/**
 * Copies a whole SQLite store into an empty PostgreSQL database, for `parley move`: in one transaction, verified before
 * its commit.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LogChecksum } from '../../chat-log/codec/log-checksum.ts';
import type { ProjectScope } from '../../model/ids.ts';
import { UnorderedSum } from '../../platform/unordered-sum.ts';
import { writeValue } from '../postgres/migrations.ts';
import { openPostgresStore } from '../postgres/open-postgres-store.ts';
import { PostgresPool } from '../postgres/postgres-pool.ts';
import type { PostgresTransaction } from '../postgres/postgres-statements.ts';
import type { Statements } from '../sql/database.ts';
import { ProjectTable } from '../sql/project-table.ts';
import { resetSearch } from '../sql/search-table.ts';
import { raw, sql } from '../sql/sql.ts';
import { migrate } from '../sqlite/migrations.ts';
import { takeServeLock } from '../sqlite/serve-lock.ts';
import { SqliteConnection } from '../sqlite/sqlite-connection.ts';
import { SqliteStatements } from '../sqlite/sqlite-statements.ts';
import { STORE_FILE } from '../sqlite/store-files.ts';
import { StoreError } from '../store-error.ts';
import type { StoreOptions } from '../store-options.ts';
import {
  addChats,
  type MovedTable,
  type ProjectSum,
  readMovedTables,
  readRows,
  targetName,
  toTarget,
} from './moved-rows.ts';

export interface MoveOptions extends Pick<StoreOptions, 'newEpoch' | 'newSecret' | 'nowMs' | 'monotonicMs'> {
  /** Folder of the SQLite store. */
  readonly from: string;
  /** Address of the PostgreSQL database; may hold a password. */
  readonly to: string;
  /** Aborting leaves the database as it was. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: MoveProgress) => void;
}

export interface MoveProgress {
  readonly step: 'copy' | 'verify';
  readonly table: string;
  readonly rows: number;
  readonly of: number;
}

/** A project as it stands in the database now. */
export interface MovedProject extends ProjectScope {
  readonly chats: number;
  /** Of its documents, worked out again from the bytes that arrived. */
  readonly checksum: string;
  readonly revisions: number;
}

export interface MoveReport {
  readonly projects: readonly MovedProject[];
  readonly rows: ReadonlyMap<string, number>;
}

const BUSY_TIMEOUT_MS = 60_000;

/**
 * Moves everything and gives the copy a new epoch, so that cursors of the old store end with 410. @throws StoreError
 * `missing` when there is no store, `locked` when a server has one of the two, `unsuitable` when the database is not
 * empty, `damaged` when what arrived is not what was sent
 */
export async function moveStore(options: MoveOptions): Promise<MoveReport> {
  const { from, to: connectionString, monotonicMs } = options;
  const file = join(from, STORE_FILE);
  if (!existsSync(file)) throw new StoreError('missing', `there is no store in ${from}`);
  using _lock = takeServeLock(from);
  using source = new SqliteConnection({ file, isReadOnly: false, busyTimeoutMs: BUSY_TIMEOUT_MS });
  migrate(source.database, options.newEpoch);
  // Nobody writes to the source meanwhile; readers are not disturbed.
  source.exec('BEGIN IMMEDIATE');
  try {
    await using pool = new PostgresPool({ connectionString, poolSize: 1, monotonicMs, logger: null });
    await refuseOthers(pool);
    const made = await openPostgresStore({
      ...options,
      connectionString,
      poolSize: 2,
      logger: null,
      onFatal: () => undefined,
    });
    await made[Symbol.asyncDispose]();
    return await pool.transactLong((into) => moveAll(source, into, pool.target, options));
  } finally {
    source.rollBack();
  }
}

/** A server that has the database open would go on with the epoch that it knows. */
async function refuseOthers(pool: PostgresPool): Promise<void> {
  const rows = await pool.live.all(
    { pid: 'int' },
    sql`SELECT pid FROM pg_stat_activity
      WHERE datname = current_database() AND application_name LIKE 'parley%' AND pid <> pg_backend_pid() LIMIT 1`,
  );
  if (rows.length > 0) throw new StoreError('locked', `another parley has ${pool.target} open: stop it first`);
}

async function moveAll(
  connection: SqliteConnection,
  into: PostgresTransaction,
  name: string,
  { signal, onProgress, newEpoch }: MoveOptions,
): Promise<MoveReport> {
  const source = new SqliteStatements(connection);
  const tables = await readMovedTables(source);
  await into.exec(`LOCK TABLE ${tables.map((table) => `parley.${table.name}`).join(', ')}`);
  await refuseContent(into, name);
  const rows = new Map<string, number>();
  const sums = new Map<number, ProjectSum>();
  for (const table of tables) {
    const of = (await source.get({ rows: 'int' }, sql`SELECT count(*) AS rows FROM ${raw(table.name)}`))?.rows ?? 0;
    const progress = (step: MoveProgress['step'], done: number) => {
      onProgress({ step, table: table.name, rows: done, of });
      signal.throwIfAborted();
    };
    const sent = await copyTable(source, into, table, (done) => progress('copy', done));
    progress('verify', 0);
    const arrived = new UnorderedSum();
    for await (const some of readRows(into, table, targetName)) {
      for (const row of some) arrived.add(Object.values(row));
      if (table.name === 'chat' && !addChats(sums, some)) throw damaged(name, 'documents');
      progress('verify', arrived.rows);
    }
    if (arrived.text() !== sent) throw damaged(name, table.name);
    rows.set(table.name, of);
  }
  await resetSearch(into);
  await moveIdentity(source, into, newEpoch());
  // Not after the commit: its failure would look as if nothing had been moved.
  await into.exec('ANALYZE');
  signal.throwIfAborted();
  return { projects: await describeProjects(source, sums), rows };
}

async function describeProjects(
  source: Statements,
  sums: ReadonlyMap<number, ProjectSum>,
): Promise<readonly MovedProject[]> {
  const projects = await new ProjectTable().list(source, null);
  return projects.map(({ projectRow, tenantId, projectId }) => {
    const { chats, revisions } = sums.get(projectRow) ?? { chats: new LogChecksum(), revisions: 0 };
    const { count, checksum } = chats.value;
    return { tenantId, projectId, chats: count, checksum, revisions };
  });
}

function damaged(name: string, what: string): StoreError {
  return new StoreError('damaged', `what arrived in ${name} differs from what was sent (${what}); nothing was kept`);
}

async function refuseContent(into: Statements, name: string): Promise<void> {
  const used = await into.get(
    { one: 'int' },
    sql`SELECT 1 AS one WHERE EXISTS (SELECT 1 FROM project) OR EXISTS (SELECT 1 FROM api_key) OR EXISTS (SELECT 1 FROM audit)`,
  );
  if (used === null) return;
  throw new StoreError('unsuitable', `${name} holds a store already: move into an empty database`);
}

async function copyTable(
  source: Statements,
  into: PostgresTransaction,
  table: MovedTable,
  onRows: (done: number) => void,
): Promise<string> {
  const sent = new UnorderedSum();
  const columns = Object.keys(table.columns).map(targetName);
  for await (const some of readRows(source, table)) {
    const rows = some.map((row) => toTarget(table, row));
    for (const row of rows) sent.add(row);
    await into.copyIn({ table: table.name, columns, rows });
    onRows(sent.rows);
  }
  return sent.text();
}

/**
 * Cursor key and ledger salt stay, so that old cursors are recognised and the ledger still refuses; the epoch is new.
 */
async function moveIdentity(source: Statements, into: PostgresTransaction, epoch: string): Promise<void> {
  await writeValue(into, 'epoch', Buffer.from(epoch));
  for (const name of ['cursor_key', 'ledger_salt']) {
    const row = await source.get({ value: 'bytes' }, sql`SELECT value FROM store WHERE name = ${name}`);
    if (row !== null) await writeValue(into, name, row.value);
  }
  const last = await source.get({ value: 'int' }, sql`SELECT value FROM store WHERE name = 'position'`);
  await into.run(sql`SELECT setval('parley.change_seq', ${Math.max(1, last?.value ?? 0)})`);
  for (const [table, column] of [
    ['project', 'project_row'],
    ['audit', 'audit_row'],
    ['audit_read', 'read_row'],
    ['saved_view', 'view_row'],
  ]) {
    await into.exec(
      `SELECT setval(pg_get_serial_sequence('parley.${table}', '${column}'), greatest(1, max(${column}))) FROM parley.${table}`,
    );
  }
}
