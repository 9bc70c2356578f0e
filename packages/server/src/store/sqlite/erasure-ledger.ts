/**
 * The ledger of erasures: which chats and contacts were erased or redacted, by salted hashes, for good. Imports ask it, so
 * that nothing that was removed comes back. Every function runs inside a transaction of its caller.
 */
import { type Instant, instant } from '../../model/instant.ts';
import { type LedgerKind, ledgerHash } from '../ledger-hash.ts';
import type { ProjectRow } from '../project-row.ts';
import { asBytes } from './chat-reader.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** Notes it; where it is noted already, the later time stays. */
export function noteInLedger(
  connection: SqliteConnection,
  project: ProjectRow,
  kind: LedgerKind,
  id: number,
  at: Instant,
): void {
  connection.run(
    `INSERT INTO ledger (project_row, kind, hash, at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET at = max(at, excluded.at)`,
    project.projectRow,
    kind,
    ledgerHash(readSalt(connection), project, kind, id),
    at,
  );
}

/** What the ledger says of a project, for a batch of questions. */
export interface LedgerReader {
  /** The latest time at which it happened; null when it did not. */
  find(kind: LedgerKind, id: number): Instant | null;
}

export function readLedger(connection: SqliteConnection, project: ProjectRow): LedgerReader {
  // Most projects never erase anything: then no question costs a hash.
  const any = connection.get('SELECT 1 AS found FROM ledger WHERE project_row = ? LIMIT 1', project.projectRow);
  if (any === null) return { find: () => null };
  const salt = readSalt(connection);
  return {
    find(kind, id) {
      const row = connection.get(
        'SELECT at FROM ledger WHERE project_row = ? AND kind = ? AND hash = ?',
        project.projectRow,
        kind,
        ledgerHash(salt, project, kind, id),
      );
      return row === null ? null : instant(Number(row.at));
    },
  };
}

function readSalt(connection: SqliteConnection): Uint8Array {
  return asBytes(connection.get("SELECT value FROM store WHERE name = 'ledger_salt'")?.value);
}
