/** The lists from which agents choose. */
import type { ChoiceKind, Choices } from '../../live-store.ts';
import type { Statements, Transaction } from '../database.ts';
import { sql } from '../sql.ts';

export async function listChoices<K extends ChoiceKind>(
  statements: Statements,
  projectRow: number,
  kind: K,
): Promise<readonly Choices[K][]> {
  const rows = await statements.all(
    { settings: 'text' },
    sql`SELECT settings FROM desk_choice WHERE project_row = ${projectRow} AND kind = ${kind} ORDER BY id`,
  );
  return rows.map((row) => JSON.parse(statements.dialect.decodeText(row.settings)) as Choices[K]);
}

/** `make` gets the next number, which a choice that is new takes. With the project locked. */
export async function saveChoice<K extends ChoiceKind>(
  transaction: Transaction,
  projectRow: number,
  kind: K,
  id: number | null,
  make: (id: number) => Choices[K],
): Promise<Choices[K]> {
  const next = await transaction.get(
    { id: 'int' },
    sql`SELECT COALESCE(MAX(id), 0) + 1 AS id FROM desk_choice WHERE project_row = ${projectRow} AND kind = ${kind}`,
  );
  const number = id ?? next?.id ?? 1;
  const choice = make(number);
  const settings = transaction.dialect.encodeText(JSON.stringify(choice));
  await transaction.run(
    sql`INSERT INTO desk_choice (project_row, kind, id, settings) VALUES (${projectRow}, ${kind}, ${number}, ${settings})
      ON CONFLICT (project_row, kind, id) DO UPDATE SET settings = excluded.settings`,
  );
  return choice;
}

/** False when there was none. */
export async function deleteChoice(
  transaction: Transaction,
  projectRow: number,
  kind: ChoiceKind,
  id: number,
): Promise<boolean> {
  const gone = await transaction.run(
    sql`DELETE FROM desk_choice WHERE project_row = ${projectRow} AND kind = ${kind} AND id = ${id}`,
  );
  return gone > 0;
}
