/** What PostgreSQL has of its own in SQL, how it prints a statement, and how much one statement may read there. */
import { createHash } from 'node:crypto';
import { escapeLiteral } from 'pg';
import type { Dialect } from '../sql/database.ts';
import { raw, type Sql, type SqlValue, sql } from '../sql/sql.ts';
import { POSTGRES_SEARCH } from './postgres-search.ts';

const LONGEST_COMPARED = 200;
const MOST = Number.MAX_SAFE_INTEGER;

/** All tables are in this schema. A pooler passes connections on, so the search path cannot be set. */
const TABLE_NAMES =
  'project|project_read_stats|api_key|user_account|user_session|user_link|user_identity|chat|chat_ext|chat_event|chat_block|chat_participant|start_day|tombstone|ledger|audit|audit_read|store|search_words|search_pending|chat_fact|fact_pending|fact_block|queue_left|chat_brief|full_row|saved_view|desk_queue|desk_agent|desk_member|desk_place|live_person|live_chat|live_timer|live_command|live_sender|desk_site|live_contact|live_server|live_presence|live_read|desk_choice|desk_ticket|live_attachment|attachment_blob';
const TABLE = new RegExp(`\\b(FROM|JOIN|INTO|UPDATE)(\\s+)(${TABLE_NAMES})\\b`, 'g');

export const POSTGRES: Dialect = {
  forUpdate: (select) => sql`${select} FOR UPDATE`,
  forUpdateUnlessLocked: (select) => sql`${select} FOR UPDATE SKIP LOCKED`,
  joinTexts: (column) => raw(`string_agg(${column}, ',')`),
  joinBytes: (column) => raw(`string_agg(${column}, ''::bytea)`),
  sameId: (lookedUp, read) => raw(`${lookedUp} = ${read}`),
  byIdOnly: (table) => table,
  byBytes: (column) => raw(`${column} COLLATE "C"`),
  comparable: comparableText,
  // As JSON: PostgreSQL's text cannot hold NUL.
  encodeText: (text) => JSON.stringify(text),
  decodeText: (stored) => String(JSON.parse(stored)),
  ownText: (text) => Buffer.from(text),
  describe: raw(
    "SELECT 'PostgreSQL ' || current_setting('server_version') AS version, pg_database_size(current_database()) AS bytes",
  ),
  limits: { chunkRows: 1_000, openedRows: 40, blocks: 63, feedKeys: MOST, blockCacheBytes: 64_000_000 },
  search: POSTGRES_SEARCH,
};

/** Text of a column that is only compared with `=`: itself, or a hash where PostgreSQL could not store or index it. */
export function comparableText(text: string): string {
  const isPlain = text.length <= LONGEST_COMPARED && !text.includes('\0') && text.isWellFormed();
  return isPlain ? text : `sha256:${createHash('sha256').update(JSON.stringify(text)).digest('hex')}`;
}

/** Prints statements with `$1 …` for their values. */
export class StatementPrinter {
  readonly #printed = new WeakMap<readonly string[], string>();

  print({ strings }: Sql): string {
    const known = this.#printed.get(strings);
    if (known !== undefined) return known;
    const text = qualify(strings.reduce((before, piece, at) => `${before}$${at}${piece}`));
    if (Object.isFrozen(strings)) this.#printed.set(strings, text);
    return text;
  }
}

/** The statement with its values in it: COPY takes no parameters. Text must hold no NUL. */
export function bindLiterals({ strings, values }: Sql): string {
  return qualify(strings.reduce((before, piece, at) => before + literal(values[at - 1] ?? null) + piece));
}

function qualify(text: string): string {
  return text.replace(TABLE, '$1$2parley.$3');
}

/** @throws TypeError for numbers that are no integers up to 2^53 */
function literal(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string' && !value.includes('\0')) return escapeLiteral(value);
  if (value instanceof Uint8Array) return String.raw`'\x${Buffer.from(value).toString('hex')}'::bytea`;
  // Quoted, so that it takes the type of what it stands beside.
  if (typeof value === 'bigint') return `'${value}'`;
  // Beyond any id or instant that is stored; a plain number of this size would not be a bigint.
  if (Number.isInteger(value) && Math.abs(Number(value)) <= 2 ** 53) return `(${value})::bigint`;
  throw new TypeError('a value cannot stand in the text of a statement');
}
