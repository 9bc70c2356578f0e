/** The events of a chat from any of them on, for as long as somebody listens: the transcript is the replay. */
import type { StoredEvent } from '../../model/event.ts';
import type { ChatId } from '../../model/ids.ts';
import type { ProjectStore } from '../../store/chat-store.ts';
import type { LiveHub } from './live-hub.ts';

const MOST_AT_ONCE = 500;

export interface Following {
  readonly chatId: ChatId;
  /** Number of the last event that the listener has; 0 for none. */
  readonly after: number;
  readonly signal: AbortSignal;
}

/** Events in their order without a gap, some at a time; ends when `signal` does, or when the chat is erased. */
export async function* followChat(
  project: Pick<ProjectStore, 'desk' | 'tenantId' | 'projectId'>,
  hub: Pick<LiveHub, 'follow'>,
  { chatId, after, signal }: Following,
): AsyncGenerator<readonly StoredEvent[]> {
  using follower = hub.follow(project, chatId, after);
  for (let seq = after; !signal.aborted; ) {
    follower.begin(seq);
    const events = await project.desk.readEventsAfter(chatId, seq, MOST_AT_ONCE);
    if (events === null) return;
    const last = events.at(-1);
    if (last === undefined) await follower.woken(signal);
    else {
      yield events;
      seq = last.seq;
    }
  }
}
