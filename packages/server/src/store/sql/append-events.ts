/** Starts chats and appends to them; each function runs inside a commit. */
import { appendedWrite, type ChatWrite, numberEvents } from '../../chat-log/fold/chat-write.ts';
import { DEFAULT_CHAT_LIMITS } from '../../chat-log/input/chat-limits.ts';
import { omitKnownMisses } from '../../chat-log/input/omit-known-misses.ts';
import { emptyRedacted } from '../../chat-log/privacy/redact-events.ts';
import type { CompiledCalendars } from '../../model/calendar.ts';
import type { NewEvent, StoredEvent } from '../../model/event.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import type { AppendResult } from '../chat-store.ts';
import { DamagedChat } from '../store-error.ts';
import { dropBlocksAround } from './block-table.ts';
import { type ChatHead, chatChanged, chatsAdded, lockHead, participantsAdded } from './chat-table.ts';
import type { Change, Database, Transaction } from './database.ts';
import { eventsAdded, readEvents } from './event-table.ts';
import { countersChanged, type ProjectRow, type ProjectTable, statsAfterWrite } from './project-table.ts';

/** How changes are placed and dated. */
export type Placement = Pick<Database, 'order' | 'now'>;

/** What else is written in the same commit, given the chat with all its events. */
export type Beside = (chatId: ChatId, events: readonly StoredEvent[]) => readonly Change[];
const nothing: Beside = () => [];

/** Starts a chat under the next id; with the project locked until the commit, so that ids appear in order. */
export async function startChat(
  transaction: Transaction,
  project: ProjectRow,
  news: readonly NewEvent[],
  calendars: CompiledCalendars,
  { order, now }: Placement,
  beside = nothing,
): Promise<AppendResult> {
  if (project.highestChatId >= Number.MAX_SAFE_INTEGER) return { refused: 'chat-ids-used-up' };
  const id = chatId(project.highestChatId + 1);
  const events = numberEvents(news, 0);
  if (isOverfull(events)) return { refused: 'chat-is-full' };
  const write = appendedWrite(project, id, events, null, calendars);
  if (isTooLong(write)) return { refused: 'chat-is-full' };
  const stampOf = await order.stamp(transaction, now(), 1);
  await transaction.runTogether([
    ...chatsAdded(transaction, project, [{ write, events }], stampOf),
    countersChanged(project, { added: 1, highestChatId: id }),
    ...statsAfterWrite(project, [write]),
    ...beside(id, events),
  ]);
  return { chatId: id, revision: write.revision, lastSeq: write.lastSeq };
}

/** A chat that this transaction alone may append to. */
export interface LockedChat {
  readonly id: ChatId;
  readonly head: ChatHead;
  readonly project: ProjectRow;
  readonly events: readonly StoredEvent[];
}

/** Locks that chat only, so that others can be appended to meanwhile. @throws DamagedChat */
export async function lockChat(
  transaction: Transaction,
  projectRow: number,
  id: ChatId,
  projects: ProjectTable,
): Promise<LockedChat | { readonly refused: 'chat-not-found' | 'chat-is-imported' }> {
  const head = await lockHead(transaction, projectRow, id);
  if (head === null) return { refused: 'chat-not-found' };
  if (head.isImported) return { refused: 'chat-is-imported' };
  // Read with the chat locked: whoever changes the project's time zone folds the chat after this commit, or before this line.
  const project = await projects.read(transaction, projectRow);
  const events = await readEvents(transaction, projectRow, id);
  if (events.length !== head.lastSeq)
    throw new DamagedChat(id, `${events.length} of its ${head.lastSeq} events are left`);
  return { id, head, project, events };
}

/** Adds events to a locked chat. */
export async function appendEvents(
  transaction: Transaction,
  { id, head, project, events: before }: LockedChat,
  events: readonly NewEvent[],
  calendars: CompiledCalendars,
  { order, now }: Placement,
  beside = nothing,
): Promise<AppendResult> {
  const news = omitKnownMisses(before, events);
  if (news.length === 0 && events.length > 0) return { chatId: id, revision: head.revision, lastSeq: head.lastSeq };
  const all = emptyRedacted([...before, ...numberEvents(news, head.lastSeq)]);
  const added = all.slice(before.length);
  // Only messages are refused: a full chat can still be closed, transferred or marked.
  const addsMessages = added.some(isMessage);
  if (addsMessages && isOverfull(all)) return { refused: 'chat-is-full' };
  const write = appendedWrite(project, id, all, head, calendars);
  if (addsMessages && isTooLong(write)) return { refused: 'chat-is-full' };
  // A chat that was open and stays so was never part of a block and cannot be now.
  if (!head.isOpen || !write.folded.index.isOpen) await dropBlocksAround(transaction, project, [id]);
  const stampOf = await order.stamp(transaction, now(), 1);
  await transaction.runTogether([
    eventsAdded(project.projectRow, [{ chatId: id, events: added }]),
    participantsAdded(project, [write]),
    ...chatChanged(transaction, project, write, stampOf(0), head.isOpen),
    ...statsAfterWrite(project, [write]),
    ...beside(id, all),
  ]);
  return { chatId: id, revision: write.revision, lastSeq: write.lastSeq };
}

function isMessage({ body }: StoredEvent): boolean {
  return body.type === 'message.sent';
}

/** Told from the events alone, because folding what is far too long would hold up everybody else. */
function isOverfull(events: readonly StoredEvent[]): boolean {
  const { maxMessages, maxDocumentBytes } = DEFAULT_CHAT_LIMITS;
  let [messages, characters] = [0, 0];
  for (const { body } of events) {
    if (body.type !== 'message.sent') continue;
    messages += 1;
    characters += body.text.length;
  }
  return messages > maxMessages || characters > maxDocumentBytes;
}

function isTooLong({ sealed }: ChatWrite): boolean {
  return sealed.documentBytes > DEFAULT_CHAT_LIMITS.maxDocumentBytes;
}
