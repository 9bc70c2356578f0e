/**
 * Reads chats of a window. Every call looks at a bounded number of rows; segments come joined as one value of one row,
 * because a driver that takes thousands of rows apart costs more than everything else.
 */
import { inflateRawSync } from 'node:zlib';
import { openSegment } from '../../chat-log/codec/segment.ts';
import type { ChatChunk, StoredChat } from '../../chat-log/codec/stored-chat.ts';
import type { ChatWindow } from '../../chat-log/query/chat-selection.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import type { Columns, Row, Statements } from './database.ts';
import type { ProjectRow } from './project-table.ts';
import { boundIds, isDirect, selectFrom } from './selection-sql.ts';
import { isOneOf, raw, type Sql, sql } from './sql.ts';

const DAY_MS = 86_400_000;
/** How many rows a statement may look at where not every one of them is wanted: about 5 ms. */
const STRETCH_ROWS = 5_000;
/** How many bytes of documents one statement may gather, unless a single one is longer. */
const CHUNK_BYTES = 8_000_000;

/** The first rows of a window, as many as one statement may gather. */
export interface Step<T> {
  readonly result: T;
  readonly count: number;
  readonly lastChatId: ChatId | null;
  /** Whether the window holds no more. */
  readonly isLast: boolean;
}

const CHUNK = {
  count: 'int',
  last_chat_id: 'int?',
  sum_response_time: 'int?',
  transfers: 'text?',
  transfer_count: 'int?',
  segments: 'bytes?',
  marks: 'bytes?',
} as const satisfies Columns;
const NO_BYTES = new Uint8Array(0);

/** The first chats of the window, by id in its direction. */
export async function readChunk(
  statements: Statements,
  project: ProjectRow,
  window: ChatWindow,
): Promise<Step<ChatChunk>> {
  const { limits, joinTexts, joinBytes } = statements.dialect;
  const limit = await rowsWithinBytes(statements, project, window, Math.min(limits.chunkRows, window.limit));
  const rows = selectRows(
    statements,
    project,
    { ...window, limit },
    'chat.chat_id, chat.segment, chat.segment_meta, chat.sum_response_time, chat.transfers, chat.transfer_count',
  );
  const last = raw(window.direction === 'ASC' ? 'max(chat_id)' : 'min(chat_id)');
  const [row] = await statements.bulk(
    CHUNK,
    sql`SELECT count(*) AS count, ${last} AS last_chat_id, CAST(sum(sum_response_time) AS bigint) AS sum_response_time,
        ${joinTexts('transfers')} AS transfers, CAST(sum(transfer_count) AS bigint) AS transfer_count,
        ${joinBytes('segment')} AS segments, ${joinBytes('segment_meta')} AS marks
      FROM (${rows}) AS part`,
  );
  const lastId = row?.last_chat_id ?? null;
  const result: ChatChunk = {
    count: row?.count ?? 0,
    lastChatId: lastId === null ? null : chatId(lastId),
    sumResponseTimeSeconds: row?.sum_response_time ?? 0,
    transfersJson: row?.transfers ?? '',
    transferCount: row?.transfer_count ?? 0,
    segments: row?.segments ?? NO_BYTES,
    marks: row?.marks ?? NO_BYTES,
    documentLengths: null,
  };
  return { result, count: result.count, lastChatId: result.lastChatId, isLast: result.count < limit };
}

const STORED = {
  chat_id: 'int',
  revision: 'int',
  updated_at: 'int',
  is_imported: 'int',
  segment_meta: 'bytes',
  segment: 'bytes',
  ext: 'bytes',
} as const satisfies Columns;

const STORED_COLUMNS = `chat.chat_id, chat.revision, chat.updated_at, chat.is_imported, chat.segment_meta, chat.segment,
  (SELECT ext FROM chat_ext WHERE chat_ext.project_row = chat.project_row AND chat_ext.chat_id = chat.chat_id) AS ext`;

/** Like `readChunk`, each chat by itself with its additional facts. */
export async function readOpened(
  statements: Statements,
  project: ProjectRow,
  window: ChatWindow,
): Promise<Step<readonly StoredChat[]>> {
  const most = Math.min(statements.dialect.limits.openedRows, window.limit);
  const limit = await rowsWithinBytes(statements, project, window, most);
  const rows = await statements.bulk(STORED, selectRows(statements, project, { ...window, limit }, STORED_COLUMNS));
  const result = rows.map(openChat);
  return { result, count: rows.length, lastChatId: result.at(-1)?.chatId ?? null, isLast: rows.length < limit };
}

