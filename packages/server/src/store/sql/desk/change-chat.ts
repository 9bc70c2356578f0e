/**
 * One change of a live chat: the chat and everybody who has to do with it are locked, the desk decides, and what follows is
 * written with the events, in one commit. Locks go in the order project, chat, sender, person, agents by id.
 */
import type { ChatEvent, NewEvent, StoredEvent } from '../../../model/event.ts';
import type { ChatId } from '../../../model/ids.ts';
import type { Instant } from '../../../model/instant.ts';
import {
  evolveLifecycle,
  type Lifecycle,
  lifecycleAfter,
  occupantsOf,
  queueOf,
} from '../../../model/lifecycle/lifecycle.ts';
import { profileOf } from '../../../model/lifecycle/timer-profile.ts';
import { timersOf } from '../../../model/lifecycle/timers.ts';
import { hasRoom, weightOf } from '../../../model/routing.ts';
import type { DeskAgent, DeskChange, DeskChanged, DeskRefusal, DueTimer, Overdue } from '../../desk-store.ts';
import type { Touched } from '../../live-store.ts';
import { appendEvents, type Beside, type LockedChat, lockChat, startChat } from '../append-events.ts';
import type { Transaction } from '../database.ts';
import type { ProjectParts } from '../project-parts.ts';
import type { ProjectRow } from '../project-table.ts';
import { sql } from '../sql.ts';
import { type AgentNews, agentsChanged, lockAgents } from './agent-rows.ts';
import { filesSent, findUnusable } from './attachment-rows.ts';
import { commandDone, commandRefused, judgeCommand, NOBODY } from './command-rows.ts';
import {
  findOpenChat,
  findPersonOf,
  type Kept,
  type LivePerson,
  liveChanged,
  lockPerson,
  NOTHING_KEPT,
  readKept,
} from './live-rows.ts';
import { findQueue, lastAgentNoted, type QueueRow } from './queue-rows.ts';

/** UTF-16 units of all messages of a live chat: a hundred times as many as most have. */
const MOST_UNITS = 400_000;

export type Changed<R> = DeskChanged | { readonly refused: R | DeskRefusal | Overdue };

export async function changeChat<R>(
  parts: ProjectParts,
  project: ProjectRow,
  change: DeskChange<R>,
): Promise<Changed<R>> {
  const { database, projects } = parts;
  const { projectRow } = project;
  const { of } = change;
  const changeById = (chatId: ChatId) =>
    database.write({ projectRow, chatId }, (transaction) =>
      changeLocked(transaction, parts, projectRow, chatId, change),
    );
  if ('chatId' in of) return (await changeById(of.chatId)) ?? { refused: 'chat-not-found' };
  const open = await findOpenChat(database.live, projectRow, of.person);
  const changed = open === null ? null : await changeById(open);
  if (changed !== null) return changed;
  // With the project locked nobody else begins a chat of the person.
  return database.write({ projectRow, chatId: null }, async (transaction) => {
    const now = await projects.lock(transaction, projectRow);
    const begun = await findOpenChat(transaction, projectRow, of.person);
    const known = begun === null ? null : await changeLocked(transaction, parts, projectRow, begun, change);
    return known ?? begin(transaction, parts, now, of.person, change);
  });
}

/** null when it is the chat of a person, and closed for good by now. */
async function changeLocked<R>(
  transaction: Transaction,
  parts: ProjectParts,
  projectRow: number,
  id: ChatId,
  change: DeskChange<R>,
): Promise<Changed<R> | null> {
  const chat = await lockChat(transaction, projectRow, id, parts.projects);
  const isKnown = !('refused' in chat);
  const person = isKnown ? await findPersonOf(transaction, projectRow, id) : null;
  if (isKnown && person === null && 'person' in change.of) return null;
  const judged = await judge(transaction, projectRow, change, id);
  if (judged !== null) return judged;
  const changed = isKnown ? await changeKnown(transaction, parts, chat, person, change) : chat;
  return isHeldUp(changed) ? changed : passed(transaction, projectRow, change, changed);
}

