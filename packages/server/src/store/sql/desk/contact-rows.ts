/** Visitors as a project knows them, across their chats. */
import type { Contact, ContactChange } from '../../live-store.ts';
import type { Columns, Dialect, Row, Statements, Transaction } from '../database.ts';
import { isOneOf, raw, sql } from '../sql.ts';

const COLUMNS = { contact_id: 'int', person: 'text', name: 'text', email: 'text' } as const satisfies Columns;
const NAMES = raw(Object.keys(COLUMNS).join(', '));

export async function findContacts(
  statements: Statements,
  projectRow: number,
  persons: readonly string[],
): Promise<ReadonlyMap<string, Contact>> {
  if (persons.length === 0) return new Map();
  const rows = await statements.all(
    COLUMNS,
    sql`SELECT ${NAMES} FROM live_contact WHERE project_row = ${projectRow} AND ${isOneOf('person', persons)}`,
  );
  return new Map(rows.map((row) => [row.person, readContact(statements.dialect, row)]));
}

/** What is left out stays; somebody who is new has the next number. With the project locked. */
export async function saveContact(
  transaction: Transaction,
  projectRow: number,
  person: string,
  change: ContactChange,
): Promise<Contact> {
  const { dialect } = transaction;
  const known = (await findContacts(transaction, projectRow, [person])).get(person);
  const contact = {
    ...(known ?? { contactId: await nextId(transaction, projectRow), name: '', email: '' }),
    ...change,
  };
  const [name, email] = [dialect.encodeText(contact.name), dialect.encodeText(contact.email)];
  await transaction.run(
    sql`INSERT INTO live_contact (project_row, contact_id, person, name, email)
      VALUES (${projectRow}, ${contact.contactId}, ${person}, ${name}, ${email})
      ON CONFLICT (project_row, contact_id) DO UPDATE SET name = excluded.name, email = excluded.email`,
  );
  return contact;
}

/**
 * Somebody turns out to be another, whom the site knows: the chats of the one are the other's from now on, but for an open chat where
 * the other has one too. With the project locked.
 */
export async function movePerson(
  transaction: Transaction,
  projectRow: number,
  from: string,
  to: string,
): Promise<void> {
  const [here, there] = [
    sql`project_row = ${projectRow} AND person = ${from}`,
    sql`project_row = ${projectRow} AND person = ${to}`,
  ];
  for (const table of ['live_chat', 'live_person', 'live_contact'].map(raw)) {
    await transaction.run(
      sql`UPDATE ${table} SET person = ${to} WHERE ${here} AND NOT EXISTS (SELECT 1 FROM ${table} WHERE ${there})`,
    );
  }
}

async function nextId(statements: Statements, projectRow: number): Promise<number> {
  const row = await statements.get(
    { id: 'int' },
    sql`SELECT COALESCE(MAX(contact_id), 0) + 1 AS id FROM live_contact WHERE project_row = ${projectRow}`,
  );
  return row?.id ?? 1;
}

function readContact(dialect: Dialect, row: Row<typeof COLUMNS>): Contact {
  return { contactId: row.contact_id, name: dialect.decodeText(row.name), email: dialect.decodeText(row.email) };
}
