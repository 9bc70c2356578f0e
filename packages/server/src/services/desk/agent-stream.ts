/** What an agent's desk follows: what they have to do, and the events of their chats. */
import { type InboxChat, LIVE_PROTOCOL, type LiveFrameOf } from '@parley/contract';
import type { StoredEvent } from '../../model/event.ts';
import type { ChatId } from '../../model/ids.ts';
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

/** Ends when `signal` does, or when there is no such agent any more. */
export async function* followAgent(
  project: Place,
  hub: Pick<LiveHub, 'open'>,
  { agentId, position, heartbeatMs, signal, linkFile }: AgentStream,
): AsyncGenerator<LiveFrame> {
  const { desk, tenantId, projectId } = project;
  const scope = { tenantId, projectId };
  using follower = hub.open();
  follower.join({ ...scope, kind: 'agent', agentId });
  const followed = new Map<ChatId, Followed>();
  const queues = new Map<number, Disposable>();
  /** That have left the agent: should they be erased, whoever has a copy is told. */
  const left = new Map<ChatId, Followed>();
  let shown = '';
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    yield* signsOf(follower, followed);
    const kinds = follower.takeKinds();
    const chats = (await desk.listChatsOf(agentId)).filter((chat) => isWithin(project, chat));
    if (isFirst || kinds.size > 1 || !kinds.has('chat')) {
      const inbox = await readInbox(project, agentId, chats);
      if (inbox === null) return;
      joinQueues(inbox, queues, (queueId) => follower.join({ ...scope, kind: 'queue', queueId }));
      const text = JSON.stringify(inbox);
      if (text !== shown) yield { name: 'inbox', data: inbox };
      shown = text;
    }
    const marks = await desk.listReadMarks(chats.map((chat) => chat.chatId).filter((id) => !followed.has(id)));
    const gotAway = isFirst
      ? await leftChats(project, agentId, position, new Set(chats.map((chat) => chat.chatId)))
      : [];
    for (const chatId of [...gotAway, ...chats.map((chat) => chat.chatId)]) {
      if (followed.has(chatId)) continue;
      const joined = follower.join({ ...scope, kind: 'chat', chatId });
      const before = left.get(chatId);
      if (before !== undefined) forget(left, chatId, before);
      followed.set(chatId, { seq: before?.seq ?? position.get(chatId) ?? 0, joined });
      yield* readFrames(chatId, marks.get(chatId) ?? [], 'agent');
    }
    yield* newEvents(project, { followed, left }, chats, agentId, linkFile);
    yield* erasedIn(project, left);
    if (!(await follower.woken(signal, heartbeatMs))) yield { name: 'heartbeat' };
  }
}

/** The rest of each chat; of one that is not the agent's any more, up to where it left them. */
async function* newEvents(
  { desk }: Place,
  { followed, left }: Readonly<Record<'followed' | 'left', Map<ChatId, Followed>>>,
  chats: readonly LiveChat[],
  agentId: number,
  linkFile: LinkFile,
): AsyncGenerator<LiveFrame> {
  const own = new Map(chats.map((chat) => [chat.chatId, chat]));
  const lastSeqs = await desk.readLastSeqs([...followed.keys()]);
  for (const [chatId, one] of followed) {
    const lastSeq = lastSeqs.get(chatId);
    if (lastSeq === undefined) yield { name: 'gone', data: { v: LIVE_PROTOCOL, chatId } };
    while (lastSeq !== undefined && one.seq < lastSeq) {
      const events = (await desk.readEventsAfter(chatId, one.seq, MOST_AT_ONCE)) ?? [];
      const seen = own.has(chatId) ? events : events.slice(0, 1 + events.findIndex((event) => leaves(event, agentId)));
      for (const event of seen) {
        one.seq = event.seq;
        const now = new Map([...left, ...followed].map(([id, { seq }]) => [id, seq]));
        yield { name: 'chat', data: visibleEvent(chatId, event, 'agent', linkFile), position: printPosition(now) };
      }
      if (seen.length < events.length || events.length === 0) break;
    }
    if (own.has(chatId)) continue;
    followed.delete(chatId);
    if (lastSeq !== undefined) left.set(chatId, one);
    else one.joined[Symbol.dispose]();
  }
  for (const [chatId, one] of [...left].slice(0, Math.max(0, left.size - MOST_LEFT))) forget(left, chatId, one);
}

/** Of chats that have left the agent, those that were erased since. */
async function* erasedIn({ desk }: Place, left: Map<ChatId, Followed>): AsyncGenerator<LiveFrame> {
  const lastSeqs = await desk.readLastSeqs([...left.keys()]);
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

function* signsOf(follower: Follower, followed: ReadonlyMap<ChatId, Followed>): Generator<LiveFrame> {
  for (const sign of follower.takeSigns()) {
    const frame = followed.has(sign.chatId) ? signFrame(sign, 'agent') : null;
    if (frame !== null) yield frame;
  }
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
async function readInbox({ desk }: Place, agentId: number, chats: readonly LiveChat[]): Promise<Inbox | null> {
  const agent = await desk.findAgent(agentId);
  if (agent === null) return null;
  const queues = (await desk.listQueues()).filter((queue) => queue.memberIds.includes(agentId));
  const [contacts, lengths] = await Promise.all([
    desk.findContacts(chats.map(({ person }) => person)),
    desk.countWaiting(queues.map(({ settings }) => settings.queueId)),
  ]);
  return {
    v: LIVE_PROTOCOL,
    agentId,
    presence: agent.presence,
    room: agent.capacity - agent.taken,
    chats: chats.map((chat) => inboxChat(chat, agentId, contacts.get(chat.person)?.name ?? '')),
    queues: queues.map(({ settings: { queueId, name } }) => {
      const { waiting, since } = lengths.get(queueId) ?? { waiting: 0, since: null };
      return { queueId, name, waiting, waitingSince: timeOrNull(since) };
    }),
  };
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
