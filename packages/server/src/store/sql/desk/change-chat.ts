/**
 * One change of a live chat: the chat and everybody who has to do with it are locked, the desk decides, and what follows is
 * written with the events, in one commit. Locks go in the order project, chat, sender, person, agents by id.
 */
import type { ChatEvent, NewEvent, StoredEvent } from '../../../model/event.ts';
import type { ChatId } from '../../../model/ids.ts';
import type { Instant } from '../../../model/instant.ts';
import { lifecycleAfter } from '../../../model/lifecycle/lifecycle.ts';
import type { DeskChange, DeskChanged, DeskRefusal, DueTimer, Overdue } from '../../desk-store.ts';
import { appendEvents, type Beside, type LockedChat, lockChat, startChat } from '../append-events.ts';
import type { Transaction } from '../database.ts';
import type { ProjectParts } from '../project-parts.ts';
import type { ProjectRow } from '../project-table.ts';
import { sql } from '../sql.ts';
import { lockAgents } from './agent-rows.ts';
import { type BesideEvents, besideOf, type Decided, involvedIn } from './beside-events.ts';
import { commandDone, commandRefused, judgeCommand, NOBODY } from './command-rows.ts';
import type { KeptChat } from './kept-chats.ts';
import { findOpenChat, findPersonOf, type Kept, lockPerson, NOTHING_KEPT, readKept } from './live-rows.ts';

/** UTF-16 units of all messages of a live chat: a hundred times as many as most have. */
const MOST_UNITS = 400_000;

/** What a change needs of the project, and where it puts the chat that it has made, for the time after the commit. */
interface Turn extends ProjectParts {
  made: { readonly project: ProjectRow; readonly chat: KeptChat } | null;
}

export type Changed<R> = DeskChanged | { readonly refused: R | DeskRefusal | Overdue };

export async function changeChat<R>(
  parts: ProjectParts,
  project: ProjectRow,
  change: DeskChange<R>,
): Promise<Changed<R>> {
  const { database, projects, keptChats } = parts;
  const { projectRow } = project;
  const { of } = change;
  const turn: Turn = { ...parts, made: null };
  const write = async <T>(chatId: ChatId | null, work: (transaction: Transaction) => Promise<T>): Promise<T> => {
    const result = await database.write({ projectRow, chatId }, (transaction) => {
      turn.made = null;
      return work(transaction);
    });
    if (turn.made !== null) keptChats.keep(turn.made.project, turn.made.chat);
    return result;
  };
  const changeById = (id: ChatId) =>
    write(id, (transaction) => changeLocked(transaction, turn, projectRow, id, change));
  if ('chatId' in of) return (await changeById(of.chatId)) ?? { refused: 'chat-not-found' };
  const open = await findOpenChat(database.live, projectRow, of.person);
  const changed = open === null ? null : await changeById(open);
  if (changed !== null) return changed;
  // With the project locked nobody else begins a chat of the person.
  return write(null, async (transaction) => {
    const now = await projects.lock(transaction, projectRow);
    const begun = await findOpenChat(transaction, projectRow, of.person);
    const known = begun === null ? null : await changeLocked(transaction, turn, projectRow, begun, change);
    return known ?? begin(transaction, turn, now, of.person, change);
  });
}

/** null when it is the chat of a person, and closed for good by now. */
async function changeLocked<R>(
  transaction: Transaction,
  turn: Turn,
  projectRow: number,
  id: ChatId,
  change: DeskChange<R>,
): Promise<Changed<R> | null> {
  const chat = await lockChat(transaction, projectRow, id, turn);
  const isKnown = !('refused' in chat);
  const person = isKnown ? await findPersonOf(transaction, projectRow, id) : null;
  if (isKnown && person === null && 'person' in change.of) return null;
  const judged = await judge(transaction, projectRow, change, id);
  if (judged !== null) return judged;
  const changed = isKnown ? await changeKnown(transaction, turn, chat, person, change) : chat;
  return isHeldUp(changed) ? changed : passed(transaction, projectRow, change, changed);
}

async function changeKnown<R>(
  transaction: Transaction,
  turn: Turn,
  chat: LockedChat,
  person: string | null,
  change: DeskChange<R>,
): Promise<Changed<R>> {
  const { id, project, head } = chat;
  const { projectRow } = project;
  const before = chat.lifecycle ?? lifecycleAfter(captured(chat.events));
  const who = person === null ? null : await lockPerson(transaction, projectRow, person);
  const ids = [...new Set([...change.agentIds, ...involvedIn(before)])].sort((a, b) => a - b);
  const agents = await lockAgents(transaction, projectRow, ids);
  const kept = await readKept(transaction, projectRow, id);
  const overdue = change.firesFirst ? overdueIn(kept, id, change.at) : [];
  if (overdue.length > 0) return { refused: { overdue } };
  const news = change.decide({ chat: before, chatId: id, previous: who?.previous ?? null, agents });
  if ('refused' in news) return news;
  if (isOverlong(chat.events, news)) return { refused: 'chat-is-full' };
  if (news.length > 0) return append(transaction, turn, chat, { id, before, who, agents, kept, news }, change);
  const { command, at } = change;
  const done = { chatId: id, seq: head.lastSeq, at };
  if (command !== null) await transaction.runTogether(commandDone(projectRow, command, done));
  return { chatId: id, seq: head.lastSeq, isRepeated: false, touched: NOBODY };
}

