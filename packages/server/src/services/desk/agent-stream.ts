/** What an agent's desk follows: what they have to do, and the events of their chats. */
import { type InboxChat, LIVE_PROTOCOL, type LiveFrameOf } from '@parley/contract';
import type { StoredEvent } from '../../model/event.ts';
import type { ChatId, ProjectScope } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { ProjectStore } from '../../store/chat-store.ts';
import type { LiveChat } from '../../store/live-store.ts';
import { isWithin } from './agent-command.ts';
import type { Follower } from './follower.ts';
import { leftChats } from './left-chats.ts';
import { type LiveFrame, printPosition, readFrames, type StreamPosition, signFrame } from './live-frame.ts';
import type { LiveHub } from './live-hub.ts';
import { type LinkFile, visibleEvent } from './visible-event.ts';

const MOST_AT_ONCE = 500;
/** Chats that have left the agent and are still looked after. */
const MOST_LEFT = 50;

export interface AgentStream {
  readonly agentId: number;
  readonly position: StreamPosition;
  /** Without anything to say for so long a heartbeat comes. */
  readonly heartbeatMs: number;
  readonly signal: AbortSignal;
  readonly linkFile: LinkFile;
}

interface Followed {
  seq: number;
  readonly joined: Disposable;
}

type Place = Pick<ProjectStore, 'desk' | 'tenantId' | 'projectId' | 'queueIds'>;
type Inbox = LiveFrameOf<'inbox'>;

/** What the stream has given so far, and where it looks for more. */
interface Desk {
  readonly project: Place;
  readonly agentId: number;
  readonly position: StreamPosition;
  readonly linkFile: LinkFile;
  readonly follower: Follower;
  readonly followed: Map<ChatId, Followed>;
  /** That have left the agent: should they be erased, whoever has a copy is told. */
  readonly left: Map<ChatId, Followed>;
  readonly queues: Map<number, Disposable>;
  /** As it was given last; null before. */
  inbox: Inbox | null;
}

/** Ends when `signal` does, or when there is no such agent any more. */
export async function* followAgent(
  project: Place,
  hub: Pick<LiveHub, 'open'>,
  { agentId, position, heartbeatMs, signal, linkFile }: AgentStream,
): AsyncGenerator<LiveFrame> {
  using follower = hub.open();
  follower.join({ ...scopeOf(project), kind: 'agent', agentId });
  const [followed, left, queues] = [new Map(), new Map(), new Map()];
  const desk: Desk = { project, agentId, position, linkFile, follower, followed, left, queues, inbox: null };
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    yield* signsOf(desk);
    const { chatIds, isWide, isQueued } = follower.takeNews();
    const isAll = isFirst || isWide || (yield* readOn(desk, chatIds));
    if (isAll && !(yield* lookAround(desk, isFirst))) return;
    if (isQueued && !isAll && desk.inbox !== null)
      yield* newInbox(desk, { ...desk.inbox, queues: await readQueues(project, agentId) });
    if (!(await follower.woken(signal, heartbeatMs))) yield { name: 'heartbeat' };
  }
}

/** The rest of some chats of the agent; true when that is not all, since one is gone, or out of the agent's hands. */
async function* readOn(desk: Desk, chatIds: ReadonlySet<ChatId>): AsyncGenerator<LiveFrame, boolean> {
  for (const chatId of chatIds) {
    const one = desk.followed.get(chatId);
    if (one === undefined) return true;
    const events = await desk.project.desk.readEventsAfter(chatId, one.seq, MOST_AT_ONCE);
    if (events === null) return true;
    const end = events.findIndex((event) => leaves(event, desk.agentId));
    yield* shown(desk, chatId, one, end === -1 ? events : events.slice(0, end));
    if (end !== -1 || events.length === MOST_AT_ONCE) return true;
  }
  return false;
}

function* shown(desk: Desk, chatId: ChatId, one: Followed, events: readonly StoredEvent[]): Generator<LiveFrame> {
  const { left, followed, linkFile } = desk;
  for (const event of events) {
    one.seq = event.seq;
    const now = new Map([...left, ...followed].map(([id, { seq }]) => [id, seq]));
    yield { name: 'chat', data: visibleEvent(chatId, event, 'agent', linkFile), position: printPosition(now) };
  }
}

/** Everything: who has which chat, who waits, and what is new. False when there is no such agent. */
async function* lookAround(desk: Desk, isFirst: boolean): AsyncGenerator<LiveFrame, boolean> {
  const { project, agentId, queues, follower } = desk;
  const chats = (await project.desk.listChatsOf(agentId)).filter((chat) => isWithin(project, chat));
  const inbox = await readInbox(project, agentId, chats);
  if (inbox === null) return false;
  joinQueues(inbox, queues, (queueId) => follower.join({ ...scopeOf(project), kind: 'queue', queueId }));
  yield* newInbox(desk, inbox);
  const own = new Map(chats.map((chat) => [chat.chatId, chat]));
  const gotAway = isFirst ? await leftChats(project, agentId, desk.position, new Set(own.keys())) : [];
  yield* joinChats(desk, [...gotAway, ...own.keys()]);
  yield* readAll(desk, own);
  yield* erasedIn(desk);
  return true;
}

function* newInbox(desk: Desk, inbox: Inbox): Generator<LiveFrame> {
  if (JSON.stringify(inbox) === JSON.stringify(desk.inbox)) return;
  desk.inbox = inbox;
  yield { name: 'inbox', data: inbox };
}

