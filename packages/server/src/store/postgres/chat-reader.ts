/**
 * Reads chats. Every call is one statement that looks at a bounded number of rows; segments come joined as one value of
 * one row, because a driver that takes thousands of rows apart costs more than everything else.
 */
import { inflateRawSync } from 'node:zlib';
import { openSegment } from '../../chat-log/codec/segment.ts';
import type { ChatChunk, StoredChat } from '../../chat-log/codec/stored-chat.ts';
import type { ChatWindow } from '../../chat-log/query/chat-selection.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import type { ProjectRow } from '../project-row.ts';
import { boundIds, isDirect, type SqlPart, selectFrom } from '../selection-sql.ts';
import { bindLiterals } from './bind-literals.ts';
import type { CopyRow } from './copy-binary.ts';
import type { Statements } from './postgres-database.ts';

export const SCHEMA = 'parley.';
const DAY_MS = 86_400_000;
/** How many rows a statement may look at where not every one of them is wanted. */
const STRETCH_ROWS = 5_000;
/** How many bytes of documents one statement may gather, unless a single one is longer. */
const CHUNK_BYTES = 8_000_000;

/** Chats of the window, by id in its direction, as many as `window.limit` allows. */
export async function readChunk(statements: Statements, project: ProjectRow, window: ChatWindow): Promise<ChatChunk> {
  const columns = 'chat.chat_id, chat.segment, chat.mark, chat.sum_response_time, chat.transfers, chat.transfer_count';
  const last = window.direction === 'ASC' ? 'max(chat_id)' : 'min(chat_id)';
  const [row] = await statements.copyOut(
    `SELECT count(*)::bigint, ${last}::bigint, coalesce(sum(sum_response_time), 0)::bigint, string_agg(transfers, ','),
       coalesce(sum(transfer_count), 0)::bigint, string_agg(segment, ''::bytea), string_agg(mark, ''::bytea)
     FROM (${bindLiterals(innerSelect(project, window, columns))}) AS part`,
  );
  const lastId = row?.int(1) ?? null;
  return {
    count: row?.int(0) ?? 0,
    lastChatId: lastId === null ? null : chatId(lastId),
    sumResponseTimeSeconds: row?.int(2) ?? 0,
    transfersJson: row?.text(3) ?? '',
    transferCount: row?.int(4) ?? 0,
    segments: row?.bytes(5) ?? new Uint8Array(0),
    marks: row?.bytes(6) ?? new Uint8Array(0),
  };
}

/** For `readStoredRow`. */
export const STORED_COLUMNS =
  'chat.chat_id, chat.revision, chat.updated_at, chat.is_imported, chat.mark, chat.segment, chat.ext';

/** Like `readChunk`, each chat by itself with its additional facts. */
export async function readChats(
  statements: Statements,
  project: ProjectRow,
  window: ChatWindow,
): Promise<readonly StoredChat[]> {
  const rows = await statements.copyOut(bindLiterals(innerSelect(project, window, STORED_COLUMNS)));
  return rows.map((row) => readStoredRow(row));
}

/** The chat in the columns from `at` on, which are `STORED_COLUMNS`. */
export function readStoredRow(row: CopyRow, at = 0): StoredChat {
  return {
    chatId: chatId(row.int(at) ?? 0),
    revision: row.int(at + 1) ?? 0,
    updatedAt: instant(row.int(at + 2) ?? 0),
    isImported: row.int(at + 3) === 1,
    chatJson: Buffer.from(openSegment(row.bytes(at + 5), row.bytes(at + 4))).toString(),
    extJson: inflateRawSync(row.bytes(at + 6)).toString(),
  };
}

export async function readOne(statements: Statements, project: ProjectRow, id: ChatId): Promise<StoredChat | null> {
  const sql = `SELECT ${STORED_COLUMNS} FROM parley.chat AS chat WHERE project_row = ? AND chat_id = ?`;
  const [row] = await statements.copyOut(bindLiterals({ sql, values: [project.projectRow, id] }));
  return row === undefined ? null : readStoredRow(row);
}

