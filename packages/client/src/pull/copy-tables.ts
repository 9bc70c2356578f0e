/**
 * The tables of an SQLite copy: each chat's exact text, and beside it the log in columns, made of that text in the same
 * transaction.
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { type ChangeElement, type ChatChange, changeOf } from '../chat-change.ts';
import { wireText } from '../chat-digest.ts';
import { CHAT_KEYS, type Chat, type ChatInReply, COLUMN_TYPES } from '../contract-types.ts';
import { LineSplitter, revisionIn } from './log-line.ts';

/** Keys that are not columns of `chat`: the first three are in `message`, the last in `transfer`. */
const APART: readonly (keyof Chat)[] = ['transcript', 'visitorTranscript', 'agentTranscript', 'transfers'];
const COLUMNS = CHAT_KEYS.filter((key) => !APART.includes(key));
const MESSAGE_COLUMNS = namesOf(COLUMN_TYPES.TranscriptMessage);
const MESSAGE_EXT_COLUMNS = namesOf(COLUMN_TYPES.MessageExt);
const { chatId: _, ...TRANSFER_TYPES } = COLUMN_TYPES.Transfer;
const TRANSFER_COLUMNS = namesOf(TRANSFER_TYPES);

function namesOf<T extends object>(types: T): readonly (keyof T & string)[] {
  return Object.keys(types) as (keyof T & string)[];
}

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');
const typed = (types: Readonly<Record<string, string>>, names: readonly string[]) =>
  names.map((name) => `"${name}" ${types[name]}`).join(', ');

/** `document` is the chat's exact text; `ext` and `messageExt` are what `include=ext` adds to it and to its messages. */
const DOCUMENTS = `
  CREATE TABLE chat_document (
    chatId     INTEGER PRIMARY KEY,
    revision   INTEGER NOT NULL,
    document   TEXT NOT NULL,
    ext        TEXT NOT NULL,
    messageExt TEXT NOT NULL
  );
`;

const TABLES = `
  CREATE TABLE chat (
    chatId INTEGER PRIMARY KEY,
    ${typed(COLUMN_TYPES.Chat, COLUMNS.slice(1))}, revision INTEGER
  );
  CREATE INDEX chat_by_start ON chat (sessionStartTime);
  CREATE INDEX chat_by_agent ON chat (lastAgent, sessionStartTime);
  CREATE INDEX chat_by_queue ON chat (lastQueueId, sessionStartTime);
  CREATE TABLE message (
    chatId INTEGER, position INTEGER,
    ${typed(COLUMN_TYPES.TranscriptMessage, MESSAGE_COLUMNS)},
    ${typed(COLUMN_TYPES.MessageExt, MESSAGE_EXT_COLUMNS)}, PRIMARY KEY (chatId, position)
  ) WITHOUT ROWID;
  CREATE TABLE transfer (
    chatId INTEGER, position INTEGER, ${typed(TRANSFER_TYPES, TRANSFER_COLUMNS)}, PRIMARY KEY (chatId, position)
  ) WITHOUT ROWID;
  CREATE VIEW chats AS SELECT
    ${CHAT_KEYS.map((key) => (APART.includes(key) ? `json_extract(document, '$.${key}') AS "${key}"` : `chat."${key}"`)).join(', ')},
    chat.revision, ext
  FROM chat JOIN chat_document USING (chatId);
  CREATE VIEW messages AS SELECT * FROM message;
`;

/** The raw table of copies that had no others. */
const RAW_ONLY = `
  DROP VIEW IF EXISTS chats;
  DROP VIEW IF EXISTS messages;
  DROP INDEX IF EXISTS chat_start;
  ALTER TABLE chat RENAME TO chat_document;
`;

export const COPIED_TABLES = ['chat_document', 'chat', 'message', 'transfer'];

/** Where the exact texts are: copies of before have them in `chat`. */
export function documentsTable(database: DatabaseSync): string {
  return lacksColumns(database) ? 'chat' : 'chat_document';
}

export function createTables(database: DatabaseSync): void {
  database.exec(DOCUMENTS + TABLES);
}

/** Whether the copy has no columns yet, as all had before. */
export function lacksColumns(database: DatabaseSync): boolean {
  return database.prepare("SELECT 1 FROM pragma_table_info('chat') WHERE name = 'document'").get() !== undefined;
}

/** Gives a copy its columns, from the texts that it holds; in a transaction. `onChat` is told how many are done. */
export function addColumns(database: DatabaseSync, onChat: (done: number) => void): void {
  database.exec(RAW_ONLY + TABLES);
  const tables = new CopyTables(database);
  let done = 0;
  for (const row of database.prepare('SELECT document, messageExt, revision FROM chat_document').iterate()) {
    const chat = JSON.parse(String(row.document)) as ChatInReply;
    const messageExt = JSON.parse(String(row.messageExt)) as readonly MessageExtOfCopy[];
    tables.addRows({ chat, messageExt, revision: Number(row.revision) });
    done += 1;
    onChat(done);
  }
}

type MessageExtOfCopy = Readonly<Record<string, unknown>> | null;

/** What the rows of a chat are made of. */
interface RowsOfChat {
  readonly chat: ChatInReply;
  readonly messageExt: readonly MessageExtOfCopy[];
  readonly revision: number;
}

