/** Starts chats and appends to them; each function runs inside a transaction of its caller. */
import type { CompiledCalendars } from '../../model/calendar.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { AppendRequest, AppendResult } from '../chat-store.ts';
import { appendedWrite, numberEvents } from '../chat-write.ts';
import { omitKnownMisses } from '../dedupe-sla-misses.ts';
import type { ProjectRow } from '../project-row.ts';
import { dropBlocksAround } from './block-table.ts';
import { insertEvents, lockHead, selectEvents, writeChat, writeStartDays } from './chat-writer.ts';
import type { Statements } from './postgres-database.ts';
import { raiseMaxDocumentBytes, updateCounters } from './project-table.ts';

/** Adds the events that are news to a chat that stands there; locks that chat only, so that others are appended to meanwhile. */
export async function appendEvents(
  statements: Statements,
  project: ProjectRow,
  request: AppendRequest & { readonly chatId: ChatId },
  calendars: CompiledCalendars,
  now: Instant | null,
): Promise<AppendResult> {
  const id = request.chatId;
  const head = await lockHead(statements, project, id);
  if (head === null) return { refused: 'chat-not-found' };
  if (head.isImported) return { refused: 'chat-is-imported' };
  const before = await selectEvents(statements, project, id);
  const news = omitKnownMisses(before, request.events);
  if (news.length === 0 && request.events.length > 0) {
    return { chatId: id, revision: head.revision, lastSeq: head.lastSeq };
  }
  const added = numberEvents(news, head.lastSeq);
  const write = appendedWrite(project, id, [...before, ...added], head, calendars);
  await insertEvents(statements, project, id, added, write.folded);
  await dropBlocksAround(statements, project, [id], head.isOpen && write.folded.index.isOpen);
  await writeChat(statements, project, write, false, now);
  await raiseMaxDocumentBytes(statements, project, write.sealed.documentBytes);
  return { chatId: id, revision: write.revision, lastSeq: write.lastSeq };
}

/** Starts a chat under the next id; with the project locked until the commit, so that ids appear in order. */
export async function startChat(
  statements: Statements,
  project: ProjectRow,
  request: AppendRequest,
  calendars: CompiledCalendars,
  now: Instant | null,
): Promise<AppendResult> {
  const id = chatId(project.highestChatId + 1);
  const events = numberEvents(request.events, 0);
  const write = appendedWrite(project, id, events, null, calendars);
  await insertEvents(statements, project, id, events, write.folded);
  await writeChat(statements, project, write, true, now);
  await writeStartDays(statements, project, [write]);
  await updateCounters(statements, project, { added: 1, highestChatId: id });
  await raiseMaxDocumentBytes(statements, project, write.sealed.documentBytes);
  return { chatId: id, revision: write.revision, lastSeq: write.lastSeq };
}
