/** Where and when a change stands in the order of all changes. Every function runs inside the transaction that commits the change. */
import { type Instant, instant } from '../../model/instant.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

export interface ChangeMark {
  /** Rises with every change of the store and is never used again. */
  readonly position: number;
  /** The store's clock, never lower than that of the change before: a clock that goes back stands still here. */
  readonly changedAt: Instant;
}

/** The next change's mark, not taken yet; further changes of the same commit stand behind it one by one. */
export function nextChange(connection: SqliteConnection, now: Instant): ChangeMark {
  return {
    position: readStoreNumber(connection, 'position') + 1,
    changedAt: instant(Math.max(readStoreNumber(connection, 'changed_at'), now)),
  };
}

/** Takes `count` marks from that one on, before the commit that uses them. */
export function takeChanges(connection: SqliteConnection, first: ChangeMark, count: number): void {
  if (count === 0) return;
  const update = 'UPDATE store SET value = ? WHERE name = ?';
  connection.run(update, first.position + count - 1, 'position');
  connection.run(update, first.changedAt, 'changed_at');
}

/** Takes the next mark. */
export function takeChange(connection: SqliteConnection, now: Instant): ChangeMark {
  const mark = nextChange(connection, now);
  takeChanges(connection, mark, 1);
  return mark;
}

function readStoreNumber(connection: SqliteConnection, name: string): number {
  return Number(connection.get('SELECT value FROM store WHERE name = ?', name)?.value);
}
