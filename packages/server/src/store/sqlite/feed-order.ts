/** The order of changes in SQLite: a counter. There is one writer, so that its order is that of the commits. */
import type { Place } from '../../chat-log/query/feed-position.ts';
import { formatPlace } from '../../chat-log/query/feed-position.ts';
import { type Instant, instant } from '../../model/instant.ts';
import type { FeedHead } from '../chat-store.ts';
import type { FeedEnds, FeedOrder, Stamp, Statements, Transaction } from '../sql/database.ts';
import { raw, sql } from '../sql/sql.ts';

/** A change is dated before its commit ends; those that are still being committed must not be missed. */
const COMMIT_SLACK_MS = 10_000;

export const SQLITE_ORDER: FeedOrder = {
  columns: { position: 'bigint' },
  isSettled: raw('1 = 1'),
  stamp,
  async readHead(statements, projectRow): Promise<FeedHead> {
    const end = formatPlace([await readEnd(statements, projectRow)]);
    return { version: end, end };
  },
  async readEnds(statements, projectRow): Promise<FeedEnds> {
    const end = await readEnd(statements, projectRow);
    const { position, at } = await readHorizon(statements, projectRow);
    // A place after the newest change belongs to another history, even where the epoch does not say so.
    return { end: [end], newest: [end], horizon: [position], horizonAt: at, ceiling: [end + 1n], lagMs: 0 };
  },
  findPlace,
};

/** The store's clock never goes back: a change is dated no earlier than the one before it. */
async function stamp(transaction: Transaction, now: Instant | null, count: number): Promise<(at: number) => Stamp> {
  // Read and written apart: with RETURNING it costs three times as much.
  const last = await transaction.get(
    { position: 'int', changed_at: 'int' },
    sql`SELECT (SELECT value FROM store WHERE name = 'position') AS position,
      (SELECT value FROM store WHERE name = 'changed_at') AS changed_at`,
  );
  const first = (last?.position ?? 0) + 1;
  const changedAt = Math.max(last?.changed_at ?? 0, now ?? 0);
  await transaction.run(sql`UPDATE store SET value = ${first + count - 1} WHERE name = 'position'`);
  await transaction.run(sql`UPDATE store SET value = ${changedAt} WHERE name = 'changed_at'`);
  return (at) => ({
    inserted: { position: first + at, changed_at: changedAt },
    updated: sql`position = ${first + at}, changed_at = ${changedAt}`,
  });
}

async function readEnd(statements: Statements, projectRow: number): Promise<bigint> {
  const row = await statements.get(
    { position: 'bigint' },
    sql`SELECT max(
      coalesce((SELECT max(position) FROM chat WHERE project_row = ${projectRow}), 0),
      coalesce((SELECT max(position) FROM tombstone WHERE project_row = ${projectRow}), 0),
      coalesce((SELECT horizon_position FROM project WHERE project_row = ${projectRow}), 0)
    ) AS position`,
  );
  return row?.position ?? 0n;
}

async function findPlace(statements: Statements, projectRow: number, since: Instant): Promise<Place> {
  const first = instant(since - COMMIT_SLACK_MS);
  let [low, high] = [0n, await readEnd(statements, projectRow)];
  // Dates never fall from one position to the next, so that halving finds the border.
  while (low < high) {
    const middle = (low + high) / 2n;
    const changedAt = await dateOfNext(statements, projectRow, middle);
    if (changedAt !== null && changedAt < first) low = middle + 1n;
    else high = middle;
  }
  // Of what lies before the horizon only the newest date is known.
  const { position, at } = await readHorizon(statements, projectRow);
  if (position === 0n) return [low];
  if (at < first) return [low > position ? low : position];
  return [low < position ? low : position - 1n];
}

/** When the first change after `position` was dated; null when there is none. */
async function dateOfNext(statements: Statements, projectRow: number, position: bigint): Promise<number | null> {
  const row = await statements.get(
    { changed_at: 'int' },
    sql`SELECT changed_at FROM (
      SELECT * FROM (SELECT position, changed_at FROM chat WHERE project_row = ${projectRow} AND position > ${position} ORDER BY position LIMIT 1)
      UNION ALL
      SELECT * FROM (SELECT position, changed_at FROM tombstone WHERE project_row = ${projectRow} AND position > ${position} ORDER BY position LIMIT 1)
    ) ORDER BY position LIMIT 1`,
  );
  return row?.changed_at ?? null;
}

/** The newest tombstone that was forgotten, and its date; 0 when none was. */
async function readHorizon(statements: Statements, projectRow: number) {
  const row = await statements.get(
    { horizon_position: 'bigint', horizon_at: 'int' },
    sql`SELECT horizon_position, horizon_at FROM project WHERE project_row = ${projectRow}`,
  );
  return { position: row?.horizon_position ?? 0n, at: row?.horizon_at ?? 0 };
}
