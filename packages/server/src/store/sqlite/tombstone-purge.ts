/** Forgets old tombstones, a bounded number at a time. Runs inside a transaction of its caller. */
import type { Instant } from '../../model/instant.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

const MOST_AT_ONCE = 1_000;

/**
 * Forgets tombstones dated before `before`, oldest first, and moves the horizon of their projects behind them. True when
 * there may be more.
 */
export function purgeTombstones(connection: SqliteConnection, before: Instant): boolean {
  let rest = MOST_AT_ONCE;
  for (const { project_row } of connection.all('SELECT project_row FROM project ORDER BY project_row')) {
    const projectRow = Number(project_row);
    const oldest = connection.all(
      'SELECT chat_id, position, changed_at FROM tombstone WHERE project_row = ? ORDER BY position LIMIT ?',
      projectRow,
      rest,
    );
    const old = oldest.filter((row) => Number(row.changed_at) < before);
    const last = old.at(-1);
    if (last === undefined) continue;
    connection.run('DELETE FROM tombstone WHERE project_row = ? AND position <= ?', projectRow, Number(last.position));
    connection.run(
      'UPDATE project SET feed_horizon = ?, feed_horizon_at = ? WHERE project_row = ?',
      Number(last.position),
      Number(last.changed_at),
      projectRow,
    );
    rest -= old.length;
    if (rest === 0) return true;
  }
  return false;
}
