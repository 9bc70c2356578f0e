/**
 * How far the feed's watermark lags, and which transaction holds it: the oldest one of the cluster that has written.
 */
import type { Watermark } from '../chat-store.ts';
import type { Columns, Row, Statements } from '../sql/database.ts';
import { sql } from '../sql/sql.ts';

/** Of others' sessions a user may see no times unless it has the role pg_read_all_stats; `age` is in transactions. */
const OLDEST = sql`SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xmin, pg_snapshot_xmax(pg_current_snapshot()) AS xmax,
    who, database, application, state, to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS since,
    round(extract(epoch FROM clock_timestamp() - since) * 1000) AS age_ms
  FROM (SELECT 1) AS one LEFT JOIN (
    SELECT * FROM (
      SELECT 'process ' || pid AS who, datname AS database, application_name AS application, state, xact_start AS since,
        age(backend_xid) AS age
      FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
      UNION ALL
      SELECT 'prepared transaction ' || quote_literal(gid), database, NULL, 'prepared', prepared, age(transaction)
      FROM pg_prepared_xacts
    ) AS running ORDER BY age DESC LIMIT 1) AS oldest ON true`;
const OLDEST_COLUMNS = {
  xmin: 'bigint',
  xmax: 'bigint',
  who: 'text?',
  database: 'text?',
  application: 'text?',
  state: 'text?',
  since: 'text?',
  age_ms: 'int?',
} as const satisfies Columns;

export class WatermarkGauge {
  readonly #monotonicMs: () => number;
  #heldBy: { readonly xmin: bigint; readonly sinceMs: number } | null = null;

  /** Monotonic milliseconds. */
  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  /** How long this process has seen the same transaction hold back later ones, in milliseconds; 0 only when none does. */
  observe(xmin: bigint, xmax: bigint): number {
    const nowMs = this.#monotonicMs();
    if (xmin >= xmax) this.#heldBy = null;
    else if (this.#heldBy?.xmin !== xmin) this.#heldBy = { xmin, sinceMs: nowMs };
    return this.#heldBy === null ? 0 : Math.max(1, Math.round(nowMs - this.#heldBy.sinceMs));
  }

  async measure(statements: Statements): Promise<Watermark> {
    const row = await statements.get(OLDEST_COLUMNS, OLDEST);
    if (row === null) return { lagMs: 0, blocker: null };
    const observedMs = this.observe(row.xmin, row.xmax);
    if (row.who === null) return { lagMs: observedMs, blocker: null };
    return { lagMs: Math.max(row.age_ms ?? 0, observedMs), blocker: describe(row) };
  }
}

function describe({ who, database, application, state, since }: Row<typeof OLDEST_COLUMNS>): string {
  const by = application ? `, application ${JSON.stringify(application)}` : '';
  const when = since ?? 'an unknown time';
  return `${who} in database ${JSON.stringify(database)}${by}, ${state ?? 'state unknown'}, since ${when}`;
}
