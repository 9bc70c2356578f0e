/**
 * What moves from a SQLite store into PostgreSQL, table by table, in columns that read the same on both sides. What is
 * made again by itself, such as joined blocks, stays behind.
 */

import { FILTER_COLUMNS, TEXT_COLUMNS } from '../filter-columns.ts';
import { comparableText } from '../postgres/bind-literals.ts';
import type { CopyValue } from '../postgres/copy-binary.ts';
import { encodeName } from '../postgres/project-table.ts';
import type { SqlRow, SqlValue } from '../sqlite/sqlite-connection.ts';

/** `name` and `compared` are texts that PostgreSQL's store spells in its own way. */
type ColumnKind = 'plain' | 'name' | 'compared';

interface MovedColumn {
  readonly name: string;
  /** What it is in SQLite. */
  readonly from: string;
  readonly kind: ColumnKind;
}

export interface MovedTable {
  readonly name: string;
  /** The FROM clause in SQLite. */
  readonly source: string;
  readonly columns: readonly MovedColumn[];
  /** A unique key. Texts in it sort by their bytes on both sides. */
  readonly key: readonly string[];
  readonly textsInKey: readonly string[];
}

function plain(names: string): readonly MovedColumn[] {
  return names.split(' ').map((name) => ({ name, from: name, kind: 'plain' }));
}

function isText(column: string): boolean {
  return TEXT_COLUMNS.some((name) => name === column);
}

const PROJECT_NAME: MovedColumn = { name: 'name', from: 'name', kind: 'name' };

/**
 * Positions keep their order as PostgreSQL's sequence; the transaction that moves them is the first part of all. Nothing
 * older than the move can be asked for, so the horizon begins anew.
 */
export const MOVED_TABLES: readonly MovedTable[] = [
  {
    name: 'project',
    source: 'project',
    columns: [
      ...plain('project_row tenant project_id'),
      PROJECT_NAME,
      ...plain('time_zone created_at chat_count highest_chat_id'),
    ],
    key: ['project_row'],
    textsInKey: [],
  },
  {
    name: 'reading',
    source: 'project',
    columns: plain('project_row max_document_bytes'),
    key: ['project_row'],
    textsInKey: [],
  },
  {
    name: 'api_key',
    source: 'api_key',
    columns: [
      ...plain('prefix tenant'),
      PROJECT_NAME,
      ...plain('sha256 project_ids scopes start_meaning allowed_ips created_at expires_at revoked_at last_used_at'),
    ],
    key: ['prefix'],
    textsInKey: ['prefix'],
  },
  {
    name: 'chat_event',
    source: 'chat_event',
    columns: plain('project_row chat_id seq at offset_minutes type body'),
    key: ['project_row', 'chat_id', 'seq'],
    textsInKey: [],
  },
  {
    name: 'chat',
    source: 'chat LEFT JOIN chat_ext USING (chat_row)',
    columns: [
      ...plain('project_row chat_id'),
      { name: 'seq', from: 'position', kind: 'plain' },
      ...plain('changed_at revision updated_at last_seq is_imported next_due_at'),
      ...FILTER_COLUMNS.map((name): MovedColumn => ({ name, from: name, kind: isText(name) ? 'compared' : 'plain' })),
      ...plain('sum_response_time transfers transfer_count document_bytes content_hash digest mark segment ext'),
    ],
    key: ['project_row', 'chat_id'],
    textsInKey: [],
  },
  {
    name: 'chat_participant',
    source: 'chat_participant',
    columns: plain('project_row kind participant_id chat_id'),
    key: ['project_row', 'kind', 'participant_id', 'chat_id'],
    textsInKey: ['kind'],
  },
  {
    name: 'start_day',
    source: 'start_day',
    columns: plain('project_row day min_chat_id max_chat_id'),
    key: ['project_row', 'day'],
    textsInKey: [],
  },
  {
    name: 'tombstone',
    source: 'tombstone',
    columns: [
      ...plain('project_row chat_id'),
      { name: 'seq', from: 'position', kind: 'plain' },
      ...plain('changed_at revision deleted_at'),
    ],
    key: ['project_row', 'chat_id'],
    textsInKey: [],
  },
  {
    name: 'ledger',
    source: 'ledger',
    columns: plain('project_row kind hash at'),
    key: ['project_row', 'kind', 'hash'],
    textsInKey: ['kind'],
  },
  {
    name: 'audit',
    source: 'audit',
    columns: plain('audit_row at project_row actor action target'),
    key: ['audit_row'],
    textsInKey: [],
  },
];

/** The table in SQLite, in the order of its key. */
export function selectFromSqlite({ source, columns, key }: MovedTable): string {
  const list = columns.map(({ name, from }) => (from === name ? name : `${from} AS ${name}`));
  return `SELECT ${list.join(', ')} FROM ${source} ORDER BY ${key.join(', ')}`;
}

/** A row of `selectFromSqlite` as PostgreSQL's columns take it. */
export function toCopyRow({ columns }: MovedTable, row: SqlRow): readonly CopyValue[] {
  return columns.map(({ name, kind }) => {
    const value: SqlValue = row[name] ?? null;
    if (kind === 'plain' || value === null) return value;
    return kind === 'name' ? encodeName(String(value)) : comparableText(String(value));
  });
}

/** Where COPY puts the rows. */
export function copyTarget({ name, columns }: MovedTable): string {
  return `parley.${name} (${columns.map((column) => column.name).join(', ')})`;
}

/** The same columns in the same order, read back from PostgreSQL. */
export function selectFromPostgres({ name, columns, key, textsInKey }: MovedTable): string {
  const order = key.map((column) => (textsInKey.includes(column) ? `${column} COLLATE "C"` : column));
  return `SELECT ${columns.map((column) => column.name).join(', ')} FROM parley.${name} ORDER BY ${order.join(', ')}`;
}
