/**
 * Makes removed bytes unreadable in the files of the database. An erased row stays in its page as unused space, which
 * VACUUM frees but does not overwrite: only writing the tables anew leaves it behind.
 */

import { type Instant, instant } from '../../model/instant.ts';
import type { Logger } from '../../platform/logger.ts';
import { StoreError } from '../store-error.ts';
import type { BlockCache } from './block-cache.ts';
import { CLOCK_SQL } from './chat-writer.ts';
import type { PostgresDatabase, Statements } from './postgres-database.ts';

/** What holds content, with the index by which it is written anew. */
const CONTENT_TABLES = [
  ['chat_block', 'chat_block_pkey'],
  ['chat_event', 'chat_event_pkey'],
  ['chat', 'chat_pkey'],
] as const;
const TABLES = CONTENT_TABLES.map(([table]) => `parley.${table}`);
const REGCLASSES = `unnest(ARRAY[${TABLES.map((table) => `'${table}'::regclass`).join(', ')}]) AS name`;
/** What writes the tables anew, in the words of the operator's shell. */
const COMMAND = `VACUUM (FULL) ${TABLES.join(', ')}`;
/** Larger tables would stand still for too long. */
const LARGEST_REWRITE_BYTES = 1_000_000_000;
const VACUUM_EVERY_MS = 3_600_000;

export interface ScrubSettings {
  readonly logger: Logger | null;
  readonly monotonicMs: () => number;
  /** Of the content tables together, up to which they are written anew while the server runs; 1 GB when absent. */
  readonly largestRewriteBytes?: number | undefined;
}

/** Notes that bytes were removed, in the commit that removes them; `now` as for every change. */
export async function noteRemoval(statements: Statements, now: Instant | null): Promise<void> {
  await statements.query(
    `INSERT INTO parley.store (name, value) VALUES
       ('removal_xid', convert_to(pg_current_xact_id()::text, 'UTF8')),
       ('scrub_due', convert_to(coalesce($1::bigint, ${CLOCK_SQL})::text, 'UTF8'))
     ON CONFLICT (name) DO UPDATE SET value = CASE WHEN excluded.name = 'scrub_due' THEN parley.store.value ELSE excluded.value END`,
    [now],
  );
}

/** Waits for what was removed to leave the files of one database, and the blocks that this process keeps in memory. */
export class Scrubber {
  readonly #database: PostgresDatabase;
  readonly #blocks: BlockCache;
  readonly #settings: ScrubSettings;
  #seen = '';
  #vacuumedMs = Number.NEGATIVE_INFINITY;

  constructor(database: PostgresDatabase, blocks: BlockCache, settings: ScrubSettings) {
    this.#database = database;
    this.#blocks = blocks;
    this.#settings = settings;
  }

