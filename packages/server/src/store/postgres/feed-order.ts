/**
 * The order of changes in PostgreSQL: transaction, then sequence number, below the oldest transaction that still runs.
 * A sequence or a time stamp alone would lose what commits late.
 */
import { createHash } from 'node:crypto';
import type { Place } from '../../chat-log/query/feed-position.ts';
import { formatPlace, isBefore, laterOf, placeBefore, readPlace } from '../../chat-log/query/feed-position.ts';
import type { Instant } from '../../model/instant.ts';
import type { FeedHead } from '../chat-store.ts';
import type { FeedEnds, FeedOrder, Stamp, Statements, Transaction } from '../sql/database.ts';
import { raw, sql } from '../sql/sql.ts';
import { LONGEST_TRANSACTION_MS } from './postgres-pool.ts';
import type { WatermarkGauge } from './watermark.ts';

/** Everything below is committed or undone for good. */
const XMIN = 'pg_snapshot_xmin(pg_current_snapshot())';
const PLACE = { xid: 'bigint', seq: 'bigint' } as const;

/** When a change is dated by the database's own clock, in milliseconds since 1970. */
export const CLOCK_SQL = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

export class PostgresOrder implements FeedOrder {
  readonly columns = PLACE;
  readonly isSettled = raw(`xid < ${XMIN}`);
  readonly #gauge: WatermarkGauge;

  constructor(gauge: WatermarkGauge) {
    this.#gauge = gauge;
  }

  /** New rows take their place by the defaults of their columns. */
  async stamp(_: Transaction, now: Instant | null): Promise<() => Stamp> {
    const stamp: Stamp = {
      inserted: now === null ? {} : { changed_at: now },
      updated: sql`xid = pg_current_xact_id(), seq = nextval('parley.change_seq'),
        changed_at = coalesce(CAST(${now} AS bigint), ${raw(CLOCK_SQL)})`,
    };
    return () => stamp;
  }

  /**
   * The newest change below the watermark, with a hash of all visible ones above it: those become visible out of order.
   */
  async readHead(statements: Statements, projectRow: number): Promise<FeedHead> {
    const [row] = await statements.bulk(
      { xid: 'bigint', seq: 'bigint', visible: 'text?' },
      sql`SELECT end_xid, end_seq, visible FROM parley.read_moment(${projectRow})`,
    );
    const end = formatPlace(row === undefined ? [0n, 0n] : readPlace(this, row));
    const visible = row?.visible ?? '';
    const hash = visible === '' ? '' : `.${createHash('sha256').update(visible).digest('hex').slice(0, 24)}`;
    return { version: `${end}${hash}`, end };
  }

  async readEnds(statements: Statements, projectRow: number): Promise<FeedEnds> {
    const newest = (table: string, where: string) =>
      raw(
        `(SELECT xid, seq FROM ${table} WHERE project_row = p.project_row AND ${where} ORDER BY xid DESC, seq DESC LIMIT 1)`,
      );
    const settled = `xid < ${XMIN}`;
    const [row] = await statements.bulk(
      {
        chat_xid: 'bigint',
        chat_seq: 'bigint',
        erased_xid: 'bigint',
        erased_seq: 'bigint',
        seen_xid: 'bigint',
        seen_seq: 'bigint',
        seen_erased_xid: 'bigint',
        seen_erased_seq: 'bigint',
        horizon_xid: 'bigint',
        horizon_seq: 'bigint',
        horizon_at: 'int',
        xmin: 'bigint',
        xmax: 'bigint',
      },
      sql`SELECT coalesce(c.xid, '0'), coalesce(c.seq, 0), coalesce(t.xid, '0'), coalesce(t.seq, 0),
          coalesce(nc.xid, '0'), coalesce(nc.seq, 0), coalesce(nt.xid, '0'), coalesce(nt.seq, 0), p.horizon_xid, p.horizon_seq, p.horizon_at, ${raw(XMIN)}, pg_snapshot_xmax(pg_current_snapshot())
        FROM project AS p LEFT JOIN LATERAL ${newest('chat', settled)} AS c ON true
          LEFT JOIN LATERAL ${newest('tombstone', settled)} AS t ON true
          LEFT JOIN LATERAL ${newest('chat', 'true')} AS nc ON true
          LEFT JOIN LATERAL ${newest('tombstone', 'true')} AS nt ON true
        WHERE p.project_row = ${projectRow}`,
    );
    const none = [0n, 0n];
    if (row === undefined) return { end: none, newest: none, horizon: none, horizonAt: 0, ceiling: none, lagMs: 0 };
    const horizon = [row.horizon_xid, row.horizon_seq];
    const seen = laterOf([row.seen_xid, row.seen_seq], [row.seen_erased_xid, row.seen_erased_seq]);
    return {
      end: laterOf(laterOf([row.chat_xid, row.chat_seq], [row.erased_xid, row.erased_seq]), horizon),
      newest: laterOf(seen, horizon),
      horizon,
      horizonAt: row.horizon_at,
      // The first transaction that has not completed: places from there on belong to another history.
      ceiling: [row.xmax, 0n],
      lagMs: this.#gauge.observe(row.xmin, row.xmax),
    };
  }

  async findPlace(statements: Statements, projectRow: number, since: Instant): Promise<Place> {
    // A change is dated when it is written; its transaction may commit that much later.
    const first = since - LONGEST_TRANSACTION_MS;
    const ends = await this.readEnds(statements, projectRow);
    const part = (table: string) => sql`(SELECT xid, seq FROM ${raw(table)}
      WHERE project_row = ${projectRow} AND changed_at >= ${first} ORDER BY xid, seq LIMIT 1)`;
    const rows = await statements.bulk(PLACE, sql`${part('chat')} UNION ALL ${part('tombstone')}`);
    let place = ends.end;
    for (const row of rows) {
      const before = placeBefore(readPlace(this, row));
      if (isBefore(before, place)) place = before;
    }
    // Of what lies before the horizon only the newest date is known.
    if (ends.horizon[0] === 0n) return place;
    if (ends.horizonAt < first) return laterOf(place, ends.horizon);
    const forgotten = placeBefore(ends.horizon);
    return isBefore(place, forgotten) ? place : forgotten;
  }
}