/** Those of the chats that there are, in no order. */
export async function readThese(
  statements: Statements,
  projectRow: number,
  ids: readonly ChatId[],
): Promise<readonly StoredChat[]> {
  if (ids.length === 0) return [];
  const rows = await statements.bulk(
    STORED,
    sql`SELECT ${raw(STORED_COLUMNS)} FROM chat WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)}`,
  );
  return rows.map(openChat);
}

/** @throws RangeError when the document does not fit its checksum */
function openChat(row: Row<typeof STORED>): StoredChat {
  return {
    chatId: chatId(row.chat_id),
    revision: row.revision,
    updatedAt: instant(row.updated_at),
    isImported: row.is_imported === 1,
    chatJson: Buffer.from(openSegment(row.segment, row.segment_meta)).toString(),
    extJson: inflateRawSync(row.ext).toString(),
  };
}

/** Id of the chat `skip` places into the window; null when the window is shorter. */
export async function findIdAt(
  statements: Statements,
  project: ProjectRow,
  window: ChatWindow,
  skip: number,
): Promise<ChatId | null> {
  const { from, idColumn } = selectFrom(statements.dialect, project, window.selection);
  const row = await statements.get(
    { chat_id: 'int' },
    sql`SELECT chat.chat_id AS chat_id ${from} ${boundIds(window, idColumn)}
      ORDER BY ${raw(`${idColumn} ${window.direction}`)} LIMIT 1 OFFSET ${skip}`,
  );
  return row === null ? null : chatId(row.chat_id);
}

/**
 * How many of the window's chats one statement may gather, so that documents of any length are read in bounded memory.
 * Only a project that holds very long documents pays for the look at their lengths.
 */
async function rowsWithinBytes(
  statements: Statements,
  project: ProjectRow,
  window: ChatWindow,
  maxRows: number,
): Promise<number> {
  if (project.maxDocumentBytes * maxRows <= CHUNK_BYTES) return maxRows;
  const rows = selectRows(statements, project, { ...window, limit: maxRows }, 'chat.document_bytes');
  const row = await statements.get(
    { rows: 'int' },
    sql`SELECT count(*) AS rows FROM (
        SELECT sum(document_bytes) OVER (ROWS UNBOUNDED PRECEDING) AS bytes FROM (${rows}) AS part
      ) AS sums WHERE bytes <= ${CHUNK_BYTES}`,
  );
  return Math.max(row?.rows ?? 0, 1);
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

/** The window cut to the ids that can hold chats started in the selection's range of time; null when none can. */
export async function narrowToDays(
  statements: Statements,
  { projectRow }: ProjectRow,
  window: ChatWindow,
): Promise<ChatWindow | null> {
  const { startedFrom, startedBefore } = window.selection;
  if (startedFrom === undefined && startedBefore === undefined) return window;
  const row = await statements.get(
    { low: 'int?', high: 'int?' },
    sql`SELECT min(min_chat_id) AS low, max(max_chat_id) AS high FROM start_day WHERE project_row = ${projectRow}
      AND day >= ${startedFrom === undefined ? Number.MIN_SAFE_INTEGER : Math.floor(startedFrom / DAY_MS)}
      AND day <= ${startedBefore === undefined ? Number.MAX_SAFE_INTEGER : Math.floor(startedBefore / DAY_MS)}`,
  );
  const [low = null, high = null] = [row?.low, row?.high];
  return low === null || high === null ? null : cutWindow(window, chatId(low), chatId(high));
}

/** The window cut to the ids from `low` to `high`, whichever way it runs. */
function cutWindow(window: ChatWindow, low: ChatId, high: ChatId): ChatWindow {
  const isUp = window.direction === 'ASC';
  const [first, last] = isUp ? [low, high] : [high, low];
  const isBefore = (a: number, b: number) => (isUp ? a < b : a > b);
  const { from, to } = window;
  return {
    ...window,
    from: from === null || isBefore(from.chatId, first) ? { chatId: first, isInclusive: true } : from,
    to: to === null || isBefore(last, to) ? last : to,
  };
}

/** Number of chats of the window's selection between its two ends. */
export async function countRows(statements: Statements, project: ProjectRow, window: ChatWindow): Promise<number> {
  const { from, idColumn } = selectFrom(statements.dialect, project, window.selection);
  const row = await statements.get(
    { count: 'int' },
    sql`SELECT count(*) AS count ${from} ${boundIds(window, idColumn)}`,
  );
  return row?.count ?? 0;
}

/** The first rows of the window, which has no offset. */
export function selectRows({ dialect }: Statements, project: ProjectRow, window: ChatWindow, columns: string): Sql {
  const { from, idColumn } = selectFrom(dialect, project, window.selection);
  return sql`SELECT ${raw(columns)} ${from} ${boundIds(window, idColumn)}
    ORDER BY ${raw(`${idColumn} ${window.direction}`)} LIMIT ${window.limit}`;
}
