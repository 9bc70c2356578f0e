/**
 * The ledger of erasures: which chats and contacts were erased or redacted, by salted hashes, for good. Imports ask it, so
 * that nothing that was removed comes back. Every function runs inside a transaction of its caller.
 */
import { type Instant, instant } from '../../model/instant.ts';
import { type LedgerKind, ledgerHash } from '../ledger-hash.ts';
import type { ProjectRow } from '../project-row.ts';
import { readValue } from './migrations.ts';
import type { Statements } from './postgres-database.ts';

/** A chat or a contact to note or to ask for. */
export interface LedgerSubject {
  readonly kind: LedgerKind;
  readonly id: number;
}

/** Notes them; where one is noted already, the later time stays. */
export async function noteInLedger(
  statements: Statements,
  project: ProjectRow,
  subjects: readonly LedgerSubject[],
  at: Instant,
): Promise<void> {
  if (subjects.length === 0) return;
  const salt = await readSalt(statements);
  await statements.query(
    `INSERT INTO parley.ledger AS known (project_row, kind, hash, at)
     SELECT DISTINCT $1::bigint, kind, decode(hash, 'hex'), $2::bigint FROM unnest($3::text[], $4::text[]) AS one (kind, hash)
     ON CONFLICT (project_row, kind, hash) DO UPDATE SET at = greatest(known.at, excluded.at)`,
    [project.projectRow, at, subjects.map(({ kind }) => kind), subjects.map((one) => hexOf(salt, project, one))],
  );
}

/** The latest time at which it happened; null when it did not. */
export type FindInLedger = (subject: LedgerSubject) => Instant | null;

/** What the ledger says of the subjects; others are not known to the answer. */
export async function readLedger(
  statements: Statements,
  project: ProjectRow,
  subjects: readonly LedgerSubject[],
): Promise<FindInLedger> {
  // Most projects never erase anything: then no question costs a hash.
  const any = await statements.query('SELECT 1 FROM parley.ledger WHERE project_row = $1 LIMIT 1', [
    project.projectRow,
  ]);
  if (any.length === 0) return () => null;
  const salt = await readSalt(statements);
  const rows = await statements.query(
    `SELECT kind, encode(hash, 'hex') AS hash, at FROM parley.ledger WHERE project_row = $1 AND (kind, hash) IN (
       SELECT kind, decode(hash, 'hex') FROM unnest($2::text[], $3::text[]) AS one (kind, hash))`,
    [project.projectRow, subjects.map(({ kind }) => kind), subjects.map((one) => hexOf(salt, project, one))],
  );
  const known = new Map(rows.map((row) => [`${row.kind} ${row.hash}`, instant(Number(row.at))]));
  return (subject) => known.get(`${subject.kind} ${hexOf(salt, project, subject)}`) ?? null;
}

function hexOf(salt: Uint8Array, project: ProjectRow, { kind, id }: LedgerSubject): string {
  return Buffer.from(ledgerHash(salt, project, kind, id)).toString('hex');
}

async function readSalt(statements: Statements): Promise<Uint8Array> {
  return (await readValue(statements, 'ledger_salt')) ?? new Uint8Array(0);
}
