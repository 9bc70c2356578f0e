/** What is written with the events of a live chat: where it stands now, who has it, its timers, and that the command was carried out. */
import type { NewEvent } from '../../../model/event.ts';
import type { ChatId } from '../../../model/ids.ts';
import type { Instant } from '../../../model/instant.ts';
import { evolveLifecycle, type Lifecycle, occupantsOf, queueOf } from '../../../model/lifecycle/lifecycle.ts';
import { profileOf } from '../../../model/lifecycle/timer-profile.ts';
import { timersOf } from '../../../model/lifecycle/timers.ts';
import { hasRoom, weightOf } from '../../../model/routing.ts';
import type { DeskAgent, DeskChange, DeskRefusal } from '../../desk-store.ts';
import type { Touched } from '../../live-store.ts';
import type { Beside } from '../append-events.ts';
import type { Transaction } from '../database.ts';
import type { ProjectParts } from '../project-parts.ts';
import { type AgentNews, agentsChanged } from './agent-rows.ts';
import { filesSent, findUnusable } from './attachment-rows.ts';
import { commandDone } from './command-rows.ts';
import { type Kept, type LivePerson, liveChanged } from './live-rows.ts';
import { findQueue, lastAgentNoted, type QueueRow } from './queue-rows.ts';

/** What was decided about a chat, and about whom. */
export interface Decided {
  readonly id: ChatId | null;
  readonly before: Lifecycle | null;
  /** null when the chat is closed for good. */
  readonly who: LivePerson | null;
  readonly agents: ReadonlyMap<number, DeskAgent>;
  readonly kept: Kept;
  readonly news: readonly NewEvent[];
}

export interface BesideEvents {
  readonly changes: Beside;
  /** Where the chat stands then. */
  readonly after: Lifecycle;
  readonly touched: Touched;
}

/** What is written beside the events. */
export async function besideOf<R>(
  transaction: Transaction,
  { calendars }: ProjectParts,
  projectRow: number,
  { before, who, agents, kept, news }: Decided,
  { command, at, files = null }: DeskChange<R>,
): Promise<BesideEvents | { readonly refused: DeskRefusal }> {
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
  const changes: Beside = ({ chatId, events }) => [
    ...(who === null ? [] : liveChanged({ projectRow, chatId, person: who.person, before, after, kept, timers })),
    ...agentsChanged(projectRow, newsOf(given, news), agents, at),
    ...(queue === null || after.offer === null || after.offer === before?.offer
      ? []
      : [lastAgentNoted(projectRow, queue.settings.queueId, after.offer.agent.agentId)]),
    ...(files === null ? [] : [filesSent(projectRow, chatId, files)]),
    ...(command === null ? [] : commandDone(projectRow, command, { chatId, seq: events.length, at })),
  ];
  return { changes, after, touched: touchedBy(before, after, who) };
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
export function involvedIn({ chat, offer }: Lifecycle): readonly number[] {
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
