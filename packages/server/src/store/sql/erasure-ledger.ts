/**
 * The ledger of erasures, which imports consult so that nothing that was removed comes back. Holds salted hashes only.
 */
import type { FindInLedger, LedgerSubject } from '../../chat-log/privacy/ledger-hash.ts';
import { ledgerHash } from '../../chat-log/privacy/ledger-hash.ts';
import { type Instant, instant } from '../../model/instant.ts';
import type { Statements } from './database.ts';
import type { ProjectRow } from './project-table.ts';
import { isOneOf, type Sql, sql } from './sql.ts';

const BATCH_SUBJECTS = 512;

export class ErasureLedger {
  readonly #salt: Uint8Array;

  constructor(salt: Uint8Array) {
    this.#salt = salt;
  }

  /** Notes it; where it is noted already, the later time stays. */
  note(project: ProjectRow, { kind, id }: LedgerSubject, at: Instant): Sql {
    return sql`INSERT INTO ledger (project_row, kind, hash, at)
      VALUES (${project.projectRow}, ${kind}, ${ledgerHash(this.#salt, project, kind, id)}, ${at})
      ON CONFLICT (project_row, kind, hash)
      DO UPDATE SET at = CASE WHEN excluded.at > ledger.at THEN excluded.at ELSE ledger.at END`;
  }

  /** What the ledger says of the subjects; others are unknown to the result. */
  async read(statements: Statements, project: ProjectRow, subjects: readonly LedgerSubject[]): Promise<FindInLedger> {
    const { projectRow } = project;
    // Most projects never erase anything: then no question costs a hash.
    const any = await statements.get(
      { at: 'int' },
      sql`SELECT at FROM ledger WHERE project_row = ${projectRow} LIMIT 1`,
    );
    if (any === null) return () => null;
    const hashes = subjects.map(({ kind, id }) => ledgerHash(this.#salt, project, kind, id));
    const known = new Map<string, Instant>();
    for (let from = 0; from < hashes.length; from += BATCH_SUBJECTS) {
      const some = isOneOf('hash', hashes.slice(from, from + BATCH_SUBJECTS));
      const rows = await statements.all(
        { hash: 'bytes', at: 'int' },
        sql`SELECT hash, at FROM ledger WHERE project_row = ${projectRow}
          AND kind IN ('erased-chat', 'redacted-chat', 'redacted-contact') AND ${some}`,
      );
      for (const { hash, at } of rows) known.set(hexOf(hash), instant(at));
    }
    return ({ kind, id }) => known.get(hexOf(ledgerHash(this.#salt, project, kind, id))) ?? null;
  }
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