/** Id of the chat `skip` places into the window; null when the window is shorter. */
export async function findIdAt(
  statements: Statements,
  project: ProjectRow,
  window: ChatWindow,
  skip: number,
): Promise<ChatId | null> {
  const from = selectFrom(project, window.selection, SCHEMA);
  const bounds = boundIds(window, from.idColumn);
  const sql = `SELECT chat.chat_id AS chat_id ${from.sql} ${bounds.sql} ORDER BY ${from.idColumn} ${window.direction} LIMIT 1 OFFSET ?`;
  const text = bindLiterals({ sql, values: [...from.values, ...bounds.values, skip] });
  const [row] = await statements.query(text, []);
  return row === undefined ? null : chatId(Number(row.chat_id));
}

/**
 * How many of the window's chats one statement may gather, so that documents of any length are read in bounded memory.
 * Only a project that holds very long documents pays for the look at their lengths.
 */
export async function rowsWithinBytes(
  statements: Statements,
  project: ProjectRow,
  window: ChatWindow,
  maxRows: number,
): Promise<number> {
  if (project.maxDocumentBytes * maxRows <= CHUNK_BYTES) return maxRows;
  const select = innerSelect(project, { ...window, limit: maxRows }, 'chat.document_bytes');
  const text = `SELECT count(*) AS rows FROM (
    SELECT sum(document_bytes) OVER (ROWS UNBOUNDED PRECEDING) AS bytes FROM (${bindLiterals(select)}) AS part
  ) AS sums WHERE bytes <= ${CHUNK_BYTES}`;
  const [row] = await statements.query(text, []);
  return Math.max(Number(row?.rows ?? 0), 1);
}

/**
 * Where one statement must stop looking: the id `STRETCH_ROWS` chats on, counted over the whole project. null when the
 * statement may look through the whole window.
 */
export async function stretchEnd(
  statements: Statements,
  project: ProjectRow,
  window: ChatWindow,
): Promise<ChatId | null> {
  if (isDirect(window.selection)) return null;
  return findIdAt(statements, project, { ...window, selection: {} }, STRETCH_ROWS);
}

/** The range of ids that can hold chats started in the selection's range of time, as `start_day` knows it. */
export async function findDayRange(
  statements: Statements,
  { projectRow }: ProjectRow,
  { startedFrom, startedBefore }: ChatWindow['selection'],
): Promise<{ readonly low: ChatId; readonly high: ChatId } | null> {
  const [row] = await statements.query(
    'SELECT min(min_chat_id) AS low, max(max_chat_id) AS high FROM parley.start_day WHERE project_row = $1 AND day >= $2 AND day <= $3',
    [
      projectRow,
      startedFrom === undefined ? Number.MIN_SAFE_INTEGER : Math.floor(startedFrom / DAY_MS),
      startedBefore === undefined ? Number.MAX_SAFE_INTEGER : Math.floor(startedBefore / DAY_MS),
    ],
  );
  if (row === undefined || row.low === null) return null;
  return { low: chatId(Number(row.low)), high: chatId(Number(row.high)) };
}

/** Number of chats of the window's selection between its two ends. */
export async function countRows(statements: Statements, project: ProjectRow, window: ChatWindow): Promise<number> {
  const from = selectFrom(project, window.selection, SCHEMA);
  const bounds = boundIds(window, from.idColumn);
  const sql = `SELECT count(*) AS count ${from.sql} ${bounds.sql}`;
  const [row] = await statements.query(bindLiterals({ sql, values: [...from.values, ...bounds.values] }), []);
  return Number(row?.count ?? 0);
}

/** The first rows of the window. */
export function innerSelect(project: ProjectRow, window: ChatWindow, columns: string): SqlPart {
  const from = selectFrom(project, window.selection, SCHEMA);
  const bounds = boundIds(window, from.idColumn);
  return {
    sql: `SELECT ${columns} ${from.sql} ${bounds.sql} ORDER BY ${from.idColumn} ${window.direction} LIMIT ?`,
    values: [...from.values, ...bounds.values, window.limit],
  };
}
