/**
 * Makes removed bytes unreadable in the database's files. VACUUM frees an erased row without overwriting it, so the
 * tables are rewritten.
 */
import { type Instant, instant } from '../../model/instant.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Scrubber, Statements } from '../sql/database.ts';
import { raw, type Sql, sql } from '../sql/sql.ts';
import { StoreError } from '../store-error.ts';
import { CLOCK_SQL } from './feed-order.ts';
import type { PostgresPool } from './postgres-pool.ts';
import type { PostgresTransaction } from './postgres-statements.ts';

/** The tables with content, and the index by which each is rewritten. */
const CONTENT_TABLES = [
  ['chat_block', 'chat_block_pkey'],
  ['chat_brief', 'chat_brief_pkey'],
  ['full_row', 'full_row_pkey'],
  ['chat_event', 'chat_event_pkey'],
  ['chat_ext', 'chat_ext_pkey'],
  ['chat_fact', 'chat_fact_pkey'],
  ['search_words', 'search_words_pkey'],
  ['chat', 'chat_pkey'],
  ['live_contact', 'live_contact_pkey'],
  ['live_attachment', 'live_attachment_pkey'],
] as const;
const TABLES = CONTENT_TABLES.map(([table]) => `parley.${table}`);
const REGCLASSES = raw(`unnest(ARRAY[${TABLES.map((table) => `'${table}'::regclass`).join(', ')}]) AS name`);
/** Rewrites the tables, as the operator can run it. */
const COMMAND = `VACUUM (FULL) ${TABLES.join(', ')}`;
/** Rewriting larger tables would block them for too long. */
const LARGEST_REWRITE_BYTES = 1_000_000_000;
const VACUUM_EVERY_MS = 3_600_000;

export interface ScrubSettings {
  readonly logger: Logger | null;
  readonly monotonicMs: () => number;
  /** Up to this size of all content tables they are rewritten while the server runs; 1 GB when absent. */
  readonly largestRewriteBytes?: number | undefined;
}

/** Waits for what was removed to leave the files of one database. */
export class PostgresScrubber implements Scrubber {
  readonly #pool: PostgresPool;
  readonly #settings: ScrubSettings;
  #seen = '';
  #vacuumedMs = Number.NEGATIVE_INFINITY;

  constructor(pool: PostgresPool, settings: ScrubSettings) {
    this.#pool = pool;
    this.#settings = settings;
  }

  noteRemoval(now: Instant | null): readonly Sql[] {
    return [
      sql`INSERT INTO store (name, value) VALUES
          ('removal_xid', convert_to(pg_current_xact_id()::text, 'UTF8')),
          ('scrub_due', convert_to(coalesce(CAST(${now} AS bigint), ${raw(CLOCK_SQL)})::text, 'UTF8'))
        ON CONFLICT (name) DO UPDATE SET value = CASE WHEN excluded.name = 'scrub_due' THEN store.value ELSE excluded.value END`,
    ];
  }