async function* joinChats(
  { project, position, follower, followed, left }: Desk,
  chatIds: readonly ChatId[],
): AsyncGenerator<LiveFrame> {
  const added = chatIds.filter((chatId) => !followed.has(chatId));
  const marks = await project.desk.listReadMarks(added);
  for (const chatId of added) {
    const joined = follower.join({ ...scopeOf(project), kind: 'chat', chatId });
    const before = left.get(chatId);
    if (before !== undefined) forget(left, chatId, before);
    followed.set(chatId, { seq: before?.seq ?? position.get(chatId) ?? 0, joined });
    yield* readFrames(chatId, marks.get(chatId) ?? [], 'agent');
  }
}

/** The rest of each chat; of one that is not the agent's any more, up to where it left them. */
async function* readAll(desk: Desk, own: ReadonlyMap<ChatId, LiveChat>): AsyncGenerator<LiveFrame> {
  const { project, followed, left } = desk;
  const lost = [...followed.keys()].filter((chatId) => !own.has(chatId));
  const lastSeqs = await project.desk.readLastSeqs(lost);
  for (const [chatId, one] of followed) {
    const chat = own.get(chatId);
    const lastSeq = chat?.seq ?? lastSeqs.get(chatId);
    if (lastSeq === undefined) yield { name: 'gone', data: { v: LIVE_PROTOCOL, chatId } };
    else yield* eventsUpTo(desk, chatId, one, lastSeq, chat !== undefined);
    if (chat !== undefined) continue;
    followed.delete(chatId);
    if (lastSeq !== undefined) left.set(chatId, one);
    else one.joined[Symbol.dispose]();
  }
  for (const [chatId, one] of [...left].slice(0, Math.max(0, left.size - MOST_LEFT))) forget(left, chatId, one);
}

async function* eventsUpTo(
  desk: Desk,
  chatId: ChatId,
  one: Followed,
  lastSeq: number,
  isOwn: boolean,
): AsyncGenerator<LiveFrame> {
  while (one.seq < lastSeq) {
    const limit = Math.min(MOST_AT_ONCE, lastSeq - one.seq);
    const events = (await desk.project.desk.readEventsAfter(chatId, one.seq, limit)) ?? [];
    const seen = isOwn ? events : events.slice(0, 1 + events.findIndex((event) => leaves(event, desk.agentId)));
    yield* shown(desk, chatId, one, seen);
    if (seen.length < events.length || events.length === 0) return;
  }
}

/** Of chats that have left the agent, those that were erased since. */
async function* erasedIn({ project, left }: Desk): AsyncGenerator<LiveFrame> {
  const lastSeqs = await project.desk.readLastSeqs([...left.keys()]);
  for (const [chatId, one] of left) {
    if (lastSeqs.has(chatId)) continue;
    forget(left, chatId, one);
    yield { name: 'gone', data: { v: LIVE_PROTOCOL, chatId } };
  }
}

function forget(left: Map<ChatId, Followed>, chatId: ChatId, { joined }: Followed): void {
  joined[Symbol.dispose]();
  left.delete(chatId);
}

/** Whether the chat is out of the agent's hands with this event. */
function leaves({ body }: StoredEvent, agentId: number): boolean {
  switch (body.type) {
    case 'chat.transferred':
    case 'chat.queued':
    case 'chat.finalized':
      return true;
    case 'chat.closed':
      return body.final !== false;
    case 'agent.accepted':
      return body.agent.agentId !== agentId;
    case 'agent.declined':
    case 'agent.disconnected':
      return body.agentId === agentId;
    default:
      return false;
  }
}

function* signsOf({ follower, followed }: Desk): Generator<LiveFrame> {
  for (const sign of follower.takeSigns()) {
    const frame = followed.has(sign.chatId) ? signFrame(sign, 'agent') : null;
    if (frame !== null) yield frame;
  }
}

function scopeOf({ tenantId, projectId }: Place): ProjectScope {
  return { tenantId, projectId };
}

function joinQueues(inbox: Inbox, joined: Map<number, Disposable>, join: (queueId: number) => Disposable): void {
  const ids = new Set(inbox.queues.map((queue) => queue.queueId));
  for (const [id, membership] of joined) {
    if (ids.has(id)) continue;
    membership[Symbol.dispose]();
    joined.delete(id);
  }
  for (const id of ids) if (!joined.has(id)) joined.set(id, join(id));
}

/** null when there is no such agent. */
async function readInbox(project: Place, agentId: number, chats: readonly LiveChat[]): Promise<Inbox | null> {
  const agent = await project.desk.findAgent(agentId);
  if (agent === null) return null;
  const contacts = await project.desk.findContacts(chats.map(({ person }) => person));
  return {
    v: LIVE_PROTOCOL,
    agentId,
    presence: agent.presence,
    room: agent.capacity - agent.taken,
    chats: chats.map((chat) => inboxChat(chat, agentId, contacts.get(chat.person)?.name ?? '')),
    queues: await readQueues(project, agentId),
  };
}

async function readQueues({ desk }: Place, agentId: number): Promise<Inbox['queues']> {
  const queues = (await desk.listQueues()).filter((queue) => queue.memberIds.includes(agentId));
  const lengths = await desk.countWaiting(queues.map(({ settings }) => settings.queueId));
  return queues.map(({ settings: { queueId, name } }) => {
    const { waiting, since } = lengths.get(queueId) ?? { waiting: 0, since: null };
    return { queueId, name, waiting, waitingSince: timeOrNull(since) };
  });
}

function inboxChat(chat: LiveChat, agentId: number, visitorName: string): InboxChat {
  return {
    chatId: chat.chatId,
    phase: chat.phase,
    queueId: chat.queueId,
    visitorName,
    offeredUntil: chat.askedId === agentId ? timeOrNull(chat.offeredUntil) : null,
    hasAgent: chat.ownerId !== null,
    isVisitorGone: chat.visitorGoneSince !== null,
  };
}

function timeOrNull(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
