/** Turns and response times of a chat. Source of every rule: docs/spec/metrics.md. Used by the fold and by `explain`. */
import { type Instant, secondsBetween } from './instant.ts';
import type { Message } from './message.ts';

/** From an unanswered visitor message to the agent message that answers it. */
export interface Turn {
  /** 1, 2, 3 … */
  readonly ordinal: number;
  readonly openedBy: Message;
  /** Time of that message, or the bot's hand-off where that is later. */
  readonly startedAt: Instant;
  readonly isFromHandOff: boolean;
  /** null while it is open. */
  readonly closedBy: Message | null;
  /** Response time; null while it is open. Never negative. */
  readonly seconds: number | null;
}

export interface ClosedTurn extends Turn {
  readonly closedBy: Message;
  readonly seconds: number;
}

/**
 * The turns of messages in order of sending. `handedOffAt` is when the bot gave the chat to humans, null when it did not.
 * A hand-off in a second after the answer changes nothing: whole seconds decide, so that the row's times agree.
 */
export function turnsOf(messages: readonly Message[], handedOffAt: Instant | null): readonly Turn[] {
  const turns: Turn[] = [];
  let openedBy: Message | null = null;
  for (const message of messages) {
    if (message.sender === 'visitor') openedBy ??= message;
    if (message.sender !== 'agent' || openedBy === null) continue;
    turns.push(turn(turns.length + 1, openedBy, message, handedOffAt));
    openedBy = null;
  }
  if (openedBy !== null) turns.push(turn(turns.length + 1, openedBy, null, handedOffAt));
  return turns;
}

function turn(ordinal: number, openedBy: Message, closedBy: Message | null, handedOffAt: Instant | null): Turn {
  const isFromHandOff =
    handedOffAt !== null &&
    secondsBetween(openedBy.sentAt, handedOffAt) > 0 &&
    (closedBy === null || secondsBetween(handedOffAt, closedBy.sentAt) >= 0);
  const startedAt = isFromHandOff ? handedOffAt : openedBy.sentAt;
  const seconds = closedBy === null ? null : secondsBetween(startedAt, closedBy.sentAt);
  return { ordinal, openedBy, startedAt, isFromHandOff, closedBy, seconds };
}

/** Whether an agent has answered the turn. */
export function isClosed(turn: Turn): turn is ClosedTurn {
  return turn.closedBy !== null;
}

/** Whether an agent wrote before the visitor: such a chat has no first response. */
export function hasAgentWrittenFirst(messages: readonly Message[]): boolean {
  return messages.find(({ sender }) => sender !== 'bot')?.sender === 'agent';
}

/** The turn whose answer is the first response, null when the agent wrote first or nobody answered. */
export function firstResponseTurn(messages: readonly Message[], turns: readonly Turn[]): ClosedTurn | null {
  const [first] = turns;
  return first && isClosed(first) && !hasAgentWrittenFirst(messages) ? first : null;
}

/** The first agent message after the last visitor message in order of sending, null when there is none. */
export function answerToLastVisitorMessage(messages: readonly Message[]): Message | null {
  const last = messages.findLastIndex(({ sender }) => sender === 'visitor');
  if (last === -1) return null;
  return messages.find(({ sender }, index) => index > last && sender === 'agent') ?? null;
}

/** `sum / count` rounded half up, null when `count` is 0. Both are whole and not negative. */
export function roundedAverage(sum: number, count: number): number | null {
  return count === 0 ? null : Math.floor((2 * sum + count) / (2 * count));
}
