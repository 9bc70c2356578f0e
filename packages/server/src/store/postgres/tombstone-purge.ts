/** Forgets old tombstones, a bounded number at a time. */
import type { Instant } from '../../model/instant.ts';
import type { Transaction } from './postgres-database.ts';

const MOST_AT_ONCE = 1_000;

/**
 * Forgets tombstones dated before `before`, in the order of the feed, and moves the horizon of their projects behind them.
 * True when there may be more. Runs inside a transaction of its caller.
 */
export async function purgeTombstones(transaction: Transaction, before: Instant): Promise<boolean> {
  const rows = await transaction.query(
    `WITH due AS (
       SELECT DISTINCT project_row FROM parley.tombstone WHERE changed_at < $1 ORDER BY project_row LIMIT 1
     ), locked AS (
       SELECT project_row FROM parley.project WHERE project_row IN (SELECT project_row FROM due) FOR NO KEY UPDATE
     ), gone AS (
       DELETE FROM parley.tombstone WHERE (project_row, chat_id) IN (
         SELECT project_row, chat_id FROM parley.tombstone
         WHERE project_row IN (SELECT project_row FROM locked) AND changed_at < $1
           AND xid < pg_snapshot_xmin(pg_current_snapshot())
         ORDER BY xid, seq LIMIT ${MOST_AT_ONCE})
       RETURNING project_row, xid, seq, changed_at
     ), newest AS (
       SELECT *, max(changed_at) OVER () AS at FROM gone ORDER BY xid DESC, seq DESC LIMIT 1
     )
     UPDATE parley.project AS p SET
       horizon_at = greatest(p.horizon_at, newest.at),
       horizon_xid = CASE WHEN (newest.xid, newest.seq) > (p.horizon_xid, p.horizon_seq) THEN newest.xid ELSE p.horizon_xid END,
       horizon_seq = CASE WHEN (newest.xid, newest.seq) > (p.horizon_xid, p.horizon_seq) THEN newest.seq ELSE p.horizon_seq END
     FROM newest WHERE p.project_row = newest.project_row RETURNING p.project_row`,
    [before],
  );
  return rows.length > 0;
}
