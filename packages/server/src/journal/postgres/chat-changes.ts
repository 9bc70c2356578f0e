/** Starts chats and appends to them; each function runs inside a transaction of its caller. */
import { sealChat } from '../../log/seal-chat.ts';
import type { CompiledCalendars } from '../../model/calendar.ts';
import type { StoredEvent } from '../../model/event.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import { foldStored } from '../fold-stored.ts';
import type { AppendRequest, AppendResult } from '../journal.ts';
import { dropBlocksAround } from './block-builder.ts';
import {
  type ChatHead,
  type ChatWrite,
  insertEvents,
  lockHead,
  selectEvents,
  writeChat,
  writeStartDays,
} from './chat-writer.ts';
import type { Statements } from './postgres-database.ts';
import { type ProjectRow, raiseMaxDocumentBytes, updateCounters } from './project-table.ts';

/** Adds events to a chat that stands there; locks that chat only, so that others are appended to meanwhile. */
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
  const added = numberEvents(request, head.lastSeq);
  const write = foldWrite(project, id, [...before, ...added], head, calendars);
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
  const events = numberEvents(request, 0);
  const write = foldWrite(project, id, events, null, calendars);
  await insertEvents(statements, project, id, events, write.folded);
  await writeChat(statements, project, write, true, now);
  await writeStartDays(statements, project, [write]);
  await updateCounters(statements, project, { added: 1, highestChatId: id });
  await raiseMaxDocumentBytes(statements, project, write.sealed.documentBytes);
  return { chatId: id, revision: write.revision, lastSeq: write.lastSeq };
}

function numberEvents(request: AppendRequest, lastSeq: number): readonly StoredEvent[] {
  return request.events.map((event, at) => ({ ...event, seq: lastSeq + at + 1 }));
}

function foldWrite(
  project: ProjectRow,
  id: ChatId,
  events: readonly StoredEvent[],
  head: ChatHead | null,
  calendars: CompiledCalendars,
): ChatWrite {
  const folded = foldStored(project, id, events, calendars);
  const last = events.at(-1);
  return {
    chatId: id,
    folded,
    sealed: sealChat(folded),
    revision: (head?.revision ?? 0) + 1,
    lastSeq: last?.seq ?? 0,
    at: last?.at ?? folded.index.startedAt,
    isImported: false,
    contentHash: null,
  };
}
