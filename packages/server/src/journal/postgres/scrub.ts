/**
 * Makes removed bytes unreadable in the files of the database. An erased row stays in its page as unused space, which
 * VACUUM frees but does not overwrite: only writing the tables anew leaves it behind.
 */

import { type Instant, instant } from '../../model/instant.ts';
import type { Logger } from '../../platform/logger.ts';
import { StoreError } from '../store-error.ts';
import { CLOCK_SQL } from './chat-writer.ts';
import { readValue } from './migrations.ts';
import type { PostgresDatabase, Statements } from './postgres-database.ts';

/** What holds content, with the index by which it is written anew. */
const CONTENT_TABLES = [
  ['chat_block', 'chat_block_pkey'],
  ['chat_event', 'chat_event_pkey'],
  ['chat', 'chat_pkey'],
] as const;
/** Larger tables would stand still for too long. */
const LARGEST_REWRITE_BYTES = 1_000_000_000;

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

/** Since when removed bytes wait; null when none do. */
export async function findScrubDue(statements: Statements): Promise<Instant | null> {
  const value = await readValue(statements, 'scrub_due');
  return value === null ? null : instant(Number(value.toString()));
}

/**
 * Writes the content tables anew and lets go of the log of writes. False when somebody still reads what was removed, or
 * uses the tables: ask again. Tables of more than a gigabyte are only vacuumed, and the operator is told.
 */
export async function scrub(database: PostgresDatabase, logger: Logger | null): Promise<boolean> {
  const removal = await readValue(database, 'removal_xid');
  if (removal === null) return true;
  const xid = removal.toString();
  if (await isHeldUp(database, xid)) return false;
  const isRewritten = await rewriteTables(database, logger);
  if (isRewritten === null) return false;
  if (isRewritten) await leaveWriteLog(database, logger);
  await database.transact(async (transaction) => {
    await transaction.query(
      `DELETE FROM parley.store WHERE name IN ('scrub_due', 'removal_xid')
         AND (SELECT value FROM parley.store WHERE name = 'removal_xid') = $1`,
      [removal],
    );
  });
  return (await findScrubDue(database)) === null;
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

/** True when written anew, false when only vacuumed, null when others use the tables. */
async function rewriteTables(database: PostgresDatabase, logger: Logger | null): Promise<boolean | null> {
  const names = CONTENT_TABLES.map(([table]) => `'parley.${table}'::regclass`).join(', ');
  const sql = `SELECT sum(pg_total_relation_size(name)) AS bytes FROM unnest(ARRAY[${names}]) AS name`;
  const [size] = await database.query(sql, []);
  if (Number(size?.bytes) > LARGEST_REWRITE_BYTES) {
    for (const [table] of CONTENT_TABLES) await database.query(`VACUUM parley.${table}`, []);
    logger?.warn(
      `${database.target} is too large to be written anew while it serves: erased text stays in unused space of its files until VACUUM FULL is run on the tables of the schema "parley"`,
    );
    return false;
  }
  try {
    // A commit for each: who waits for one lock only can be part of no deadlock.
    for (const [table, index] of CONTENT_TABLES) {
      await database.transact(async (transaction) => {
        await transaction.query('SET LOCAL lock_timeout = 2000', []);
        await transaction.query(`CLUSTER parley.${table} USING ${index}`, []);
      });
    }
    return true;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'busy') return null;
    throw error;
  }
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
