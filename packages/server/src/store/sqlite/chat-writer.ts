/** Writes chats: their events, document, position and counters. Every function runs inside a transaction of its caller. */
import type { FoldedChat } from '../../chat-log/fold/folded-chat.ts';
import type { StoredEvent } from '../../model/event.ts';
import type { ChatId } from '../../model/ids.ts';
import { CHAT_COLUMNS, makeChatRow, readEventRow } from '../chat-row.ts';
import type { ChatWrite } from '../chat-write.ts';
import { participantsOf } from '../filter-columns.ts';
import { foldStored } from '../fold-stored.ts';
import type { ProjectRow } from '../project-row.ts';
import { dropBlockAround } from './block-table.ts';
import type { ChangeMark } from './feed-position.ts';
import type { SqliteConnection, SqlValue } from './sqlite-connection.ts';

const DAY_MS = 86_400_000;

/** What is stored of a chat beside its document. */
export interface ChatHead {
  readonly chatRow: number;
  readonly revision: number;
  readonly lastSeq: number;
  readonly isImported: boolean;
  readonly contentHash: Uint8Array | null;
}

export function findHead(connection: SqliteConnection, project: ProjectRow, chatId: ChatId): ChatHead | null {
  const row = connection.get(
    'SELECT chat_row, revision, last_seq, is_imported, content_hash FROM chat WHERE project_row = ? AND chat_id = ?',
    project.projectRow,
    chatId,
  );
  if (row === null) return null;
  return {
    chatRow: Number(row.chat_row),
    revision: Number(row.revision),
    lastSeq: Number(row.last_seq),
    isImported: row.is_imported === 1,
    contentHash: (row.content_hash ?? null) as Uint8Array | null,
  };
}

export function insertEvents(
  connection: SqliteConnection,
  project: ProjectRow,
  chatId: ChatId,
  events: readonly StoredEvent[],
): void {
  for (const { seq, at, offsetMinutes, body } of events) {
    connection.run(
      'INSERT INTO chat_event (project_row, chat_id, seq, at, offset_minutes, type, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
      project.projectRow,
      chatId,
      seq,
      at,
      offsetMinutes,
      body.type,
      JSON.stringify(body),
    );
  }
}

const COLUMNS = [...CHAT_COLUMNS, 'position', 'changed_at'] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], SqlValue>>;
const INSERT_CHAT = `INSERT INTO chat (chat_row, ${COLUMNS.join(', ')}) VALUES (?, ${COLUMNS.map(() => '?').join(', ')})`;
const UPDATE_CHAT = `UPDATE chat SET ${COLUMNS.map((column) => `${column} = ?`).join(', ')} WHERE chat_row = ?`;

/**
 * Writes the document and what it is found by; `head` is the row that it replaces, null for a new chat.
 * Returns the length of the document in bytes.
 */
export function writeChat(
  connection: SqliteConnection,
  project: ProjectRow,
  write: ChatWrite,
  mark: ChangeMark,
  head: ChatHead | null,
): number {
  // No block reaches beyond the highest id.
  if (write.chatId <= project.highestChatId) dropBlockAround(connection, project, write.chatId);
  const row: Row = { ...makeChatRow(project.projectRow, write), position: mark.position, changed_at: mark.changedAt };
  const values = COLUMNS.map((column) => row[column]);
  const chatRow = head?.chatRow ?? nextChatRow(connection);
  if (head === null) connection.run(INSERT_CHAT, chatRow, ...values);
  else connection.run(UPDATE_CHAT, ...values, chatRow);
  connection.run('INSERT OR REPLACE INTO chat_ext (chat_row, ext) VALUES (?, ?)', chatRow, write.sealed.ext);
  writeParticipants(connection, project, write.chatId, write.folded);
  writeStartDay(connection, project, write);
  return write.sealed.documentBytes;
}

function nextChatRow(connection: SqliteConnection): number {
  return Number(connection.get('SELECT coalesce(max(chat_row), 0) + 1 AS chat_row FROM chat')?.chat_row);
}

/** Agents and queues never leave a chat while it is appended to, so that writing only adds. */
export function writeParticipants(
  connection: SqliteConnection,
  project: ProjectRow,
  chatId: ChatId,
  folded: FoldedChat,
): void {
  const sql = 'INSERT OR IGNORE INTO chat_participant (project_row, kind, participant_id, chat_id) VALUES (?, ?, ?, ?)';
  for (const { kind, id } of participantsOf(folded)) connection.run(sql, project.projectRow, kind, id, chatId);
}

/** Removes a chat's events and what they put into other tables, before it is replaced or erased. */
export function removeContent(connection: SqliteConnection, project: ProjectRow, chatId: ChatId): void {
  const folded = foldStored(project, chatId, selectEvents(connection, project, chatId));
  const sql = 'DELETE FROM chat_participant WHERE project_row = ? AND kind = ? AND participant_id = ? AND chat_id = ?';
  for (const { kind, id } of participantsOf(folded)) connection.run(sql, project.projectRow, kind, id, chatId);
  connection.run('DELETE FROM chat_event WHERE project_row = ? AND chat_id = ?', project.projectRow, chatId);
}

/** Keeps, for each UTC day, the range of ids that started on it: only ever widened, so it bounds and never excludes. */
function writeStartDay(connection: SqliteConnection, project: ProjectRow, write: ChatWrite): void {
  connection.run(
    `INSERT INTO start_day (project_row, day, min_chat_id, max_chat_id) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET min_chat_id = min(min_chat_id, excluded.min_chat_id),
       max_chat_id = max(max_chat_id, excluded.max_chat_id)`,
    project.projectRow,
    Math.floor(write.folded.index.startedAt / DAY_MS),
    write.chatId,
    write.chatId,
  );
}

/** Adds to the project's counters what a batch of writes changed. */
export function updateCounters(
  connection: SqliteConnection,
  project: ProjectRow,
  change: { readonly added: number; readonly highestChatId: number; readonly maxDocumentBytes: number },
): void {
  connection.run(
    `UPDATE project SET chat_count = chat_count + ?, highest_chat_id = max(highest_chat_id, ?),
       max_document_bytes = max(max_document_bytes, ?) WHERE project_row = ?`,
    change.added,
    change.highestChatId,
    change.maxDocumentBytes,
    project.projectRow,
  );
}

/** The stored events of a chat in order of `seq`. */
export function selectEvents(
  connection: SqliteConnection,
  project: ProjectRow,
  chatId: ChatId,
): readonly StoredEvent[] {
  return connection
    .all(
      'SELECT seq, at, offset_minutes, body FROM chat_event WHERE project_row = ? AND chat_id = ? ORDER BY seq',
      project.projectRow,
      chatId,
    )
    .map(readEventRow);
}
