/** An event of a chat as it comes down a stream. */
import type { WireEvent } from '../chat-event.ts';
import type { LIVE_PROTOCOL } from './live-fields.ts';

interface LiveHeader {
  readonly v: typeof LIVE_PROTOCOL;
  readonly chatId: number;
  /** 1, 2, 3 … within the chat, without a gap. */
  readonly seq: number;
}

/** What the reader may not see keeps its number. */
export interface HiddenEvent {
  readonly type: 'hidden';
  /** As of every event. */
  readonly at: string;
}

export type LiveEvent = LiveHeader & (WireEvent | HiddenEvent);