async function changeKnown<R>(
  transaction: Transaction,
  parts: ProjectParts,
  chat: LockedChat,
  person: string | null,
  change: DeskChange<R>,
): Promise<Changed<R>> {
  const { id, project, head } = chat;
  const { projectRow } = project;
  const before = lifecycleAfter(captured(chat.events));
  const who = person === null ? null : await lockPerson(transaction, projectRow, person);
  const ids = [...new Set([...change.agentIds, ...involvedIn(before)])].sort((a, b) => a - b);
  const agents = await lockAgents(transaction, projectRow, ids);
  const kept = await readKept(transaction, projectRow, id);
  const overdue = change.firesFirst ? overdueIn(kept, id, change.at) : [];
  if (overdue.length > 0) return { refused: { overdue } };
  const news = change.decide({ chat: before, chatId: id, previous: who?.previous ?? null, agents });
  if ('refused' in news) return news;
  if (isOverlong(chat.events, news)) return { refused: 'chat-is-full' };
  if (news.length > 0) return append(transaction, parts, chat, { id, before, who, agents, kept, news }, change);
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

/** What was decided about a chat, and about whom. */
interface Decided {
  readonly id: ChatId | null;
  readonly before: Lifecycle | null;
  /** null when the chat is closed for good. */
  readonly who: LivePerson | null;
  readonly agents: ReadonlyMap<number, DeskAgent>;
  readonly kept: Kept;
  readonly news: readonly NewEvent[];
}

/** Starts a chat of a person who has none; with the project locked. */
async function begin<R>(
  transaction: Transaction,
  parts: ProjectParts,
  project: ProjectRow,
  person: string,
  change: DeskChange<R>,
): Promise<Changed<R>> {
  const { projectRow } = project;
  const judged = await judge(transaction, projectRow, change, null);
  if (judged !== null) return judged;
  return passed(transaction, projectRow, change, await start(transaction, parts, project, person, change));
}

async function start<R>(
  transaction: Transaction,
  parts: ProjectParts,
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
    parts,
    projectRow,
    { id: null, before: null, who, agents, kept: NOTHING_KEPT, news },
    change,
  );
  if ('refused' in beside) return beside;
  const result = await startChat(transaction, project, news, parts.calendars, parts.database, beside.changes);
  if ('refused' in result) return result;
  return { chatId: result.chatId, seq: result.lastSeq, isRepeated: false, touched: beside.touched };
}

async function append<R>(
  transaction: Transaction,
  parts: ProjectParts,
  chat: LockedChat,
  decided: Decided,
  change: DeskChange<R>,
): Promise<Changed<R>> {
  const beside = await besideOf(transaction, parts, chat.project.projectRow, decided, change);
  if ('refused' in beside) return beside;
  const result = await appendEvents(transaction, chat, decided.news, parts.calendars, parts.database, beside.changes);
  if ('refused' in result) return result;
  return { chatId: chat.id, seq: result.lastSeq, isRepeated: false, touched: beside.touched };
}

/** What is written beside the events. */
async function besideOf<R>(
  transaction: Transaction,
  { calendars }: ProjectParts,
  projectRow: number,
  { before, who, agents, kept, news }: Decided,
  { command, at, files = null }: DeskChange<R>,
): Promise<{ readonly changes: Beside; readonly touched: Touched } | { readonly refused: DeskRefusal }> {
  const after = lifecycleOf(before, news);
  const given = gainedBy(before, after);
  const full = given.find((agentId) => !hasRoom(agentOf(agents, agentId), weightOf(after.chat.start.channel)));
  if (full !== undefined) return { refused: { fullAgentId: full } };
  const unusable = files === null ? null : await findUnusable(transaction, projectRow, files);
  if (unusable !== null) return { refused: unusable };
  const queue = await queueRowOf(transaction, projectRow, after);
  const timers = timersOf(after, {
    profile: profileOf(after.chat.start.channel),
    calendar: calendars.of(queue?.settings.calendar ?? null),
    visitorGoneSince: who?.goneSince ?? null,
    agentGoneSince: goneSinceOf(after, agents),
  });
  const changes: Beside = (chatId, events) => [
    ...(who === null ? [] : liveChanged({ projectRow, chatId, person: who.person, before, after, kept, timers })),
    ...agentsChanged(projectRow, newsOf(given, news), agents, at),
    ...(queue === null || after.offer === null || after.offer === before?.offer
      ? []
      : [lastAgentNoted(projectRow, queue.settings.queueId, after.offer.agent.agentId)]),
    ...(files === null ? [] : [filesSent(projectRow, chatId, files)]),
    ...(command === null ? [] : commandDone(projectRow, command, { chatId, seq: events.length, at })),
  ];
  return { changes, touched: touchedBy(before, after, who) };
}

