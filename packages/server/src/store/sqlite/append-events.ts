/** The changes of chats that the store offers, each run inside a transaction of its caller. */
import type { CompiledCalendars } from '../../model/calendar.ts';
import { chatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { AppendRequest, AppendResult, ImportChat, ImportedBatch, ImportOutcome } from '../chat-store.ts';
import { appendedWrite, importedWrite, numberEvents } from '../chat-write.ts';
import { omitKnownMisses } from '../dedupe-sla-misses.ts';
import { isSameContent, judgeImport } from '../import-outcome.ts';
import type { ProjectRow } from '../project-row.ts';
import { redactArrival, type StoredImport } from '../redact-on-import.ts';
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
import { type ChangeMark, nextChange, takeChange, takeChanges } from './feed-position.ts';
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
  const news = omitKnownMisses(before, request.events);
  if (head !== null && news.length === 0 && request.events.length > 0) {
    return { chatId: id, revision: head.revision, lastSeq: head.lastSeq };
  }
  const added = numberEvents(news, head?.lastSeq ?? 0);
  const write = appendedWrite(project, id, [...before, ...added], head, calendars);
  insertEvents(connection, project, id, added);
  const maxDocumentBytes = writeChat(connection, project, write, takeChange(connection, now), head);
  updateCounters(connection, project, { added: head === null ? 1 : 0, highestChatId: id, maxDocumentBytes });
  return { chatId: id, revision: write.revision, lastSeq: write.lastSeq };
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
  const id = chat.chatId;
  const outcome = judgeImport(chat, {
    head,
    wasErased: () => ledger.find('erased-chat', id) !== null,
    wasRedacted: () => ledger.find('redacted-chat', id) !== null,
  });
  if (outcome !== 'compare') return outcome;
  return isSameContent(selectEvents(connection, project, id), chat) ? 'unchanged' : 'replaced';
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
  return writeChat(connection, project, importedWrite(chat, at, head), mark, head);
}