/** Of the chat, in the order in which they fire. */
function overdueIn({ timers }: Kept, chatId: ChatId, at: Instant): readonly DueTimer[] {
  const due = timers.filter(({ fireAt, isFired }) => !isFired && fireAt <= at);
  return due.sort((a, b) => a.fireAt - b.fireAt).map(({ kind, from, fireAt }) => ({ chatId, kind, from, fireAt }));
}

/** Whether the same is to be tried again. */
function isHeldUp<R>(changed: Changed<R>): boolean {
  if (!('refused' in changed)) return false;
  const { refused } = changed;
  return typeof refused === 'object' && refused !== null && 'overdue' in refused;
}

/** Each message costs as much as is said in its chat: nobody may make one that holds up the others. */
function isOverlong(events: readonly StoredEvent[], news: readonly NewEvent[]): boolean {
  const unitsIn = (sum: number, { body }: Pick<StoredEvent, 'body'>) =>
    body.type === 'message.sent' ? sum + body.text.length : sum;
  const added = news.reduce(unitsIn, 0);
  return added > 0 && events.reduce(unitsIn, added) > MOST_UNITS;
}

/** A command that was refused in its turn is over: the next of its tab does not wait for it. */
async function passed<R>(
  transaction: Transaction,
  projectRow: number,
  { command, at }: DeskChange<R>,
  changed: Changed<R>,
): Promise<Changed<R>> {
  if ('refused' in changed && command !== null) await transaction.runTogether(commandRefused(projectRow, command, at));
  return changed;
}

async function judge<R>(
  transaction: Transaction,
  projectRow: number,
  { command, timer }: DeskChange<R>,
  id: ChatId | null,
): Promise<Changed<R> | null> {
  if (command !== null) return judgeCommand(transaction, projectRow, command);
  if (timer === null) return null;
  const fired = await transaction.run(
    sql`UPDATE live_timer SET is_fired = 1 WHERE project_row = ${projectRow} AND chat_id = ${id}
      AND kind = ${timer.kind} AND from_at = ${timer.from} AND is_fired = 0`,
  );
  return fired === 0 ? { refused: 'timer-gone' } : null;
}

/** Starts a chat of a person who has none; with the project locked. */
async function begin<R>(
  transaction: Transaction,
  turn: Turn,
  project: ProjectRow,
  person: string,
  change: DeskChange<R>,
): Promise<Changed<R>> {
  const { projectRow } = project;
  const judged = await judge(transaction, projectRow, change, null);
  if (judged !== null) return judged;
  return passed(transaction, projectRow, change, await start(transaction, turn, project, person, change));
}

async function start<R>(
  transaction: Transaction,
  turn: Turn,
  project: ProjectRow,
  person: string,
  change: DeskChange<R>,
): Promise<Changed<R>> {
  const { projectRow } = project;
  const who = await lockPerson(transaction, projectRow, person);
  const agents = await lockAgents(
    transaction,
    projectRow,
    [...change.agentIds].sort((a, b) => a - b),
  );
  const news = change.decide({ chat: null, chatId: null, previous: who.previous, agents });
  if ('refused' in news) return news;
  const beside = await besideOf(
    transaction,
    turn,
    projectRow,
    { id: null, before: null, who, agents, kept: NOTHING_KEPT, news },
    change,
  );
  if ('refused' in beside) return beside;
  const { calendars, database } = turn;
  const result = await startChat(transaction, project, news, calendars, database, noting(turn, project, beside));
  if ('refused' in result) return result;
  return { chatId: result.chatId, seq: result.lastSeq, isRepeated: false, touched: beside.touched };
}

async function append<R>(
  transaction: Transaction,
  turn: Turn,
  chat: LockedChat,
  decided: Decided,
  change: DeskChange<R>,
): Promise<Changed<R>> {
  const beside = await besideOf(transaction, turn, chat.project.projectRow, decided, change);
  if ('refused' in beside) return beside;
  const { calendars, database } = turn;
  const { project } = chat;
  const result = await appendEvents(
    transaction,
    chat,
    decided.news,
    calendars,
    database,
    noting(turn, project, beside),
    beside.after.chat,
  );
  if ('refused' in result) return result;
  return { chatId: chat.id, seq: result.lastSeq, isRepeated: false, touched: beside.touched };
}

/** The changes of `beside`; and the chat that they belong to is noted, to be kept after the commit. */
function noting(turn: Turn, project: ProjectRow, { changes, after }: BesideEvents): Beside {
  return (written) => {
    const { chatId, revision, events, indexed, isAsGiven } = written;
    if (isAsGiven) turn.made = { project, chat: { chatId, revision, events, indexed, lifecycle: after } };
    return changes(written);
  };
}

function captured(events: readonly StoredEvent[]): readonly ChatEvent[] {
  return events.filter((event): event is ChatEvent => event.body.type !== 'chat.imported');
}
