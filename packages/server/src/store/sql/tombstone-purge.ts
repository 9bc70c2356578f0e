/** Forgets old tombstones, a bounded number of one project at a time. */
import { readPlace } from '../../chat-log/query/feed-position.ts';
import type { Instant } from '../../model/instant.ts';
import type { Database, Transaction } from './database.ts';
import { isOneOf, join, raw, sql } from './sql.ts';

const MOST_AT_ONCE = 1_000;

/**
 * Forgets tombstones of one project that are dated before `before`, in the order of the feed, and moves the project's horizon
 * to the last of them. True when there may be more.
 */
export async function purgeTombstones(
  { order }: Pick<Database, 'order'>,
  transaction: Transaction,
  before: Instant,
): Promise<boolean> {
  const due = await transaction.get(
    { project_row: 'int' },
    sql`SELECT project_row FROM tombstone WHERE changed_at < ${before} ORDER BY project_row LIMIT 1`,
  );
  if (due === null) return false;
  const { project_row } = due;
  await transaction.lockProject(project_row);
  const names = Object.keys(order.columns);
  const place = names.join(', ');
  const old = await transaction.all(
    { chat_id: 'int', changed_at: 'int', ...order.columns },
    sql`SELECT chat_id, changed_at, ${raw(place)} FROM tombstone
      WHERE project_row = ${project_row} AND changed_at < ${before} AND ${order.isSettled}
      ORDER BY ${raw(place)} LIMIT ${MOST_AT_ONCE}`,
  );
  const last = old.at(-1);
  if (last === undefined) return false;
  const horizon = readPlace(order, last);
  const horizonNames = names.map((name) => `horizon_${name}`);
  const isAhead = sql`(${raw(horizonNames.join(', '))}) < (${join(horizon.map((part) => sql`${part}`))})`;
  const moved = horizonNames.map(
    (name, at) => sql`${raw(name)} = CASE WHEN ${isAhead} THEN ${horizon[at] ?? 0n} ELSE ${raw(name)} END`,
  );
  const newestAt = Math.max(...old.map((row) => row.changed_at));
  await transaction.runTogether([
    sql`DELETE FROM tombstone WHERE project_row = ${project_row} AND ${isOneOf(
      'chat_id',
      old.map((row) => row.chat_id),
    )}`,
    sql`UPDATE project SET ${join(moved)},
      horizon_at = CASE WHEN horizon_at < ${newestAt} THEN ${newestAt} ELSE horizon_at END WHERE project_row = ${project_row}`,
  ]);
  return true;
}
