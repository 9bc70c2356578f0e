/** How long a chat was active. Used by the fold for `ext.activeDuration`. */
import { secondsBetween } from './instant.ts';
import type { Message } from './message.ts';

const LONGEST_COUNTED_GAP_SECONDS = 240;

/** Sum of the gaps between consecutive messages, including bots', in seconds, each at most 240; null without messages. */
export function activeSeconds(messages: readonly Message[]): number | null {
  const [first] = messages;
  if (first === undefined) return null;
  let seconds = 0;
  let previous = first;
  for (const message of messages) {
    seconds += Math.min(secondsBetween(previous.sentAt, message.sentAt), LONGEST_COUNTED_GAP_SECONDS);
    previous = message;
  }
  return seconds;
}
