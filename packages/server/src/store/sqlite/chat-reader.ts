/**
 * Reads chats on one connection. Every call is one statement that looks at a bounded number of rows, so that whoever reads
 * a lot can pause between calls; `log-walk.ts` does.
 */
import { inflateRawSync } from 'node:zlib';
import { openSegment } from '../../chat-log/codec/segment.ts';
import type { ChatChunk, StoredChat } from '../../chat-log/codec/stored-chat.ts';
import type { ChatWindow } from '../../chat-log/query/chat-selection.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import { cutWindow } from '../log-walk.ts';
import type { ProjectRow } from '../project-row.ts';
import { boundIds, isDirect, selectFrom } from '../selection-sql.ts';
import type { SqliteConnection, SqlRow } from './sqlite-connection.ts';

const DAY_MS = 86_400_000;
/** How many rows a statement may look at where not every one of them is wanted: about 5 ms. */
const STRETCH_ROWS = 5_000;
/** How many bytes of documents one statement may gather, unless a single one is longer. */
const CHUNK_BYTES = 8_000_000;

/** Chats of the window, by id in its direction, as many as `window.limit` and `maxRows` allow. */
export function readChunk(connection: SqliteConnection, project: ProjectRow, window: ChatWindow): ChatChunk {
  const { sql, values } = innerSelect(
    project,
    window,
    'chat.chat_id, chat.segment, chat.mark, chat.sum_response_time, chat.transfers, chat.transfer_count',
  );
  const last = window.direction === 'ASC' ? 'max' : 'min';
  const row = connection.get(
    `SELECT count(*) AS count, ${last}(chat_id) AS last_chat_id, sum(sum_response_time) AS sum_response_time,
       group_concat(transfers, ',') AS transfers, sum(transfer_count) AS transfer_count,
       CAST(group_concat(segment, '') AS BLOB) AS segments,
       CAST(group_concat(mark, '') AS BLOB) AS marks
     FROM (${sql})`,
    ...values,
  );
  const lastId = row?.last_chat_id ?? null;
  return {
    count: Number(row?.count ?? 0),
    lastChatId: lastId === null ? null : chatId(Number(lastId)),
    sumResponseTimeSeconds: Number(row?.sum_response_time ?? 0),
    transfersJson: String(row?.transfers ?? ''),
    transferCount: Number(row?.transfer_count ?? 0),
    segments: asBytes(row?.segments),
    marks: asBytes(row?.marks),
  };
}

const STORED_COLUMNS =
  'chat.chat_id, chat.revision, chat.updated_at, chat.is_imported, chat.mark, chat.segment, (SELECT ext FROM chat_ext WHERE chat_ext.chat_row = chat.chat_row) AS ext';

/** Like `readChunk`, each chat by itself with its additional facts. */
export function readChats(
  connection: SqliteConnection,
  project: ProjectRow,
  window: ChatWindow,
): readonly StoredChat[] {
  const { sql, values } = innerSelect(project, window, STORED_COLUMNS);
  return connection.all(sql, ...values).map(readStoredChat);
}

export function readStoredChat(row: SqlRow): StoredChat {
  return {
    chatId: chatId(Number(row.chat_id)),
    revision: Number(row.revision),
    updatedAt: instant(Number(row.updated_at)),
    isImported: row.is_imported === 1,
    chatJson: Buffer.from(openSegment(asBytes(row.segment), asBytes(row.mark))).toString(),
    extJson: inflateRawSync(asBytes(row.ext)).toString(),
  };
}

export function readOne(connection: SqliteConnection, project: ProjectRow, id: ChatId): StoredChat | null {
  const row = connection.get(
    `SELECT ${STORED_COLUMNS} FROM chat WHERE project_row = ? AND chat_id = ?`,
    project.projectRow,
    id,
  );
  return row === null ? null : readStoredChat(row);
}

/** Id of the chat `skip` places into the window; null when the window is shorter. */
export function findIdAt(
  connection: SqliteConnection,
  project: ProjectRow,
  window: ChatWindow,
  skip: number,
): ChatId | null {
  const from = selectFrom(project, window.selection);
  const bounds = boundIds(window, from.idColumn);
  const row = connection.get(
    `SELECT chat.chat_id AS chat_id ${from.sql} ${bounds.sql} ORDER BY ${from.idColumn} ${window.direction} LIMIT 1 OFFSET ?`,
    ...from.values,
    ...bounds.values,
    skip,
  );
  return row === null ? null : chatId(Number(row.chat_id));
}

/**
 * How many of the window's chats one statement may gather, so that documents of any length are read in bounded memory.
 * Only a project that holds very long documents pays for the look at their lengths.
 */
export function rowsWithinBytes(
  connection: SqliteConnection,
  project: ProjectRow,
  window: ChatWindow,
  maxRows: number,
): number {
  if (project.maxDocumentBytes * maxRows <= CHUNK_BYTES) return maxRows;
  const { sql, values } = innerSelect(project, { ...window, limit: maxRows }, 'chat.document_bytes');
  let bytes = 0;
  let rows = 0;
  for (const row of connection.all(sql, ...values)) {
    bytes += Number(row.document_bytes);
    if (rows > 0 && bytes > CHUNK_BYTES) break;
    rows += 1;
  }
  return Math.max(rows, 1);
}

/**
 * Where one statement must stop looking: the id `STRETCH_ROWS` chats on, counted over the whole project. null when the
 * statement may look through the whole window.
 */
export function stretchEnd(connection: SqliteConnection, project: ProjectRow, window: ChatWindow): ChatId | null {
  if (isDirect(window.selection)) return null;
  return findIdAt(connection, project, { ...window, selection: {} }, STRETCH_ROWS);
}

/** The window cut to the ids that can hold chats started in the selection's range of time; null when none can. */
export function narrowToDays(connection: SqliteConnection, project: ProjectRow, window: ChatWindow): ChatWindow | null {
  const { startedFrom, startedBefore } = window.selection;
  if (startedFrom === undefined && startedBefore === undefined) return window;
  const row = connection.get(
    'SELECT min(min_chat_id) AS low, max(max_chat_id) AS high FROM start_day WHERE project_row = ? AND day >= ? AND day <= ?',
    project.projectRow,
    startedFrom === undefined ? Number.MIN_SAFE_INTEGER : Math.floor(startedFrom / DAY_MS),
    startedBefore === undefined ? Number.MAX_SAFE_INTEGER : Math.floor(startedBefore / DAY_MS),
  );
  if (row === null || row.low === null) return null;
  return cutWindow(window, chatId(Number(row.low)), chatId(Number(row.high)));
}

/** Number of chats in the selection between two ids, both inclusive. */
export function countRows(connection: SqliteConnection, project: ProjectRow, window: ChatWindow): number {
  const from = selectFrom(project, window.selection);
  const bounds = boundIds(window, from.idColumn);
  const row = connection.get(`SELECT count(*) AS count ${from.sql} ${bounds.sql}`, ...from.values, ...bounds.values);
  return Number(row?.count ?? 0);
}

function innerSelect(project: ProjectRow, window: ChatWindow, columns: string) {
  const from = selectFrom(project, window.selection);
  const bounds = boundIds(window, from.idColumn);
  return {
    sql: `SELECT ${columns} ${from.sql} ${bounds.sql} ORDER BY ${from.idColumn} ${window.direction} LIMIT ? OFFSET ?`,
    values: [...from.values, ...bounds.values, window.limit, window.offset],
  };
}

/** A BLOB as bytes; NULL is none. */
export function asBytes(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array(0);
}
