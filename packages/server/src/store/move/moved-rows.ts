/** Reads the rows of a table on either side of a move, and sums them up so that both sides can be compared. */
import { LogChecksum } from '../../chat-log/codec/log-checksum.ts';
import { DIGEST_BYTES, digestOf } from '../../chat-log/codec/seal-chat.ts';
import { MARK_BYTES, openSegment } from '../../chat-log/codec/segment.ts';
import { TEXT_COLUMNS } from '../../chat-log/query/filter-columns.ts';
import { POSTGRES } from '../postgres/postgres-dialect.ts';
import type { Columns, Statements } from '../sql/database.ts';
import { join, raw, type SqlValue, sql } from '../sql/sql.ts';

const BATCH_ROWS = 500;

type MovedRow = Readonly<Record<string, SqlValue>>;

export interface MovedTable {
  readonly name: string;
  readonly columns: Columns;
  readonly key: readonly string[];
}

/**
 * What moves, in the order of writing; what is derived, such as blocks, does not. Positions keep their order as
 * PostgreSQL's sequence. The horizon starts at the move: nothing older can be asked for.
 */
const MOVED: Readonly<Record<string, { readonly key: string; readonly without?: string }>> = {
  project: { key: 'project_row', without: 'horizon_position horizon_at' },
  project_read_stats: { key: 'project_row', without: 'compacted_to' },
  api_key: { key: 'prefix' },
  user_account: { key: 'tenant login' },
  user_identity: { key: 'issuer subject' },
  chat_event: { key: 'project_row chat_id seq' },
  chat: { key: 'project_row chat_id', without: 'chat_row' },
  chat_ext: { key: 'project_row chat_id' },
  chat_brief: { key: 'project_row chat_id' },
  full_row: { key: 'project_row chat_id' },
  chat_fact: { key: 'project_row chat_id' },
  fact_pending: { key: 'project_row chat_id' },
  chat_participant: { key: 'project_row kind participant_id chat_id' },
  queue_left: { key: 'project_row chat_id queue_id' },
  start_day: { key: 'project_row day' },
  tombstone: { key: 'project_row chat_id' },
  ledger: { key: 'project_row kind hash' },
  audit: { key: 'audit_row' },
  audit_read: { key: 'read_row' },
  saved_view: { key: 'view_row' },
  desk_queue: { key: 'project_row queue_id' },
  desk_agent: { key: 'project_row agent_id' },
  desk_member: { key: 'project_row queue_id agent_id' },
  desk_place: { key: 'project_row agent_id chat_id' },
  live_person: { key: 'project_row person' },
  live_chat: { key: 'project_row chat_id' },
  live_timer: { key: 'project_row chat_id kind from_at' },
  live_command: { key: 'project_row sender command_id' },
  live_sender: { key: 'project_row sender tab' },
  desk_site: { key: 'project_row site_id' },
  live_contact: { key: 'project_row contact_id' },
  desk_choice: { key: 'project_row kind id' },
  desk_ticket: { key: 'project_row ticket_id' },
  live_read: { key: 'project_row chat_id side' },
  attachment_blob: { key: 'sha256' },
  live_attachment: { key: 'project_row attachment_id' },
};

/** In PostgreSQL a position is named otherwise; texts of any characters, and texts that are only compared, are spelt otherwise. */
const RENAMED: Readonly<Record<string, string>> = { position: 'seq' };
const ENCODED = [
  'project.name',
  'api_key.name',
  'user_account.name',
  'chat_fact.page_name',
  'saved_view.name',
  'saved_view.query',
  'saved_view.changed_by',
  'desk_queue.settings',
  'desk_agent.name',
  'desk_site.settings',
  'desk_choice.settings',
  'live_contact.name',
  'live_contact.email',
  'live_attachment.name',
];
const COMPARED = TEXT_COLUMNS.flatMap((name) => [`chat.${name}`, `chat_fact.${name}`]);
const KINDS: Readonly<Record<string, Columns[string]>> = { INTEGER: 'int?', TEXT: 'text?', BLOB: 'bytes?' };

/** The tables with the columns that the source has. */
export async function readMovedTables(source: Statements): Promise<readonly MovedTable[]> {
  const tables: MovedTable[] = [];
  for (const [name, { key, without = '' }] of Object.entries(MOVED)) {
    const info = await source.all(
      { name: 'text', type: 'text' },
      sql`SELECT name, type FROM pragma_table_info(${name})`,
    );
    const columns = info
      .filter((column) => !without.split(' ').includes(column.name))
      .map((column) => [column.name, KINDS[column.type] ?? 'text?'] as const);
    tables.push({ name, columns: Object.fromEntries(columns), key: key.split(' ') });
  }
  return tables;
}

/** The rows in the order of the key, which each database has in its own collation; named as in SQLite. */
export async function* readRows(
  statements: Statements,
  table: MovedTable,
  nameOf: (name: string) => string = (name) => name,
): AsyncGenerator<readonly MovedRow[]> {
  const columns = raw(Object.keys(table.columns).map(nameOf).join(', '));
  const key = raw(table.key.join(', '));
  for (let last: MovedRow | null = null; ; ) {
    const after: MovedRow | null = last;
    const from =
      after === null ? raw('1 = 1') : sql`(${key}) > (${join(table.key.map((name) => sql`${after[name] ?? null}`))})`;
    const rows: readonly MovedRow[] = await statements.bulk(
      table.columns,
      sql`SELECT ${columns} FROM ${raw(table.name)} WHERE ${from} ORDER BY ${key} LIMIT ${BATCH_ROWS}`,
    );
    if (rows.length === 0) return;
    yield rows;
    last = rows.at(-1) ?? null;
  }
}

/** What the column is called in PostgreSQL. */
export function targetName(name: string): string {
  return RENAMED[name] ?? name;
}

/** A row of the source with its texts as PostgreSQL's store spells them. */
export function toTarget(table: MovedTable, row: MovedRow): readonly SqlValue[] {
  return Object.keys(table.columns).map((name) => {
    const value = row[name] ?? null;
    const column = `${table.name}.${name}`;
    if (ENCODED.includes(column)) return POSTGRES.encodeText(String(value));
    return COMPARED.includes(column) ? POSTGRES.comparable(String(value)) : value;
  });
}

/** What arrived of a project. */
export interface ProjectSum {
  readonly chats: LogChecksum;
  revisions: number;
}

/** Adds rows of `chat` to the sums by project row; false when a document does not match its row's digest. */
export function addChats(sums: Map<number, ProjectSum>, rows: readonly MovedRow[]): boolean {
  return rows.every(({ project_row, revision, digest, segment, segment_meta }) => {
    if (!(segment instanceof Uint8Array && segment_meta instanceof Uint8Array && digest instanceof Uint8Array)) {
      return false;
    }
    const hash = digestOf(openSegment(segment, segment_meta.subarray(0, MARK_BYTES)));
    const sum = sums.get(Number(project_row)) ?? { chats: new LogChecksum(), revisions: 0 };
    sum.chats.add(hash.readBigUInt64BE());
    sum.revisions += Number(revision);
    sums.set(Number(project_row), sum);
    return hash.equals(digest.subarray(0, DIGEST_BYTES));
  });
}
