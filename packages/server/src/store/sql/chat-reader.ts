/**
 * Reads chats of a window, a bounded number of rows to a call. Segments come joined as one value: taking thousands of
 * rows apart in the driver costs more than all else.
 */
import { inflateRawSync } from 'node:zlib';
import { openRun, type StoredRun } from '../../chat-log/codec/open-run.ts';
import { isSoundDigest } from '../../chat-log/codec/seal-chat.ts';
import type { ChatChunk, ListedChat, StoredChat } from '../../chat-log/codec/stored-chat.ts';
import { type ChatWindow, cutWindow } from '../../chat-log/query/chat-selection.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import type { ChatDigest } from '../chat-store.ts';
import { DamagedChat } from '../store-error.ts';
import { BRIEF, BRIEF_COLUMNS, openBrief } from './brief-table.ts';
import { ChatMender, type MenderParts } from './chat-mender.ts';
import { CHAT_ROW, CHAT_ROW_COLUMNS, type ChatRow, documentOf, type SoundChat } from './chat-row.ts';
import type { Columns, Row, Statements } from './database.ts';
import type { LongChats } from './long-chats.ts';
import type { ProjectRow } from './project-table.ts';
import { visibleAmong } from './queue-limit.ts';
import { boundIds, isDirect, isUnrestricted, JOINED, selectFrom } from './selection-sql.ts';
import { isOneOf, limitTo, raw, type Sql, sql } from './sql.ts';

const DAY_MS = 86_400_000;
/** Digests to a statement: about 3 ms. */
const DIGEST_ROWS = 1_000;
/** Ids to a statement. */
const ID_ROWS = 1_000;
/** Chats that are checked one by one where their run is not sound: about 10 ms. */
const CHECKED_ROWS = 100;
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

/** Neighbouring segments as one row. */
export const CHUNK = {
  count: 'int',
  transfers: 'text?',
  segments: 'bytes?',
  marks: 'bytes?',
} as const satisfies Columns;
const CHUNK_COLUMNS = 'chat.segment, chat.segment_meta, chat.transfers';
/** Briefs to a statement: about 5 ms. */
const BRIEF_ROWS = 100;
const DIGEST = { chat_id: 'int', started_at: 'int', digest: 'bytes' } as const satisfies Columns;
const NO_BYTES = new Uint8Array(0);

/** Reads a project's chats through the statements of one connection. Windows have no offset. */
export class ChatReader {
  readonly #statements: Statements;
  readonly #project: ProjectRow;
  readonly #mender: ChatMender;
  readonly #longChats: LongChats;
  readonly #parts: MenderParts;

  constructor(statements: Statements, project: ProjectRow, parts: MenderParts) {
    this.#statements = statements;
    this.#project = project;
    this.#mender = new ChatMender(parts, project);
    this.#longChats = parts.longChats;
    this.#parts = parts;
  }

