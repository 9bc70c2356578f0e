/** What a visitor's pages follow: their chat, and each that they begin later. The transcript is the replay: a resume has no time limit. */
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

/** Ends when `signal` does. */
export async function* followVisitor(
  project: Pick<ProjectStore, 'desk' | 'tenantId' | 'projectId'>,
  hub: Pick<LiveHub, 'open'>,
  { person, position, heartbeatMs, signal, linkFile }: VisitorStream,
): AsyncGenerator<LiveFrame> {
  const { desk, tenantId, projectId } = project;
  using follower = hub.open();
  follower.join({ tenantId, projectId, kind: 'person', person });
  let joined: Disposable | null = null;
  let queue: ChatId[] = await chatsToFollow(project, person, position);
  let seq = queue[0] === undefined ? 0 : (position.get(queue[0]) ?? 0);
  while (!signal.aborted) {
    yield* signsOf(follower, queue[0]);
    follower.takeKinds();
    const [chatId] = queue;
    if (chatId !== undefined) {
      if (joined === null) {
        joined = follower.join({ tenantId, projectId, kind: 'chat', chatId });
        const marks = await desk.listReadMarks([chatId]);
        yield* readFrames(chatId, marks.get(chatId) ?? [], 'visitor');
      }
      const events = await desk.readEventsAfter(chatId, seq, MOST_AT_ONCE);
      if (events === null) yield { name: 'gone', data: { v: 1, chatId } };
      for (const event of events ?? []) {
        seq = event.seq;
        yield {
          name: 'chat',
          data: visibleEvent(chatId, event, 'visitor', linkFile),
          position: printPosition(new Map([[chatId, seq]])),
        };
      }
      if (events !== null && events.length > 0) continue;
      if (events === null || queue.length > 1) {
        joined[Symbol.dispose]();
        [joined, seq, queue] = [null, 0, queue.slice(1)];
        continue;
      }
    }
    const now = (await desk.findPlacesOf([person])).get(person)?.chatId;
    if (now !== undefined && now !== chatId) {
      queue = chatId === undefined ? [now] : [chatId, now];
      continue;
    }
    if (!(await follower.woken(signal, heartbeatMs))) yield { name: 'heartbeat' };
  }
}

function* signsOf(follower: Follower, chatId: ChatId | undefined): Generator<LiveFrame> {
  for (const sign of follower.takeSigns()) {
    const frame = sign.chatId === chatId ? signFrame(sign, 'visitor') : null;
    if (frame !== null) yield frame;
  }
}

/** From the one that the reader has on, if it is theirs, to the one that they have now. */
async function chatsToFollow(
  { desk }: Pick<ProjectStore, 'desk'>,
  person: string,
  position: StreamPosition,
): Promise<ChatId[]> {
  const now = (await desk.findPlacesOf([person])).get(person)?.chatId;
  if (now === undefined) return [];
  const chats = [now];
  for (let at = 0; at < MOST_MISSED && position.size > 0; at++) {
    const [first] = chats;
    if (first === undefined || position.has(first)) return chats;
    const [begin] = (await desk.readEventsAfter(first, 0, 1)) ?? [];
    const before = begin?.body.type === 'chat.started' ? begin.body.previousChatId : undefined;
    if (before === undefined) break;
    chats.unshift(before as ChatId);
  }
  return [now];
}
