/**
 * Reads chats of a window, a bounded number of rows to a call. Segments come joined as one value: taking thousands of
 * rows apart in the driver costs more than all else.
 */
import { inflateRawSync } from 'node:zlib';
import { openSegment } from '../../chat-log/codec/segment.ts';
import type { ChatChunk, StoredChat } from '../../chat-log/codec/stored-chat.ts';
import { type ChatWindow, cutWindow } from '../../chat-log/query/chat-selection.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import type { ChatDigest } from '../chat-store.ts';
import type { Columns, Row, Statements } from './database.ts';
import type { ProjectRow } from './project-table.ts';
import { boundIds, isDirect, selectFrom } from './selection-sql.ts';
import { isOneOf, raw, type Sql, sql } from './sql.ts';

const DAY_MS = 86_400_000;
/** Rows that a statement may visit where not all of them are wanted: about 5 ms. */
const STRETCH_ROWS = 5_000;
/** Digests to a statement: about 3 ms. */
const DIGEST_ROWS = 1_000;
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
const CHUNK_COLUMNS =
  'chat.chat_id, chat.segment, chat.segment_meta, chat.sum_response_time, chat.transfers, chat.transfer_count';
const NO_BYTES = new Uint8Array(0);

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

/** Reads a project's chats through the statements of one connection. Windows have no offset. */
export class ChatReader {
  readonly #statements: Statements;
  readonly #project: ProjectRow;

  constructor(statements: Statements, project: ProjectRow) {
    this.#statements = statements;
    this.#project = project;
  }

  /** The first chats of the window, by id in its direction. */
  async readChunk(window: ChatWindow): Promise<Step<ChatChunk>> {
    const { limits, joinTexts, joinBytes } = this.#statements.dialect;
    const limit = await this.#rowsWithinBytes(window, Math.min(limits.chunkRows, window.limit));
    const last = raw(window.direction === 'ASC' ? 'max(chat_id)' : 'min(chat_id)');
    const [row] = await this.#statements.bulk(
      CHUNK,
      sql`SELECT count(*) AS count, ${last} AS last_chat_id, CAST(sum(sum_response_time) AS bigint) AS sum_response_time,
          ${joinTexts('transfers')} AS transfers, CAST(sum(transfer_count) AS bigint) AS transfer_count,
          ${joinBytes('segment')} AS segments, ${joinBytes('segment_meta')} AS marks
        FROM (${this.#select({ ...window, limit }, CHUNK_COLUMNS)}) AS part`,
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

  /** Like `readChunk`, each chat by itself with its additional facts. */
  async readOpened(window: ChatWindow): Promise<Step<readonly StoredChat[]>> {
    const most = Math.min(this.#statements.dialect.limits.openedRows, window.limit);
    const limit = await this.#rowsWithinBytes(window, most);
    const rows = await this.#statements.bulk(STORED, this.#select({ ...window, limit }, STORED_COLUMNS));
    const result = rows.map(openChat);
    return { result, count: rows.length, lastChatId: result.at(-1)?.chatId ?? null, isLast: rows.length < limit };
  }

  async readDigests(window: ChatWindow): Promise<Step<readonly ChatDigest[]>> {
    const limit = Math.min(DIGEST_ROWS, window.limit);
    const columns = { chat_id: 'int', started_at: 'int', digest: 'bytes' } as const;
    const names = 'chat.chat_id, chat.started_at, chat.digest';
    const rows = await this.#statements.bulk(columns, this.#select({ ...window, limit }, names));
    const result = rows.map((row) => ({
      chatId: chatId(row.chat_id),
      startedAt: instant(row.started_at),
      digest: Buffer.from(row.digest).readBigUInt64BE(),
    }));
    return { result, count: rows.length, lastChatId: result.at(-1)?.chatId ?? null, isLast: rows.length < limit };
  }

  /** Id of the chat `skip` places into the window; null when the window is shorter. */
  async findIdAt(window: ChatWindow, skip: number): Promise<ChatId | null> {
    const { from, order } = this.#from(window);
    const row = await this.#statements.get(
      { chat_id: 'int' },
      sql`SELECT chat.chat_id AS chat_id ${from} ${order} LIMIT 1 OFFSET ${skip}`,
    );
    return row === null ? null : chatId(row.chat_id);
  }

  /** Number of chats of the window's selection between its two ends. */
  async countRows(window: ChatWindow): Promise<number> {
    const { from } = this.#from(window);
    return (await this.#statements.get({ count: 'int' }, sql`SELECT count(*) AS count ${from}`))?.count ?? 0;
  }

  /** The id `STRETCH_ROWS` chats on, where one statement must stop; null when it may read the whole window. */
  async stretchEnd(window: ChatWindow): Promise<ChatId | null> {
    return isDirect(window.selection) ? null : this.findIdAt({ ...window, selection: {} }, STRETCH_ROWS);
  }

  /** The window cut to the ids that can hold chats started in the selection's range of time; null when none can. */
  async narrowToDays(window: ChatWindow): Promise<ChatWindow | null> {
    const { startedFrom, startedBefore } = window.selection;
    if (startedFrom === undefined && startedBefore === undefined) return window;
    const row = await this.#statements.get(
      { low: 'int?', high: 'int?' },
      sql`SELECT min(min_chat_id) AS low, max(max_chat_id) AS high FROM start_day
        WHERE project_row = ${this.#project.projectRow}
        AND day >= ${startedFrom === undefined ? Number.MIN_SAFE_INTEGER : Math.floor(startedFrom / DAY_MS)}
        AND day <= ${startedBefore === undefined ? Number.MAX_SAFE_INTEGER : Math.floor(startedBefore / DAY_MS)}`,
    );
    const [low = null, high = null] = [row?.low, row?.high];
    return low === null || high === null ? null : cutWindow(window, chatId(low), chatId(high));
  }

  /**
   * How many chats one statement may gather in bounded memory. Only projects with very long documents pay for the
   * check.
   */
  async #rowsWithinBytes(window: ChatWindow, maxRows: number): Promise<number> {
    if (this.#project.maxDocumentBytes * maxRows <= CHUNK_BYTES) return maxRows;
    const rows = this.#select({ ...window, limit: maxRows }, 'chat.document_bytes');
    const row = await this.#statements.get(
      { rows: 'int' },
      sql`SELECT count(*) AS rows FROM (
          SELECT sum(document_bytes) OVER (ROWS UNBOUNDED PRECEDING) AS bytes FROM (${rows}) AS part
        ) AS sums WHERE bytes <= ${CHUNK_BYTES}`,
    );
    return Math.max(row?.rows ?? 0, 1);
  }

  #select(window: ChatWindow, columns: string): Sql {
    const { from, order } = this.#from(window);
    return sql`SELECT ${raw(columns)} ${from} ${order} LIMIT ${window.limit}`;
  }

  #from(window: ChatWindow): { readonly from: Sql; readonly order: Sql } {
    const { from, idColumn } = selectFrom(this.#statements.dialect, this.#project, window.selection);
    const order = raw(`ORDER BY ${idColumn} ${window.direction}`);
    return { from: sql`${from} ${boundIds(window, idColumn)}`, order };
  }
}

/** Those of the chats that exist, in no order. */
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

/** @throws RangeError when the document does not match its checksum */
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