  async findDue(forget: () => void): Promise<Instant | null> {
    const notes = await readNotes(this.#pool.live);
    // A reader of an older snapshot may bring back what was removed; the later notes say until when.
    const now = JSON.stringify([...notes]);
    if (now !== this.#seen) forget();
    this.#seen = now;
    const due = notes.get('scrub_due');
    return due === undefined ? null : instant(Number(due));
  }

  /** What the operator must run; null when nothing. */
  async findCommand(): Promise<string | null> {
    const notes = await readNotes(this.#pool.live);
    const noted = notes.has('scrub_due') ? notedFiles(notes) : null;
    if (noted === null) return null;
    return areAllNew(noted, await listFiles(this.#pool.live)) ? null : COMMAND;
  }

  /**
   * Rewrites the content tables and switches the write-ahead log. False when others use the tables or still see what
   * was removed. Tables above the limit stay due until the operator has rewritten all of them.
   */
  async run(forget: () => void): Promise<boolean> {
    const notes = await readNotes(this.#pool.live);
    const xid = notes.get('removal_xid');
    if (xid === undefined || !notes.has('scrub_due')) return true;
    this.#pool.endOldSnapshots();
    if (await isHeldUp(this.#pool.live, xid)) return false;
    if (!(await this.#leaveFiles(xid))) return false;
    await leaveWriteLog(this.#pool, this.#settings.logger);
    await this.#pool.transact(async (transaction) => {
      // Locked first: a removal at this moment is either seen, or noted after this commit.
      await transaction.run(sql`SELECT value FROM store WHERE name = 'removal_xid' FOR UPDATE`);
      if ((await readNotes(transaction)).get('removal_xid') !== xid) return;
      await transaction.run(sql`DELETE FROM store WHERE name IN ('scrub_due', 'scrub_files')`);
    });
    return (await this.findDue(forget)) === null;
  }

  /** False when others use the tables, or the operator must rewrite them. */
  async #leaveFiles(xid: string): Promise<boolean> {
    const limit = this.#settings.largestRewriteBytes ?? LARGEST_REWRITE_BYTES;
    const state = await unlessBusy(() => this.#pool.transact((transaction) => noteFiles(transaction, xid, limit)));
    if (state === null || state === 'rewritten') return state !== null;
    if (state === 'small') return (await unlessBusy(() => rewriteTables(this.#pool))) !== null;
    await this.#vacuumSometimes();
    return false;
  }

  async #vacuumSometimes(): Promise<void> {
    const { logger, monotonicMs } = this.#settings;
    if (monotonicMs() - this.#vacuumedMs < VACUUM_EVERY_MS) return;
    this.#vacuumedMs = monotonicMs();
    logger?.warn(
      `${this.#pool.target} is too large to be rewritten while it serves: erased text stays in unused space of its files until you run: ${COMMAND}`,
    );
    try {
      for (const table of TABLES) await this.#pool.live.exec(`VACUUM (SKIP_LOCKED) ${table}`);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      logger?.info({ err: error.message }, 'the tables were not vacuumed to their end');
    }
  }
}

type Notes = ReadonlyMap<string, string>;

/** The store's notes on removals. `removal_xid` stays, so that every process sees that it changed. */
async function readNotes(statements: Statements): Promise<Notes> {
  const rows = await statements.all(
    { name: 'text', value: 'text' },
    sql`SELECT name, convert_from(value, 'UTF8') AS value FROM store
      WHERE name IN ('removal_xid', 'scrub_due', 'scrub_files') ORDER BY name`,
  );
  return new Map(rows.map(({ name, value }) => [name, value]));
}

/** The files at the time of the latest removal; null when not noted. */
function notedFiles(notes: Notes): readonly string[] | null {
  const [xid, ...files] = notes.get('scrub_files')?.split(' ') ?? [];
  return xid !== undefined && xid === notes.get('removal_xid') ? files : null;
}

function areAllNew(noted: readonly string[], files: readonly string[]): boolean {
  return !files.some((file) => noted.includes(file));
}

/** Takes no lock, so that it returns while the operator rewrites the tables. */
async function listFiles(statements: Statements): Promise<readonly string[]> {
  const rows = await statements.all(
    { file: 'text' },
    sql`SELECT pg_relation_filenode(name) AS file FROM ${REGCLASSES}`,
  );
  return rows.map(({ file }) => file);
}

/** Whether the tables are rewritten, may be by us, or must be by the operator; then notes their files. */
async function noteFiles(
  transaction: PostgresTransaction,
  xid: string,
  limit: number,
): Promise<'rewritten' | 'small' | 'large'> {
  // A rewrite that runs now may have begun when others still saw what was removed: its files count as old.
  await transaction.exec(`SET LOCAL lock_timeout = 2000; LOCK TABLE ${TABLES.join(', ')} IN ACCESS SHARE MODE`);
  const files = await listFiles(transaction);
  const notes = await readNotes(transaction);
  const noted = notedFiles(notes);
  if (noted !== null && notes.get('removal_xid') === xid && areAllNew(noted, files)) return 'rewritten';
  const size = await transaction.get(
    { bytes: 'int' },
    sql`SELECT sum(pg_total_relation_size(name)) AS bytes FROM ${REGCLASSES}`,
  );
  if ((size?.bytes ?? 0) <= limit) return 'small';
  // Of two servers, the first one notes the files.
  await transaction.run(
    sql`INSERT INTO store AS known (name, value) VALUES ('scrub_files', convert_to(${[xid, ...files].join(' ')}, 'UTF8'))
      ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE split_part(convert_from(known.value, 'UTF8'), ' ', 1) <> ${xid}`,
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
 * Whether a snapshot, open or still to come from a running transaction, can see the removed rows: a rewrite would keep
 * them.
 */
async function isHeldUp(statements: Statements, xid: string): Promise<boolean> {
  const since = sql`age(${xid}::xid8::xid)`;
  const row = await statements.get(
    { is_held: 'int' },
    sql`SELECT CASE WHEN EXISTS (
          SELECT 1 FROM pg_stat_activity
          WHERE pid <> pg_backend_pid() AND (datname = current_database() OR datname IS NULL)
            AND (age(backend_xmin) >= ${since} OR age(backend_xid) >= ${since}))
        OR EXISTS (SELECT 1 FROM pg_prepared_xacts WHERE database = current_database() AND age(transaction) >= ${since})
        OR EXISTS (SELECT 1 FROM pg_replication_slots WHERE xmin IS NOT NULL AND age(xmin) >= ${since})
      THEN 1 ELSE 0 END AS is_held`,
  );
  return row?.is_held === 1;
}

async function rewriteTables(pool: PostgresPool): Promise<true> {
  // A commit for each: whoever waits for a single lock cannot be part of a deadlock.
  for (const [table, index] of CONTENT_TABLES) {
    await pool.transact((transaction) =>
      transaction.exec(`SET LOCAL lock_timeout = 2000; CLUSTER parley.${table} USING ${index}`),
    );
  }
  return true;
}

/** Needs more rights than the rest; without them the write-ahead log is recycled later. */
async function leaveWriteLog({ live, target }: PostgresPool, logger: Logger | null): Promise<void> {
  for (const statement of ['SELECT pg_switch_wal()', 'CHECKPOINT']) {
    try {
      await live.exec(statement);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'unsuitable') throw error;
      logger?.info(`${target}: this user may not run ${statement}; erased text leaves the write log later`);
    }
  }
}
