/** Turns bits of single values in a PostgreSQL store. Used by the test of damaged rows only. */
import { query } from './start-postgres.ts';

interface Column {
  readonly table: 'chat' | 'chat_ext' | 'chat_block' | 'chat_event' | 'chat_participant' | 'tombstone';
  readonly column: string;
  readonly type: 'bytea' | 'text' | 'bigint';
}

/** A value in which a bit can be turned. */
export interface Value extends Column {
  /** How doctor names its damage: the kind of copy, and its chat or, of a block, its first chat. */
  readonly name: string;
  readonly kind: 'documents' | 'events' | 'blocks' | 'tombstones';
  readonly chatId: number;
  /** Of its row, in a database as it was read and in every copy of it. */
  readonly ctid: string;
}

const KINDS = {
  chat: 'documents',
  chat_ext: 'documents',
  chat_block: 'blocks',
  chat_event: 'events',
  chat_participant: 'documents',
  tombstone: 'tombstones',
} as const satisfies Record<Column['table'], Value['kind']>;

/**
 * What never is sent, nor made from: keys of rows, whose loss is that of the row; the place in the feed and its time, which
 * have no second copy; what only says that work is to be done again.
 */
const LEFT_OUT = new Set(
  `project_row chat_id first_chat_id block_id kind xid seq changed_at fold_version zone_revision document_bytes content_hash
  is_imported type`.split(/\s+/),
);

/** Every value of the store that is sent, found by, or made from again. */
export async function listValues(database: string): Promise<readonly Value[]> {
  const { rows: columns } = await query(
    database,
    `SELECT table_name AS table, column_name AS column, data_type AS type FROM information_schema.columns
      WHERE table_schema = 'parley' ORDER BY table_name, ordinal_position`,
  );
  const values: Value[] = [];
  for (const one of columns as Column[]) {
    if (!(one.table in KINDS) || LEFT_OUT.has(one.column)) continue;
    const kind = KINDS[one.table];
    const id = one.table === 'chat_block' ? 'first_chat_id' : 'chat_id';
    const { rows } = await query(
      database,
      `SELECT ctid::text AS ctid, ${id}::int AS id FROM parley.${one.table} WHERE length(${one.column}::text) > 0
        ORDER BY ctid`,
    );
    values.push(...rows.map(({ ctid, id }) => ({ ...one, kind, name: `${kind} ${id}`, chatId: id, ctid })));
  }
  return values;
}

/** Turns a bit of each of the values, chosen by `random`. @throws TypeError when one did not change */
export async function flipValues(database: string, values: readonly Value[], random: () => number): Promise<void> {
  const statements = values.map((value) => {
    const { table, column, ctid } = value;
    const turned = TURNED[value.type](column, random);
    return `UPDATE parley.${table} SET ${column} = ${turned} WHERE ctid = '${ctid}' AND ${turned} <> ${column}`;
  });
  const results = (await query(database, statements.join('; '))) as unknown as readonly { rowCount: number }[];
  const unchanged = values.filter((_, at) => results[at]?.rowCount !== 1);
  if (unchanged.length > 0) throw new TypeError(`no bit was turned in ${JSON.stringify(unchanged)}`);
}

/** The value of a column with a bit turned, in SQL. */
const TURNED: Readonly<Record<Column['type'], (column: string, random: () => number) => string>> = {
  bytea: (column, random) => {
    const bit = `floor(${random()} * 8 * length(${column}))::bigint`;
    return `set_bit(${column}, ${bit}, 1 - get_bit(${column}, ${bit}))`;
  },
  // One of the five lowest bits of a character's last byte: the others would give no text, which PostgreSQL refuses.
  text: (column, random) => {
    const at = `1 + floor(${random()} * length(${column}))::int`;
    return `overlay(${column} placing chr(ascii(substr(${column}, ${at}, 1)) # ${1 << (random() * 5)}) from ${at} for 1)`;
  },
  bigint: (column, random) => `${column} # (1::bigint << ${Math.floor(random() * 64)})`,
};
