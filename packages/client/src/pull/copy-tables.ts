/**
 * The tables of an SQLite copy: each chat's exact text, and beside it the log in columns, made of that text in the same
 * transaction.
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { ChangedChat } from '../chat-change.ts';
import { wireText } from '../chat-digest.ts';
import { CHAT_KEYS, type Chat, type ChatInReply, COLUMN_TYPES } from '../contract-types.ts';

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
    tables.addRows(chat, JSON.parse(String(row.messageExt)) as readonly MessageExtOfCopy[], Number(row.revision));
    done += 1;
    onChat(done);
  }
}

type MessageExtOfCopy = Readonly<Record<string, unknown>> | null;

/** Writes chats into the tables of an open transaction. */
export class CopyTables {
  readonly #document: StatementSync;
  readonly #chat: StatementSync;
  readonly #message: StatementSync;
  readonly #transfer: StatementSync;
  readonly #removeDocument: StatementSync;
  readonly #removals: readonly StatementSync[];

  constructor(database: DatabaseSync) {
    const insert = (table: string, columns: readonly string[]) =>
      database.prepare(`INSERT INTO ${table} (${quoted(columns)}) VALUES (${columns.map(() => '?').join(', ')})`);
    this.#document = database.prepare(
      `INSERT INTO chat_document VALUES (?, ?, ?, ?, ?) ON CONFLICT (chatId) DO UPDATE SET revision = excluded.revision,
        document = excluded.document, ext = excluded.ext, messageExt = excluded.messageExt
        WHERE excluded.revision >= chat_document.revision`,
    );
    this.#chat = insert('chat', [...COLUMNS, 'revision']);
    this.#message = insert('message', ['chatId', 'position', ...MESSAGE_COLUMNS, ...MESSAGE_EXT_COLUMNS]);
    this.#transfer = insert('transfer', ['chatId', 'position', ...TRANSFER_COLUMNS]);
    this.#removeDocument = database.prepare('DELETE FROM chat_document WHERE chatId = ? AND revision <= ?');
    this.#removals = ['chat', 'message', 'transfer'].map((table) =>
      database.prepare(`DELETE FROM ${table} WHERE chatId = ?`),
    );
  }

  /** Leaves a chat alone that is there in a later state. */
  put(chat: ChangedChat): void {
    const { chatId, ext } = chat;
    const messageExt = (chat.transcript ?? []).map((message) => message.ext ?? null);
    const texts = [wireText(chat), JSON.stringify(ext), JSON.stringify(messageExt)];
    if (this.#document.run(chatId, ext.revision, ...texts).changes === 0) return;
    this.#removeRows(chatId);
    this.addRows(chat, messageExt, ext.revision);
  }

  remove(chatId: number, revision: number): void {
    if (this.#removeDocument.run(chatId, revision).changes > 0) this.#removeRows(chatId);
  }

  addRows(chat: ChatInReply, messageExt: readonly MessageExtOfCopy[], revision: number): void {
    this.#chat.run(...COLUMNS.map((key) => cellOf(chat[key])), revision);
    for (const [at, message] of (chat.transcript ?? []).entries()) {
      const ext = messageExt[at] ?? {};
      this.#message.run(
        chat.chatId,
        at + 1,
        ...MESSAGE_COLUMNS.map((name) => cellOf(message[name])),
        ...MESSAGE_EXT_COLUMNS.map((name) => cellOf(ext[name])),
      );
    }
    for (const [at, transfer] of (chat.transfers ?? []).entries()) {
      this.#transfer.run(chat.chatId, at + 1, ...TRANSFER_COLUMNS.map((name) => cellOf(transfer[name])));
    }
  }

  #removeRows(chatId: number): void {
    for (const removal of this.#removals) removal.run(chatId);
  }
}

/** What is no number or text is stored as JSON, a boolean as 0 or 1. */
function cellOf(value: unknown): SQLInputValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'string') return value;
  return typeof value === 'boolean' ? Number(value) : JSON.stringify(value);
}
