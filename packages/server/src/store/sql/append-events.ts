/** Starts chats and appends to them; each function runs inside a commit. */
import { appendedWrite, type ChatWrite, numberEvents } from '../../chat-log/fold/chat-write.ts';
import { DEFAULT_CHAT_LIMITS } from '../../chat-log/input/chat-limits.ts';
import { omitKnownMisses } from '../../chat-log/input/omit-known-misses.ts';
import { emptyRedacted } from '../../chat-log/privacy/redact-events.ts';
import type { CompiledCalendars } from '../../model/calendar.ts';
import type { ChatState } from '../../model/chat-state.ts';
import type { NewEvent, StoredEvent } from '../../model/event.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import type { Lifecycle } from '../../model/lifecycle/lifecycle.ts';
import type { AppendResult } from '../chat-store.ts';
import { DamagedChat } from '../store-error.ts';
import { dropBlocksAround } from './block-table.ts';
import { type IndexedValues, indexedValuesOf } from './chat-columns.ts';
import { type ChatHead, chatChanged, chatsAdded, lockHead, participantsAdded } from './chat-table.ts';
import type { Change, Database, Transaction } from './database.ts';
import { eventsAdded, readEvents } from './event-table.ts';
import type { ProjectParts } from './project-parts.ts';
import { countersChanged, type ProjectRow, statsAfterWrite } from './project-table.ts';

/** How changes are placed and dated. */
export type Placement = Pick<Database, 'order' | 'now'>;

/** A chat with all its events. */
export interface WrittenEvents {
  readonly chatId: ChatId;
  readonly revision: number;
  readonly events: readonly StoredEvent[];
  /** Whether they are those before and those given: none was left out or emptied. */
  readonly isAsGiven: boolean;
  /** Of its rows, as they are now. */
  readonly indexed: IndexedValues;
}

/** What else is written in the same commit. */
export type Beside = (written: WrittenEvents) => readonly Change[];
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
  const indexed = indexedValuesOf(transaction, write);
  await transaction.runTogether([
    ...chatsAdded(transaction, project, [{ write, events }], stampOf),
    countersChanged(project, { added: 1, highestChatId: id }),
    ...statsAfterWrite(project, [write]),
    ...beside({ chatId: id, revision: write.revision, events, isAsGiven: true, indexed }),
  ]);
  return { chatId: id, revision: write.revision, lastSeq: write.lastSeq };
}

/** A chat that this transaction alone may append to. */
export interface LockedChat {
  readonly id: ChatId;
  readonly head: ChatHead;
  readonly project: ProjectRow;
  readonly events: readonly StoredEvent[];
  /** After those; null when it has to be worked out. */
  readonly lifecycle: Lifecycle | null;
  /** Of its rows; null when they are not known. */
  readonly indexed: IndexedValues | null;
}

/** Locks that chat only, so that others can be appended to meanwhile. @throws DamagedChat */
export async function lockChat(
  transaction: Transaction,
  projectRow: number,
  id: ChatId,
  { projects, keptChats }: Pick<ProjectParts, 'projects' | 'keptChats'>,
): Promise<LockedChat | { readonly refused: 'chat-not-found' | 'chat-is-imported' }> {
  const head = await lockHead(transaction, projectRow, id);
  if (head === null) return { refused: 'chat-not-found' };
  if (head.isImported) return { refused: 'chat-is-imported' };
  // Read with the chat locked: whoever changes the project's time zone folds the chat after this commit, or before this line.
  const project = await projects.read(transaction, projectRow);
  const kept = keptChats.find(project, id, head.revision);
  if (kept !== null)
    return { id, head, project, events: kept.events, lifecycle: kept.lifecycle, indexed: kept.indexed };
  const events = await readEvents(transaction, projectRow, id);
  if (events.length !== head.lastSeq)
    throw new DamagedChat(id, `${events.length} of its ${head.lastSeq} events are left`);
  return { id, head, project, events, lifecycle: null, indexed: null };
}

/** Adds events to a locked chat. `state`: where it stands then, unless some are left out or emptied; null: to be worked out. */
export async function appendEvents(
  transaction: Transaction,
  { id, head, project, events: before, indexed: stored }: LockedChat,
  events: readonly NewEvent[],
  calendars: CompiledCalendars,
  { order, now }: Placement,
  beside = nothing,
  state: ChatState | null = null,
): Promise<AppendResult> {
  const news = omitKnownMisses(before, events);
  if (news.length === 0 && events.length > 0) return { chatId: id, revision: head.revision, lastSeq: head.lastSeq };
  const joined = [...before, ...numberEvents(news, head.lastSeq)];
  const all = emptyRedacted(joined);
  const isAsGiven = all === joined && news.length === events.length;
  const added = all.slice(before.length);
  // Only messages are refused: a full chat can still be closed, transferred or marked.
  const addsMessages = added.some(isMessage);
  if (addsMessages && isOverfull(all)) return { refused: 'chat-is-full' };
  const write = appendedWrite(project, id, all, head, calendars, isAsGiven ? state : null);
  if (addsMessages && isTooLong(write)) return { refused: 'chat-is-full' };
  // A chat that was open and stays so was never part of a block and cannot be now.
  if (!head.isOpen || !write.folded.index.isOpen) await dropBlocksAround(transaction, project, [id]);
  const stampOf = await order.stamp(transaction, now(), 1);
  const indexed = indexedValuesOf(transaction, write);
  await transaction.runTogether([
    eventsAdded(project.projectRow, [{ chatId: id, events: added }]),
    participantsAdded(project, [write]),
    ...chatChanged(transaction, project, write, stampOf(0), { isInProgress: head.isOpen, indexed: stored }, indexed),
    ...statsAfterWrite(project, [write]),
    ...beside({ chatId: id, revision: write.revision, events: all, isAsGiven, indexed }),
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
