/** The changes of chats that the store offers, each run inside a transaction of its caller. */

import { isDeepStrictEqual } from 'node:util';
import { sealChat } from '../../log/seal-chat.ts';
import type { CompiledCalendars } from '../../model/calendar.ts';
import type { StoredEvent } from '../../model/event.ts';
import { chatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import { foldStored } from '../fold-stored.ts';
import type { AppendRequest, AppendResult, ImportChat, ImportedBatch, ImportOutcome } from '../journal.ts';
import { redactArrival, type StoredImport } from '../redact-arrival.ts';
import { type ChangeMark, nextChange, takeChange, takeChanges } from './change-mark.ts';
import {
  type ChatHead,
  findHead,
  insertEvents,
  removeContent,
  selectEvents,
  updateCounters,
  writeChat,
} from './chat-writer.ts';
import { type LedgerReader, noteInLedger, readLedger } from './erasure-ledger.ts';
import type { ProjectRow } from './project-table.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

export function appendEvents(
  connection: SqliteConnection,
  project: ProjectRow,
  request: AppendRequest,
  calendars: CompiledCalendars,
  now: Instant,
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
  const maxDocumentBytes = writeChat(connection, project, write, takeChange(connection, now), head);
  updateCounters(connection, project, { added: head === null ? 1 : 0, highestChatId: id, maxDocumentBytes });
  return { chatId: id, revision, lastSeq };
}

export function importBatch(
  connection: SqliteConnection,
  project: ProjectRow,
  chats: readonly ImportChat[],
  at: Instant,
  now: Instant,
): ImportedBatch {
  const outcomes: ImportOutcome[] = [];
  const change = { added: 0, highestChatId: project.highestChatId, maxDocumentBytes: 0 };
  let createdBelowHighest = 0;
  let redactedOnArrival = 0;
  let used = 0;
  const ledger = readLedger(connection, project);
  const first = nextChange(connection, now);
  for (const chat of chats) {
    const head = findHead(connection, project, chat.chatId);
    const outcome = judge(connection, project, chat, head, ledger);
    outcomes.push(outcome);
    if (outcome !== 'created' && outcome !== 'replaced') continue;
    if (outcome === 'replaced') removeContent(connection, project, chat.chatId);
    if (outcome === 'created' && chat.chatId < project.highestChatId) createdBelowHighest += 1;
    const contactRedactedAt = ledger.find('redacted-contact', chat.folded.index.contactId);
    const redacted = redactArrival(project, chat, contactRedactedAt, at);
    if (redacted !== null) {
      redactedOnArrival += 1;
      noteInLedger(connection, project, 'redacted-chat', chat.chatId, at);
    }
    const mark = { ...first, position: first.position + used };
    const bytes = writeImported(connection, project, redacted ?? chat, at, mark, head);
    used += 1;
    change.added += outcome === 'created' ? 1 : 0;
    change.highestChatId = Math.max(change.highestChatId, chat.chatId);
    change.maxDocumentBytes = Math.max(change.maxDocumentBytes, bytes);
  }
  takeChanges(connection, first, used);
  updateCounters(connection, project, change);
  return { outcomes, createdBelowHighest, redactedOnArrival };
}

function judge(
  connection: SqliteConnection,
  project: ProjectRow,
  chat: ImportChat,
  head: ChatHead | null,
  ledger: LedgerReader,
): ImportOutcome {
  if (head === null) return ledger.find('erased-chat', chat.chatId) === null ? 'created' : 'erased';
  if (!head.isImported) return 'collision';
  if (ledger.find('redacted-chat', chat.chatId) !== null) return 'redacted';
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
  chat: StoredImport,
  at: Instant,
  mark: ChangeMark,
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
  return writeChat(connection, project, write, mark, head);
}
