/** The changes of chats that the store offers, each run inside a transaction of its caller. */

import { isDeepStrictEqual } from 'node:util';
import { sealChat } from '../../log/seal-chat.ts';
import type { CompiledCalendars } from '../../model/calendar.ts';
import type { StoredEvent } from '../../model/event.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { AppendRequest, AppendResult, ImportChat, ImportedBatch, ImportOutcome } from '../journal.ts';
import { dropBlockAround } from './block-builder.ts';
import {
  type ChatHead,
  findHead,
  foldStored,
  insertEvents,
  nextPosition,
  removeContent,
  selectEvents,
  takePosition,
  takePositions,
  updateCounters,
  writeChat,
} from './chat-writer.ts';
import type { ProjectRow } from './project-table.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

export function appendEvents(
  connection: SqliteConnection,
  project: ProjectRow,
  request: AppendRequest,
  calendars: CompiledCalendars,
): AppendResult {
  const id = request.chatId ?? chatId(project.highestChatId + 1);
  const head = request.chatId === null ? null : findHead(connection, project, id);
  if (request.chatId !== null && head === null) return { refused: 'chat-not-found' };
  if (head?.isImported === true) return { refused: 'chat-is-imported' };
  const before = head === null ? [] : selectEvents(connection, project, id);
  const added: StoredEvent[] = request.events.map((event, at) => ({ ...event, seq: (head?.lastSeq ?? 0) + at + 1 }));
  const folded = foldStored(project, id, [...before, ...added], calendars);
  const revision = (head?.revision ?? 0) + 1;
  const lastSeq = (head?.lastSeq ?? 0) + added.length;
  const at = added.at(-1)?.at ?? folded.index.startedAt;
  insertEvents(connection, project, id, added);
  const sealed = sealChat(folded);
  const write = { chatId: id, folded, sealed, revision, lastSeq, at, isImported: false, contentHash: null };
  const maxDocumentBytes = writeChat(connection, project, write, takePosition(connection), head);
  updateCounters(connection, project, { added: head === null ? 1 : 0, highestChatId: id, maxDocumentBytes });
  return { chatId: id, revision, lastSeq };
}

export function importBatch(
  connection: SqliteConnection,
  project: ProjectRow,
  chats: readonly ImportChat[],
  at: Instant,
): ImportedBatch {
  const outcomes: ImportOutcome[] = [];
  const change = { added: 0, highestChatId: project.highestChatId, maxDocumentBytes: 0 };
  let createdBelowHighest = 0;
  let used = 0;
  const firstFree = nextPosition(connection);
  for (const chat of chats) {
    const head = findHead(connection, project, chat.chatId);
    const outcome = judge(connection, project, chat, head);
    outcomes.push(outcome);
    if (outcome !== 'created' && outcome !== 'replaced') continue;
    if (outcome === 'replaced') removeContent(connection, project, chat.chatId);
    if (outcome === 'created' && chat.chatId < project.highestChatId) createdBelowHighest += 1;
    const bytes = writeImported(connection, project, chat, at, firstFree + used, head);
    used += 1;
    change.added += outcome === 'created' ? 1 : 0;
    change.highestChatId = Math.max(change.highestChatId, chat.chatId);
    change.maxDocumentBytes = Math.max(change.maxDocumentBytes, bytes);
  }
  takePositions(connection, used);
  updateCounters(connection, project, change);
  return { outcomes, createdBelowHighest };
}

function judge(
  connection: SqliteConnection,
  project: ProjectRow,
  chat: ImportChat,
  head: ChatHead | null,
): ImportOutcome {
  if (head === null) {
    const sql = 'SELECT 1 AS erased FROM tombstone WHERE project_row = ? AND chat_id = ?';
    return connection.get(sql, project.projectRow, chat.chatId) === null ? 'created' : 'erased';
  }
  if (!head.isImported) return 'collision';
  return isSameContent(connection, project, chat, head) ? 'unchanged' : 'replaced';
}

/** The same bytes were read before; or others that say the same, with other spaces or another order of keys. */
function isSameContent(connection: SqliteConnection, project: ProjectRow, chat: ImportChat, head: ChatHead): boolean {
  if (head.contentHash !== null && Buffer.compare(head.contentHash, chat.contentHash) === 0) return true;
  return isDeepStrictEqual(selectEvents(connection, project, chat.chatId), JSON.parse(JSON.stringify(chat.events)));
}

function writeImported(
  connection: SqliteConnection,
  project: ProjectRow,
  chat: ImportChat,
  at: Instant,
  position: number,
  head: ChatHead | null,
): number {
  insertEvents(connection, project, chat.chatId, chat.events);
  const write = {
    chatId: chat.chatId,
    folded: chat.folded,
    sealed: chat.sealed,
    revision: (head?.revision ?? 0) + 1,
    lastSeq: chat.events.at(-1)?.seq ?? 0,
    at,
    isImported: true,
    contentHash: chat.contentHash,
  };
  return writeChat(connection, project, write, position, head);
}

/** False when there is no such chat. */
export function eraseChat(connection: SqliteConnection, project: ProjectRow, id: ChatId, at: Instant): boolean {
  const head = findHead(connection, project, id);
  if (head === null) return false;
  removeContent(connection, project, id);
  dropBlockAround(connection, project, id);
  connection.run('DELETE FROM chat WHERE chat_row = ?', head.chatRow);
  connection.run('DELETE FROM chat_ext WHERE chat_row = ?', head.chatRow);
  connection.run(
    'INSERT INTO tombstone (project_row, chat_id, position, revision, deleted_at) VALUES (?, ?, ?, ?, ?)',
    project.projectRow,
    id,
    takePosition(connection),
    head.revision + 1,
    at,
  );
  updateCounters(connection, project, { added: -1, highestChatId: 0, maxDocumentBytes: 0 });
  return true;
}