/** The exact text of a chat, and those of what was beside it. Bytes are cheaper than strings, which SQLite must have encoded. */
type DocumentTexts = readonly [
  document: string | Uint8Array,
  ext: string | Uint8Array,
  messageExt: string | Uint8Array,
];

/** Writes chats into the tables of an open transaction. */
export class CopyTables {
  readonly #splitter = new LineSplitter();
  readonly #insertDocument: StatementSync;
  readonly #updateDocument: StatementSync;
  readonly #chat: StatementSync;
  readonly #message: StatementSync;
  readonly #transfer: StatementSync;
  readonly #removeDocument: StatementSync;
  readonly #removals: readonly StatementSync[];

  constructor(database: DatabaseSync) {
    const insert = (table: string, columns: readonly string[]) =>
      database.prepare(`INSERT INTO ${table} (${quoted(columns)}) VALUES (${columns.map(() => '?').join(', ')})`);
    this.#insertDocument = database.prepare(
      'INSERT INTO chat_document VALUES (?, ?, CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT)) ON CONFLICT DO NOTHING',
    );
    this.#updateDocument = database.prepare(
      `UPDATE chat_document SET revision = ?2, document = CAST(?3 AS TEXT), ext = CAST(?4 AS TEXT), messageExt = CAST(?5 AS TEXT)
        WHERE chatId = ?1 AND revision <= ?2`,
    );
    this.#chat = insert('chat', [...COLUMNS, 'revision']);
    this.#message = insert('message', ['chatId', 'position', ...MESSAGE_COLUMNS, ...MESSAGE_EXT_COLUMNS]);
    this.#transfer = insert('transfer', ['chatId', 'position', ...TRANSFER_COLUMNS]);
    this.#removeDocument = database.prepare('DELETE FROM chat_document WHERE chatId = ? AND revision <= ?');
    this.#removals = ['chat', 'message', 'transfer'].map((table) =>
      database.prepare(`DELETE FROM ${table} WHERE chatId = ?`),
    );
  }

  /** Leaves a chat alone that is there in a later state. Returns by how many chats the copy grew. */
  apply(change: ChatChange): number {
    if (change.kind !== 'changed') return this.#remove(change.chatId, change.revision);
    const { chat, revision } = change;
    const messageExt = (chat.transcript ?? []).map((message) => message.ext ?? null);
    const texts = [wireText(chat), JSON.stringify(chat.ext), JSON.stringify(messageExt)] as const;
    return this.#put({ chat, messageExt, revision }, texts);
  }

  /** As `apply`, of a line of the log with `ext`. */
  applyLine(line: Buffer): number {
    const parts = this.#splitter.split(line);
    if (parts !== null) {
      const chat = JSON.parse(parts.document.toString()) as ChatInReply;
      const messageExt = JSON.parse(parts.messageExt.toString()) as readonly MessageExtOfCopy[];
      // Otherwise an `ext` of something else than a message has been taken for one.
      if (messageExt.length === (chat.transcript ?? []).length) {
        return this.#put({ chat, messageExt, revision: revisionIn(parts.ext) }, [
          parts.document,
          parts.ext,
          parts.messageExt,
        ]);
      }
    }
    return this.apply(changeOf(JSON.parse(line.toString()) as ChangeElement));
  }

  #put(rows: RowsOfChat, texts: DocumentTexts): number {
    const { chatId } = rows.chat;
    const isNew = this.#insertDocument.run(chatId, rows.revision, ...texts).changes > 0;
    if (!isNew) {
      if (this.#updateDocument.run(chatId, rows.revision, ...texts).changes === 0) return 0;
      this.#removeRows(chatId);
    }
    this.addRows(rows);
    return isNew ? 1 : 0;
  }

  #remove(chatId: number, revision: number): number {
    if (this.#removeDocument.run(chatId, revision).changes === 0) return 0;
    this.#removeRows(chatId);
    return -1;
  }

  addRows({ chat, messageExt, revision }: RowsOfChat): void {
    const { chatId } = chat;
    this.#chat.run(...cellsOf([], chat, COLUMNS), revision);
    for (const [at, message] of (chat.transcript ?? []).entries()) {
      const cells = cellsOf([chatId, at + 1], message, MESSAGE_COLUMNS);
      this.#message.run(...cellsOf(cells, messageExt[at] ?? {}, MESSAGE_EXT_COLUMNS));
    }
    for (const [at, transfer] of (chat.transfers ?? []).entries()) {
      this.#transfer.run(...cellsOf([chatId, at + 1], transfer, TRANSFER_COLUMNS));
    }
  }

  #removeRows(chatId: number): void {
    for (const removal of this.#removals) removal.run(chatId);
  }
}

/** Adds the values of these names to `cells`. */
function cellsOf<Name extends string>(
  cells: SQLInputValue[],
  values: Readonly<Partial<Record<Name, unknown>>>,
  names: readonly Name[],
): SQLInputValue[] {
  for (const name of names) cells.push(cellOf(values[name]));
  return cells;
}

/** What is no number or text is stored as JSON, a boolean as 0 or 1. */
function cellOf(value: unknown): SQLInputValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'string') return value;
  return typeof value === 'boolean' ? Number(value) : JSON.stringify(value);
}
