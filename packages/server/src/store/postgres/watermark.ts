/**
 * How far the watermark of the feed is behind, and who holds it: the oldest transaction that has written anything, in any
 * database of the cluster, holds back every later change.
 */
import type { Watermark } from '../chat-store.ts';
import type { SqlRow, Statements } from './postgres-database.ts';

/** Of others' sessions a user may see no times unless it has the role pg_read_all_stats; `age` is in transactions. */
const OLDEST_SQL = `SELECT * FROM (
    SELECT 'process ' || pid AS who, datname AS database, application_name AS application, state, xact_start AS since,
      age(backend_xid) AS age
    FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
    UNION ALL
    SELECT 'prepared transaction ' || quote_literal(gid), database, NULL, 'prepared', prepared, age(transaction) FROM pg_prepared_xacts
  ) AS running ORDER BY age DESC LIMIT 1`;

const SNAPSHOT_SQL = `SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin, pg_snapshot_xmax(pg_current_snapshot())::text AS xmax,
    oldest.*, extract(epoch FROM clock_timestamp() - oldest.since) * 1000 AS age_ms
  FROM (SELECT 1) AS one LEFT JOIN (${OLDEST_SQL}) AS oldest ON true`;

export class WatermarkGauge {
  readonly #monotonicMs: () => number;
  #heldBy: { readonly xmin: bigint; readonly sinceMs: number } | null = null;

  /** Monotonic milliseconds. */
  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  /** How long this process has seen the same transaction hold back later ones, in milliseconds. */
  observe(xmin: bigint, xmax: bigint): number {
    const nowMs = this.#monotonicMs();
    if (xmin >= xmax) this.#heldBy = null;
    else if (this.#heldBy?.xmin !== xmin) this.#heldBy = { xmin, sinceMs: nowMs };
    return this.#heldBy === null ? 0 : Math.round(nowMs - this.#heldBy.sinceMs);
  }

  async measure(statements: Statements): Promise<Watermark> {
    const [row] = await statements.query(SNAPSHOT_SQL, []);
    if (row === undefined) return { lagMs: 0, blocker: null };
    const observedMs = this.observe(BigInt(String(row.xmin)), BigInt(String(row.xmax)));
    const ageMs = row.age_ms === null ? 0 : Math.max(0, Math.round(Number(row.age_ms)));
    const isRunning = row.who !== null;
    return { lagMs: isRunning ? Math.max(ageMs, observedMs) : observedMs, blocker: isRunning ? describe(row) : null };
  }
}

function describe(row: SqlRow): string {
  const since = row.since instanceof Date ? row.since.toISOString() : 'an unknown time';
  const application = row.application ? `, application ${JSON.stringify(row.application)}` : '';
  return `${row.who} in database ${JSON.stringify(row.database)}${application}, ${row.state ?? 'state unknown'}, since ${since}`;
}
