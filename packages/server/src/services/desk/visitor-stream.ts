/** What a visitor's pages follow: their chat, and each that they begin later. The transcript is the replay: a resume has no time limit. */
import { LIVE_PROTOCOL } from '@parley/contract';
import type { ChatId } from '../../model/ids.ts';
import type { ProjectStore } from '../../store/chat-store.ts';
import type { Follower } from './follower.ts';
import { type LiveFrame, printPosition, readFrames, type StreamPosition, signFrame } from './live-frame.ts';
import type { LiveHub } from './live-hub.ts';
import { type LinkFile, visibleEvent } from './visible-event.ts';

const MOST_AT_ONCE = 500;
/** Chats that a visitor may have begun and ended since they were here last, of which they get the rest. */
const MOST_MISSED = 20;

export interface VisitorStream {
  readonly person: string;
  readonly position: StreamPosition;
  /** Without anything to say for so long a heartbeat comes. */
  readonly heartbeatMs: number;
  readonly signal: AbortSignal;
  readonly linkFile: LinkFile;
}

/** A chat that is followed: the last of them is the one that the visitor has now. */
interface Followed {
  readonly chatId: ChatId;
  seq: number;
  readonly joined: Disposable;
}

type Where = Pick<ProjectStore, 'desk' | 'tenantId' | 'projectId'>;

/** Ends when `signal` does. */
export async function* followVisitor(
  project: Where,
  hub: Pick<LiveHub, 'open'>,
  { person, position, heartbeatMs, signal, linkFile }: VisitorStream,
): AsyncGenerator<LiveFrame> {
  const { desk, tenantId, projectId } = project;
  using follower = hub.open();
  follower.join({ tenantId, projectId, kind: 'person', person });
  const join = (chatId: ChatId): Followed => ({
    chatId,
    seq: position.get(chatId) ?? 0,
    joined: follower.join({ tenantId, projectId, kind: 'chat', chatId }),
  });
  let followed = (await chatsToFollow(project, person, position)).map(join);
  yield* erasedOf(await desk.readLastSeqs([...position.keys()]), [...position.keys()]);
  yield* marksOf(project, followed.at(-1)?.chatId);
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    yield* signsOf(follower, followed.at(-1)?.chatId);
    const { chatIds, isWide } = follower.takeNews();
    const isElsewhere = isFirst || isWide || ![...chatIds].every((id) => followed.some(({ chatId }) => chatId === id));
    const gone = new Set<Followed>();
    for (const one of followed.filter(({ chatId }) => isFirst || isWide || chatIds.has(chatId))) {
      if (yield* newEvents(project, followed, one, linkFile)) gone.add(one);
    }
    const now = isElsewhere ? (await desk.findChatsOf([person])).get(person) : undefined;
    if (now !== undefined && !followed.some(({ chatId }) => chatId === now)) {
      const joined = join(now);
      followed = [...followed.slice(1 - MOST_MISSED), joined];
      yield* marksOf(project, now);
      if (yield* newEvents(project, followed, joined, linkFile)) gone.add(joined);
    }
    for (const one of gone) one.joined[Symbol.dispose]();
    followed = followed.filter((one) => !gone.has(one));
    if (!(await follower.woken(signal, heartbeatMs))) yield { name: 'heartbeat' };
  }
}

/** The rest of one of the chats; true when it is not there any more. */
async function* newEvents(
  { desk }: Where,
  followed: readonly Followed[],
  one: Followed,
  linkFile: LinkFile,
): AsyncGenerator<LiveFrame, boolean> {
  for (;;) {
    const events = await desk.readEventsAfter(one.chatId, one.seq, MOST_AT_ONCE);
    if (events === null) {
      yield { name: 'gone', data: { v: LIVE_PROTOCOL, chatId: one.chatId } };
      return true;
    }
    for (const event of events) {
      one.seq = event.seq;
      const position = printPosition(new Map(followed.map(({ chatId, seq }) => [chatId, seq])));
      yield { name: 'chat', data: visibleEvent(one.chatId, event, 'visitor', linkFile), position };
    }
    if (events.length < MOST_AT_ONCE) return false;
  }
}

/** Chats that the reader has, and that are not there any more. */
function* erasedOf(lastSeqs: ReadonlyMap<ChatId, number>, ids: readonly ChatId[]): Generator<LiveFrame> {
  for (const chatId of ids) if (!lastSeqs.has(chatId)) yield { name: 'gone', data: { v: LIVE_PROTOCOL, chatId } };
}

async function* marksOf({ desk }: Where, chatId: ChatId | undefined): AsyncGenerator<LiveFrame> {
  if (chatId === undefined) return;
  yield* readFrames(chatId, (await desk.listReadMarks([chatId])).get(chatId) ?? [], 'visitor');
}

function* signsOf(follower: Follower, chatId: ChatId | undefined): Generator<LiveFrame> {
  for (const sign of follower.takeSigns()) {
    const frame = sign.chatId === chatId ? signFrame(sign, 'visitor') : null;
    if (frame !== null) yield frame;
  }
}

/** From the first one that the reader has, if it is theirs, to the one that they have now. */
async function chatsToFollow({ desk }: Where, person: string, position: StreamPosition): Promise<ChatId[]> {
  const now = (await desk.findChatsOf([person])).get(person);
  if (now === undefined) return [];
  const chats = [now];
  for (let at = 1; at < MOST_MISSED && position.size > 0; at++) {
    const [first = now] = chats;
    const [begin] = (await desk.readEventsAfter(first, 0, 1)) ?? [];
    const before = begin?.body.type === 'chat.started' ? begin.body.previousChatId : undefined;
    if (before === undefined) break;
    chats.unshift(before as ChatId);
  }
  const known = chats.findIndex((chatId) => position.has(chatId));
  return known === -1 ? [now] : chats.slice(known);
}