  /** The first chats of the window, by id in its direction. @throws DamagedChat */
  async readChunk(window: ChatWindow): Promise<Step<ChatChunk>> {
    const { limits, joinTexts, joinBytes } = this.#statements.dialect;
    const limit = await this.rowsWithinBytes(window, Math.min(limits.chunkRows, window.limit));
    const [row] = await this.#statements.bulk(
      CHUNK,
      sql`SELECT count(*) AS count, ${joinTexts('transfers')} AS transfers,
          ${joinBytes('segment')} AS segments, ${joinBytes('segment_meta')} AS marks
        FROM (${this.select({ ...window, limit }, CHUNK_COLUMNS)}) AS part`,
    );
    const result = openRun(runOf(row), window.direction === 'ASC');
    if (result === null || result.count !== row?.count) return this.#readChunkSingly(window);
    return { result, count: result.count, lastChatId: result.lastChatId, isLast: result.count < limit };
  }

  /** Where some of the chats are damaged, or were never sealed. */
  async #readChunkSingly(window: ChatWindow): Promise<Step<ChatChunk>> {
    const { chats, ...step } = await this.#readSound(window, CHECKED_ROWS);
    const result: ChatChunk = {
      count: step.count,
      lastChatId: step.lastChatId,
      sumResponseTimeSeconds: chats.reduce((sum, chat) => sum + chat.sumResponseTime, 0),
      transfersJson: chats.flatMap(({ transfers }) => transfers ?? []).join(','),
      transferCount: chats.reduce((sum, chat) => sum + chat.transferCount, 0),
      segments: Buffer.concat(chats.map((chat) => chat.segment)),
      marks: Buffer.concat(chats.map((chat) => chat.mark)),
      documentLengths: null,
    };
    return { ...step, result };
  }

  /** Like `readChunk`, each chat by itself with its additional facts. */
  async readOpened(window: ChatWindow): Promise<Step<readonly StoredChat[]>> {
    const { chats, ...step } = await this.#readSound(window, this.#statements.dialect.limits.openedRows);
    return { ...step, result: chats.map((chat) => openChat(chat, this.#longChats)) };
  }

  /** Like `readOpened`, with briefs in place of the chats that have one. @throws DamagedChat */
  async readListed(window: ChatWindow): Promise<Step<readonly ListedChat[]>> {
    const limit = Math.min(BRIEF_ROWS, window.limit);
    const rows = await this.#statements.bulk(BRIEF, this.select({ ...window, limit }, BRIEF_COLUMNS));
    const briefs = rows.map((row) => ({ id: chatId(row.chat_id), brief: openBrief(row) }));
    const missing = briefs.filter(({ brief }) => brief === null).map(({ id }) => id);
    // Long ones stay unopened; of many only the first are read.
    const opened = missing.slice(0, this.#statements.dialect.limits.openedRows);
    const stored = new Map<ChatId, ListedChat>(
      (await readThese(this.#statements, this.#project, opened, this.#parts)).map((chat) => [chat.chatId, chat]),
    );
    const end =
      missing.length > opened.length ? briefs.findIndex(({ id }) => id === missing[opened.length]) : rows.length;
    const seen = briefs.slice(0, end);
    const result = seen.flatMap(({ id, brief }) => (brief === null ? (stored.get(id) ?? []) : { chatId: id, brief }));
    const lastChatId = seen.at(-1)?.id ?? null;
    return { result, count: result.length, lastChatId, isLast: end === rows.length && rows.length < limit };
  }

  async #readSound(
    window: ChatWindow,
    mostRows: number,
  ): Promise<Omit<Step<never>, 'result'> & { readonly chats: readonly SoundChat[] }> {
    const limit = await this.rowsWithinBytes(window, Math.min(mostRows, window.limit));
    const rows = await this.#statements.bulk(CHAT_ROW, this.select({ ...window, limit }, CHAT_ROW_COLUMNS));
    const chats = await openAll(this.#statements, this.#mender, rows);
    const last = rows.at(-1);
    const lastChatId = last === undefined ? null : chatId(last.chat_id);
    return { chats, count: rows.length, lastChatId, isLast: rows.length < limit };
  }

  async readDigests(window: ChatWindow): Promise<Step<readonly ChatDigest[]>> {
    const limit = Math.min(DIGEST_ROWS, window.limit);
    const names = 'chat.chat_id, chat.started_at, chat.digest';
    const rows = await this.#statements.bulk(DIGEST, this.select({ ...window, limit }, names));
    const result: ChatDigest[] = [];
    for (const row of rows) result.push(await this.#openDigest(row));
    return { result, count: rows.length, lastChatId: result.at(-1)?.chatId ?? null, isLast: rows.length < limit };
  }

  /** @throws DamagedChat */
  async #openDigest({ chat_id, started_at, digest }: Row<typeof DIGEST>): Promise<ChatDigest> {
    const id = chatId(chat_id);
    const digestOf = (bytes: Uint8Array) => Buffer.from(bytes).readBigUInt64BE();
    if (isSoundDigest(digest, id, started_at)) {
      return { chatId: id, startedAt: instant(started_at), digest: digestOf(digest) };
    }
    const [row] = await readRows(this.#statements, this.#project.projectRow, [id]);
    if (row === undefined) throw new DamagedChat(id, 'its row cannot be found');
    const mended = await this.#mender.mendAndNote(this.#statements, row);
    return { chatId: id, startedAt: mended.folded.index.startedAt, digest: digestOf(mended.digest) };
  }

  /** Id of the chat `skip` places into the window; null when the window is shorter. */
  findIdAt(window: ChatWindow, skip: number): Promise<ChatId | null> {
    return this.#findIn(this.#project, window, skip);
  }

  async #findIn(project: ProjectRow, window: ChatWindow, skip: number): Promise<ChatId | null> {
    const { from, order } = this.#from(window, project);
    const row = await this.#statements.get(
      { chat_id: 'int' },
      sql`SELECT chat.chat_id AS chat_id ${from} ${order} LIMIT 1 OFFSET ${skip}`,
    );
    return row === null ? null : chatId(row.chat_id);
  }

  async readIds(window: ChatWindow): Promise<Step<readonly ChatId[]>> {
    const limit = Math.min(ID_ROWS, window.limit);
    const rows = await this.#statements.all({ chat_id: 'int' }, this.select({ ...window, limit }, 'chat.chat_id'));
    const result = rows.map((row) => chatId(row.chat_id));
    return { result, count: rows.length, lastChatId: result.at(-1) ?? null, isLast: rows.length < limit };
  }

  /** Number of chats of the window's selection between its two ends. */
  async countRows(window: ChatWindow): Promise<number> {
    const { from } = this.#from(window);
    return (await this.#statements.get({ count: 'int' }, sql`SELECT count(*) AS count ${from}`))?.count ?? 0;
  }

  /** The id so many chats on, where one statement must stop; null when it may read the whole window. */
  async stretchEnd(window: ChatWindow, rows: number): Promise<ChatId | null> {
    if (window.among !== undefined || isDirect(this.#project, window.selection)) return null;
    // Every chat counts, also those that the reader may not see.
    const everyone = { ...this.#project, queueIds: null };
    return this.#findIn(everyone, { ...window, selection: {} }, rows);
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
  async rowsWithinBytes(window: ChatWindow, maxRows: number): Promise<number> {
    if (this.#project.maxDocumentBytes * maxRows <= CHUNK_BYTES) return maxRows;
    const rows = this.select({ ...window, limit: maxRows }, 'chat.document_bytes');
    const row = await this.#statements.get(
      { rows: 'int' },
      sql`SELECT count(*) AS rows FROM (
          SELECT sum(document_bytes) OVER (ROWS UNBOUNDED PRECEDING) AS bytes FROM (${rows}) AS part
        ) AS sums WHERE bytes <= ${CHUNK_BYTES}`,
    );
    return Math.max(row?.rows ?? 0, 1);
  }

  /** The columns of `chat` of the window's chats, in its direction. */
  select(window: ChatWindow, columns: string): Sql {
    const { from, order } = this.#from(window);
    const isInOrder = window.among === undefined && isUnrestricted(this.#project, window.selection);
    const limit = isInOrder ? limitTo(window.limit) : sql`LIMIT ${window.limit}`;
    return sql`SELECT ${raw(columns)} ${from} ${order} ${limit}`;
  }

  #from(window: ChatWindow, project = this.#project): { readonly from: Sql; readonly order: Sql } {
    const { dialect } = this.#statements;
    const { selection } = window;
    const { from, idColumn } = selectFrom(
      dialect,
      project,
      selection,
      window.hasFacts && !isDirect(project, selection) ? JOINED : 'chat',
      window.among !== undefined,
    );
    const order = raw(`ORDER BY ${idColumn} ${window.direction}`);
    const among = window.among === undefined ? raw('') : sql`AND ${isOneOf(idColumn, window.among)}`;
    return { from: sql`${from} ${boundIds(window, idColumn)} ${among}`, order };
  }
}

/** Of what `CHUNK` reads. */
export function runOf(row: Row<typeof CHUNK> | undefined): StoredRun {
  return {
    segments: row?.segments ?? NO_BYTES,
    sealedMarks: row?.marks ?? NO_BYTES,
    transfers: row?.transfers ?? null,
    documentLengths: null,
  };
}

/** Those of the chats that exist and that the project's reader may see, in no order. @throws DamagedChat */
export async function readThese(
  statements: Statements,
  project: ProjectRow,
  ids: readonly ChatId[],
  parts: MenderParts,
): Promise<readonly StoredChat[]> {
  const rows = await readRows(statements, project.projectRow, await visibleAmong(statements, project, ids));
  const chats = await openAll(statements, new ChatMender(parts, project), rows);
  return chats.map((chat) => openChat(chat, parts.longChats));
}

/** The rows of those chats that exist, in no order, as they are. */
export async function readRows(
  statements: Statements,
  projectRow: number,
  ids: readonly ChatId[],
): Promise<readonly ChatRow[]> {
  if (ids.length === 0) return [];
  return statements.bulk(
    CHAT_ROW,
    sql`SELECT ${raw(CHAT_ROW_COLUMNS)} FROM chat WHERE project_row = ${projectRow} AND ${isOneOf('chat_id', ids)}`,
  );
}

async function openAll(
  statements: Statements,
  mender: ChatMender,
  rows: readonly ChatRow[],
): Promise<readonly SoundChat[]> {
  const chats: SoundChat[] = [];
  for (const row of rows) chats.push(await mender.open(statements, row));
  return chats;
}

function openChat(chat: SoundChat, longChats: LongChats): StoredChat {
  const head = {
    chatId: chatId(chat.chatId),
    revision: chat.revision,
    updatedAt: instant(chat.updatedAt),
    isImported: chat.isImported,
  };
  const { document, documentBytes, segment, mark, ext } = chat;
  if (document !== null) return { ...head, ...textsOf(chat), long: null };
  return {
    ...head,
    get chatJson() {
      return textsOf(chat).chatJson;
    },
    get extJson() {
      return textsOf(chat).extJson;
    },
    long: {
      documentBytes,
      print: (order) => longChats.print({ ...head, segment, mark, ext }, order),
    },
  };
}

/** The two stored texts of a chat. */
export function textsOf(chat: SoundChat): Pick<StoredChat, 'chatJson' | 'extJson'> {
  return { chatJson: Buffer.from(documentOf(chat)).toString(), extJson: inflateRawSync(chat.ext).toString() };
}