function lifecycleOf(before: Lifecycle | null, news: readonly NewEvent[]): Lifecycle {
  let chat = before;
  for (const [at, event] of news.entries()) {
    chat = evolveLifecycle(chat, { ...event, seq: (before?.lastSeq ?? 0) + at + 1 });
  }
  if (chat === null) throw new TypeError('a chat begins with an event');
  return chat;
}

function newsOf(givenIds: readonly number[], news: readonly NewEvent[]): AgentNews {
  let [silentId, actingId]: (number | null)[] = [null, null];
  for (const { body } of news) {
    if (body.type === 'agent.declined' && body.unanswered === true) silentId = body.agentId;
    if (body.type === 'agent.accepted') actingId = body.agent.agentId;
    if (body.type === 'message.sent' && body.sender === 'agent') actingId = body.senderId ?? null;
  }
  return { givenIds, silentId: silentId ?? null, actingId: actingId ?? null };
}

/** Everybody whose places the chat takes or may take again. */
function involvedIn({ chat, offer }: Lifecycle): readonly number[] {
  return [chat.handling.owner, offer?.agent].flatMap((agent) => (agent == null ? [] : [agent.agentId]));
}

function gainedBy(before: Lifecycle | null, after: Lifecycle): readonly number[] {
  const had = before === null ? [] : occupantsOf(before);
  return occupantsOf(after).filter((agentId) => !had.includes(agentId));
}

function touchedBy(before: Lifecycle | null, after: Lifecycle, who: LivePerson | null): Touched {
  const handsOf = (one: Lifecycle | null) =>
    [one?.phase, queueIn(one), ...(one === null ? [] : involvedIn(one))].join();
  const isMoved = handsOf(before) !== handsOf(after);
  const agentIds = [...(before === null ? [] : involvedIn(before)), ...involvedIn(after)];
  const queueIds = [queueIn(before), queueIn(after)].filter((id) => id !== null);
  return {
    person: who?.person ?? null,
    agentIds: isMoved ? [...new Set(agentIds)] : [],
    queueIds: isMoved ? [...new Set(queueIds)] : [],
  };
}

/** The queue in which it waits; null when it does not. */
function queueIn(chat: Lifecycle | null): number | null {
  return chat?.phase === 'queued' ? (queueOf(chat)?.queueId ?? null) : null;
}

/** @throws TypeError for an agent who was not looked at: nobody may be given a chat unseen */
function agentOf(agents: ReadonlyMap<number, DeskAgent>, agentId: number): DeskAgent {
  const agent = agents.get(agentId);
  if (agent === undefined) throw new TypeError(`agent ${agentId} was not looked at`);
  return agent;
}

/** Of whoever is asked, else of whoever has the chat. */
function goneSinceOf(after: Lifecycle, agents: ReadonlyMap<number, DeskAgent>): Instant | null {
  const agentId = after.offer?.agent.agentId ?? after.chat.handling.owner?.agentId;
  return agentId === undefined ? null : (agents.get(agentId)?.goneSince ?? null);
}

/** Needed where opening hours or the order of offers matter. */
async function queueRowOf(transaction: Transaction, projectRow: number, after: Lifecycle): Promise<QueueRow | null> {
  const isNeeded = after.phase === 'queued' || after.phase === 'offline' || after.phase === 'offered';
  const queueId = queueOf(after)?.queueId;
  return isNeeded && queueId !== undefined ? findQueue(transaction, projectRow, queueId) : null;
}

function captured(events: readonly StoredEvent[]): readonly ChatEvent[] {
  return events.filter((event): event is ChatEvent => event.body.type !== 'chat.imported');
}
