/**
 * Copies a whole SQLite store into an empty PostgreSQL database. All of it is one transaction there, verified before its
 * commit: whenever the move ends, the database holds everything or nothing. For `parley move`.
 */
import { createHash, type Hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { writeCopyRows } from '../postgres/copy-binary.ts';
import { openPostgresJournal } from '../postgres/open-postgres-store.ts';
import { asStoreError, describeTarget } from '../postgres/postgres-error.ts';
import { migrate } from '../sqlite/migrations.ts';
import { STORE_FILE } from '../sqlite/open-sqlite-store.ts';
import { takeServeLock } from '../sqlite/serve-lock.ts';
import { SqliteConnection } from '../sqlite/sqlite-connection.ts';
import { StoreError } from '../store-error.ts';
import {
  copyTarget,
  MOVED_TABLES,
  type MovedTable,
  selectFromPostgres,
  selectFromSqlite,
  toCopyRow,
} from './move-tables.ts';
import { type MovedProject, readDigestSums, sumDocuments } from './sum-documents.ts';

export interface MoveOptions {
  /** Folder of the SQLite store. */
  readonly from: string;
  /** Address of the PostgreSQL database; may hold a password. */
  readonly to: string;
  readonly newEpoch: () => string;
  readonly newSecret: () => Uint8Array;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
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

export interface MoveReport {
  readonly projects: readonly MovedProject[];
  /** Rows by table. */
  readonly rows: ReadonlyMap<string, number>;
}

const BUSY_TIMEOUT_MS = 60_000;
const PROGRESS_ROWS = 1_000;

/**
 * Moves everything and gives the copy an epoch of its own, so that cursors of the old store end with 410.
 * @throws StoreError `missing` when there is no store, `locked` when a server has one of the two, `unsuitable` when the
 * database is not empty, `damaged` when what arrived is not what was sent, and what befalls either store
 */
export async function moveStore(options: MoveOptions): Promise<MoveReport> {
  const file = join(options.from, STORE_FILE);
  if (!existsSync(file)) throw new StoreError('missing', `there is no store in ${options.from}`);
  using _lock = takeServeLock(options.from);
  using source = new SqliteConnection({ file, isReadOnly: false, busyTimeoutMs: BUSY_TIMEOUT_MS });
  migrate(source.database, options.newEpoch);
  const target = new Client({ connectionString: options.to, application_name: 'parley move' });
  const name = describeTarget(target);
  target.on('error', () => undefined);
  // Nobody writes to the source meanwhile; readers are not disturbed.
  source.exec('BEGIN IMMEDIATE');
  try {
    await target.connect();
    await refuseOthers(target, name);
    await makeTables(options);
    return await moveInOneTransaction(source, target, name, options);
  } catch (error) {
    throw asStoreError(error, name);
  } finally {
    source.rollBack();
    await target.end().catch(() => undefined);
  }
}

/** A server that has the database open would go on with the epoch that it knows. */
async function refuseOthers(target: Client, name: string): Promise<void> {
  const { rows } = await target.query(
    `SELECT 1 FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'parley%' AND pid <> pg_backend_pid() LIMIT 1`,
  );
  if (rows.length > 0) throw new StoreError('locked', `another parley has ${name} open: stop it first`);
}

/** Checks the server and makes this version's tables, as opening a store does. */
async function makeTables({ to, newEpoch, newSecret, nowMs, monotonicMs }: MoveOptions): Promise<void> {
  const journal = await openPostgresJournal({
    connectionString: to,
    poolSize: 2,
    newEpoch,
    newSecret,
    nowMs,
    monotonicMs,
    logger: null,
    onFatal: () => undefined,
  });
  await journal[Symbol.asyncDispose]();
}

async function moveInOneTransaction(
  source: SqliteConnection,
  target: Client,
  name: string,
  options: MoveOptions,
): Promise<MoveReport> {
  const { signal, onProgress } = options;
  await target.query('BEGIN');
  // The only transaction that may be long: nothing else works in an empty database.
  await target.query('SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0');
  await target.query(`LOCK TABLE ${MOVED_TABLES.map((table) => `parley.${table.name}`).join(', ')}`);
  await refuseContent(target, name);
  const rows = new Map<string, number>();
  for (const table of MOVED_TABLES) {
    const of = countRows(source, table);
    const sent = await copyTable(source, target, table, signal, (done) =>
      onProgress({ step: 'copy', table: table.name, rows: done, of }),
    );
    onProgress({ step: 'verify', table: table.name, rows: 0, of });
    if ((await hashTable(target, table, signal)) !== sent) throw damaged(name, table.name);
    rows.set(table.name, of);
  }
  const expected = readDigestSums(source);
  const projects = await sumDocuments(target, signal, (done) =>
    onProgress({ step: 'verify', table: 'documents', rows: done, of: rows.get('chat') ?? 0 }),
  );
  if (JSON.stringify(projects) !== JSON.stringify(expected)) throw damaged(name, 'documents');
  await moveIdentity(source, target, options.newEpoch());
  // Not behind the commit: its failure would look as if nothing had been moved.
  await target.query('ANALYZE');
  signal.throwIfAborted();
  await target.query('COMMIT');
  return { projects, rows };
}

function damaged(name: string, what: string): StoreError {
  return new StoreError('damaged', `what arrived in ${name} differs from what was sent (${what}); nothing was kept`);
}

async function refuseContent(target: Client, name: string): Promise<void> {
  const { rows } = await target.query(
    `SELECT EXISTS (SELECT 1 FROM parley.project) OR EXISTS (SELECT 1 FROM parley.api_key)
       OR EXISTS (SELECT 1 FROM parley.audit) AS is_used`,
  );
  if (rows[0]?.is_used !== false) {
    throw new StoreError('unsuitable', `${name} holds a store already: move into an empty database`);
  }
}

function countRows(source: SqliteConnection, table: MovedTable): number {
  return Number(source.get(`SELECT count(*) AS rows FROM ${table.source}`)?.rows);
}

/** The hash of the bytes that were sent. */
async function copyTable(
  source: SqliteConnection,
  target: Client,
  table: MovedTable,
  signal: AbortSignal,
  onRows: (done: number) => void,
): Promise<string> {
  const hash = createHash('sha256');
  const select = source.database.prepare(selectFromSqlite(table)).iterate();
  function* rows() {
    let done = 0;
    for (const row of select) {
      yield toCopyRow(table, row as Parameters<typeof toCopyRow>[1]);
      done += 1;
      if (done % PROGRESS_ROWS === 0) onRows(done);
    }
    onRows(done);
  }
  const into = target.query(copyFrom(`COPY ${copyTarget(table)} FROM STDIN (FORMAT binary)`));
  await pipeline(Readable.from(hashed(writeCopyRows(rows()), hash)), into, { signal });
  return hash.digest('hex');
}

function* hashed(pieces: Iterable<Buffer>, hash: Hash): Generator<Buffer> {
  for (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
}

/** The hash of the same rows as PostgreSQL gives them back: the bytes of COPY are the same both ways. */
async function hashTable(target: Client, table: MovedTable, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const rows = target.query(copyTo(`COPY (${selectFromPostgres(table)}) TO STDOUT (FORMAT binary)`));
  for await (const piece of rows) {
    signal.throwIfAborted();
    hash.update(piece);
  }
  return hash.digest('hex');
}

/**
 * The key of cursors and the salt of the ledger move as they are, so that old cursors are known for what they are and
 * the ledger goes on refusing; the epoch is new. Numbers go on behind the highest that were moved.
 */
async function moveIdentity(source: SqliteConnection, target: Client, epoch: string): Promise<void> {
  const values: (readonly [string, Uint8Array])[] = [['epoch', Buffer.from(epoch)]];
  for (const name of ['cursor_key', 'ledger_salt']) {
    const value = source.get('SELECT value FROM store WHERE name = ?', name)?.value;
    if (value instanceof Uint8Array) values.push([name, value]);
  }
  for (const [name, value] of values) {
    await target.query(
      'INSERT INTO parley.store (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      [name, Buffer.from(value)],
    );
  }
  const position = Number(source.get("SELECT value FROM store WHERE name = 'position'")?.value);
  await target.query("SELECT setval('parley.change_seq', $1)", [Math.max(1, position)]);
  for (const [table, column] of [
    ['project', 'project_row'],
    ['audit', 'audit_row'],
  ]) {
    await target.query(
      `SELECT setval(pg_get_serial_sequence('parley.${table}', '${column}'), greatest(1, max(${column}))) FROM parley.${table}`,
    );
  }
}