  /** Since when removed bytes wait; null when none do. Empties the memory of blocks when another process removed something. */
  async findDue(): Promise<Instant | null> {
    const notes = await readNotes(this.#database);
    // A reader of an older moment may bring back what was removed until nobody can see it: the later notes tell of that.
    const now = JSON.stringify([...notes]);
    if (now !== this.#seen) this.#blocks.clear();
    this.#seen = now;
    const due = notes.get('scrub_due');
    return due === undefined ? null : instant(Number(due));
  }

  /** What the operator must run; null when the tables are written anew without anybody. */
  async findCommand(): Promise<string | null> {
    const notes = await readNotes(this.#database);
    const noted = notes.has('scrub_due') ? notedFiles(notes) : null;
    if (noted === null) return null;
    return areAllNew(noted, await listFiles(this.#database)) ? null : COMMAND;
  }

  /**
   * Writes the content tables anew and lets go of the log of writes. False when somebody still reads what was removed, or
   * uses the tables: ask again. Tables beyond the limit wait for the operator: they stay due until all of their files are
   * others than those that stood when nobody could see any more what was removed.
   */
  async run(): Promise<boolean> {
    const notes = await readNotes(this.#database);
    const xid = notes.get('removal_xid');
    if (xid === undefined || !notes.has('scrub_due')) return true;
    if (await isHeldUp(this.#database, xid)) return false;
    if (!(await this.#leaveFiles(xid))) return false;
    await leaveWriteLog(this.#database, this.#settings.logger);
    await this.#database.transact(async (transaction) => {
      // Locked first: who removes something at this moment is either seen or notes it behind this commit.
      const sql = "SELECT value FROM parley.store WHERE name = 'removal_xid' FOR UPDATE";
      const [row] = await transaction.query(sql, []);
      if (String(row?.value) !== xid) return;
      await transaction.query("DELETE FROM parley.store WHERE name IN ('scrub_due', 'scrub_files')", []);
    });
    return (await this.findDue()) === null;
  }

  /** False when others use the tables, or the operator has to write them anew. */
  async #leaveFiles(xid: string): Promise<boolean> {
    const limit = this.#settings.largestRewriteBytes ?? LARGEST_REWRITE_BYTES;
    const state = await unlessBusy(() => this.#database.transact((transaction) => noteFiles(transaction, xid, limit)));
    if (state === null || state === 'rewritten') return state !== null;
    if (state === 'small') return (await unlessBusy(() => rewriteTables(this.#database))) !== null;
    await this.#vacuumSometimes();
    return false;
  }

  async #vacuumSometimes(): Promise<void> {
    const { logger, monotonicMs } = this.#settings;
    if (monotonicMs() - this.#vacuumedMs < VACUUM_EVERY_MS) return;
    this.#vacuumedMs = monotonicMs();
    logger?.warn(
      `${this.#database.target} is too large to be written anew while it serves: erased text stays in unused space of its files until you run: ${COMMAND}`,
    );
    try {
      for (const table of TABLES) await this.#database.query(`VACUUM (SKIP_LOCKED) ${table}`, []);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      logger?.info({ err: error.message }, 'the tables were not vacuumed to their end');
    }
  }
}

type Notes = ReadonlyMap<string, string>;

/** What the store keeps of removals. `removal_xid` stays when all is done, so that every process sees that it changed. */
async function readNotes(statements: Statements): Promise<Notes> {
  const sql =
    "SELECT name, value FROM parley.store WHERE name IN ('removal_xid', 'scrub_due', 'scrub_files') ORDER BY name";
  const rows = await statements.query(sql, []);
  return new Map(rows.map(({ name, value }) => [String(name), String(value)]));
}

/** The files that stood when the latest removal was found due; null when that was not noted. */
function notedFiles(notes: Notes): readonly string[] | null {
  const [xid, ...files] = notes.get('scrub_files')?.split(' ') ?? [];
  return xid !== undefined && xid === notes.get('removal_xid') ? files : null;
}

function areAllNew(noted: readonly string[], files: readonly string[]): boolean {
  return !files.some((file) => noted.includes(file));
}

/** Takes no lock, so that it answers while the operator writes the tables anew. */
async function listFiles(statements: Statements): Promise<readonly string[]> {
  const rows = await statements.query(`SELECT pg_relation_filenode(name) AS file FROM ${REGCLASSES}`, []);
  return rows.map(({ file }) => String(file));
}

/** Whether the tables are written anew already, may be by us, or must be by the operator: then notes which files stand. */
async function noteFiles(
  transaction: Statements,
  xid: string,
  limit: number,
): Promise<'rewritten' | 'small' | 'large'> {
  await transaction.query('SET LOCAL lock_timeout = 2000', []);
  // Who writes them anew just now may have begun when others still saw what was removed: its files are the old ones.
  await transaction.query(`LOCK TABLE ${TABLES.join(', ')} IN ACCESS SHARE MODE`, []);
  const files = await listFiles(transaction);
  const notes = await readNotes(transaction);
  const noted = notedFiles(notes);
  if (noted !== null && notes.get('removal_xid') === xid && areAllNew(noted, files)) return 'rewritten';
  const [size] = await transaction.query(`SELECT sum(pg_total_relation_size(name)) AS bytes FROM ${REGCLASSES}`, []);
  if (Number(size?.bytes) <= limit) return 'small';
  // Of two servers the first one says which files stood.
  await transaction.query(
    `INSERT INTO parley.store AS known (name, value) VALUES ('scrub_files', convert_to($1, 'UTF8'))
     ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE split_part(convert_from(known.value, 'UTF8'), ' ', 1) <> $2`,
    [[xid, ...files].join(' '), xid],
  );
  return 'large';
}

/** null when others hold a lock for too long. */
async function unlessBusy<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreError && error.code === 'busy') return null;
    throw error;
  }
}

/**
 * A snapshot from before the removal still sees the rows, and a transaction that has written before it may take one yet:
 * they would be written anew with the rest.
 */
async function isHeldUp(statements: Statements, xid: string): Promise<boolean> {
  const [row] = await statements.query(
    `SELECT EXISTS (
         SELECT 1 FROM pg_stat_activity
         WHERE pid <> pg_backend_pid() AND (datname = current_database() OR datname IS NULL)
           AND (age(backend_xmin) >= age($1::xid8::xid) OR age(backend_xid) >= age($1::xid8::xid)))
       OR EXISTS (SELECT 1 FROM pg_prepared_xacts WHERE database = current_database()
           AND age(transaction) >= age($1::xid8::xid))
       OR EXISTS (SELECT 1 FROM pg_replication_slots WHERE xmin IS NOT NULL AND age(xmin) >= age($1::xid8::xid)) AS is_held`,
    [xid],
  );
  return row?.is_held === true;
}

async function rewriteTables(database: PostgresDatabase): Promise<true> {
  // A commit for each: who waits for one lock only can be part of no deadlock.
  for (const [table, index] of CONTENT_TABLES) {
    await database.transact(async (transaction) => {
      await transaction.query('SET LOCAL lock_timeout = 2000', []);
      await transaction.query(`CLUSTER parley.${table} USING ${index}`, []);
    });
  }
  return true;
}

/** Needs more rights than the rest: where they are missing, the write log goes its own way in its own time. */
async function leaveWriteLog(database: PostgresDatabase, logger: Logger | null): Promise<void> {
  for (const sql of ['SELECT pg_switch_wal()', 'CHECKPOINT']) {
    try {
      await database.query(sql, []);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'unsuitable') throw error;
      logger?.info(`${database.target}: this user may not run ${sql}; erased text leaves the write log later`);
    }
  }
}
