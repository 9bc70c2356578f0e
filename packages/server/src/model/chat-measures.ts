/** Every number of a chat with its origin: the fold prints the numbers, `explain` the origins. */
import { activeSeconds } from './activity.ts';
import { type CompiledCalendar, openSecondsBetween } from './calendar.ts';
import type { ChatState } from './chat-state.ts';
import { type DispositionResult, dispositionOf } from './disposition.ts';
import { type Instant, secondsBetween } from './instant.ts';
import { type Message, messagesOf } from './message.ts';
import {
  answerToLastVisitorMessage,
  type ClosedTurn,
  firstResponseTurn,
  hasAgentWrittenFirst,
  isClosed,
  roundedAverage,
  type Turn,
  turnsOf,
} from './response-times.ts';
import { judgeSla, type SlaResult } from './sla.ts';

/** Version of the definitions in docs/spec/metrics.md. */
export const METRICS_VERSION = 1;

/** Response numbers in seconds; null as the field's definition says. */
interface ResponseNumbers {
  readonly firstResponseTime: number | null;
  readonly responseCount: number | null;
  readonly sumResponseTime: number | null;
  readonly averageResponseTime: number | null;
  readonly lastVisitorMessageAgentResponseTime: number | null;
  readonly maxResponseTime: number | null;
  readonly businessFirstResponseTime: number | null;
  readonly businessSumResponseTime: number | null;
}

export interface ChatMeasures extends ResponseNumbers {
  /** In order of sending. */
  readonly messages: readonly Message[];
  readonly turns: readonly Turn[];
  /** The turn that firstResponseTime comes from. */
  readonly firstTurn: ClosedTurn | null;
  readonly firstVisitorMessage: Message | null;
  readonly lastVisitorMessage: Message | null;
  readonly firstAgentMessage: Message | null;
  readonly lastAgentMessage: Message | null;
  /** The message that lastVisitorMessageAgentResponseTime comes from. */
  readonly lastAnswer: Message | null;
  /** null until the close is final. */
  readonly closedAt: Instant | null;
  readonly duration: number | null;
  readonly businessDuration: number | null;
  readonly activeDuration: number | null;
  readonly outcome: DispositionResult;
  readonly sla: SlaResult;
}

/** Measures a chat from its state and the calendar of its start event (null is always open). */
export function measureChat(state: ChatState, calendar: CompiledCalendar | null): ChatMeasures {
  const messages = messagesOf(state.messageLog);
  const turns = turnsOf(messages, state.handedOffAt);
  const firstTurn = firstResponseTurn(messages, turns);
  const firstAgentMessage = messages.find(({ sender }) => sender === 'agent') ?? null;
  const lastVisitorMessage = messages.findLast(({ sender }) => sender === 'visitor') ?? null;
  const lastAnswer = answerToLastVisitorMessage(messages);
  const closedAt = state.close?.isFinal ? state.close.at : null;
  return {
    messages,
    turns,
    firstTurn,
    firstVisitorMessage: messages.find(({ sender }) => sender === 'visitor') ?? null,
    lastVisitorMessage,
    firstAgentMessage,
    lastAgentMessage: messages.findLast(({ sender }) => sender === 'agent') ?? null,
    lastAnswer,
    closedAt,
    duration: closedAt === null ? null : secondsBetween(state.startedAt, closedAt),
    businessDuration: closedAt === null ? null : openSecondsBetween(calendar, state.startedAt, closedAt),
    activeDuration: activeSeconds(messages),
    outcome: dispositionOf(state, firstAgentMessage !== null, calendar),
    sla: judgeSla(state, turns, !hasAgentWrittenFirst(messages), calendar),
    ...(state.isSpam ? NO_RESPONSES : responseNumbers(turns, firstTurn, lastVisitorMessage, lastAnswer, calendar)),
  };
}

/** Spam is not judged: an unanswered advertisement is not a slow response. */
const NO_RESPONSES: ResponseNumbers = {
  firstResponseTime: null,
  responseCount: null,
  sumResponseTime: null,
  averageResponseTime: null,
  lastVisitorMessageAgentResponseTime: null,
  maxResponseTime: null,
  businessFirstResponseTime: null,
  businessSumResponseTime: null,
};

function responseNumbers(
  turns: readonly Turn[],
  firstTurn: ClosedTurn | null,
  lastVisitorMessage: Message | null,
  lastAnswer: Message | null,
  calendar: CompiledCalendar | null,
): ResponseNumbers {
  let count = 0;
  let sum = 0;
  let max = 0;
  let openSum = 0;
  for (const turn of turns) {
    if (!isClosed(turn)) continue;
    count += 1;
    sum += turn.seconds;
    max = Math.max(max, turn.seconds);
    openSum += openSecondsOf(turn, calendar);
  }
  return {
    firstResponseTime: firstTurn?.seconds ?? null,
    responseCount: count,
    sumResponseTime: sum,
    averageResponseTime: roundedAverage(sum, count),
    lastVisitorMessageAgentResponseTime:
      lastVisitorMessage && lastAnswer ? secondsBetween(lastVisitorMessage.sentAt, lastAnswer.sentAt) : null,
    maxResponseTime: count === 0 ? null : max,
    businessFirstResponseTime: firstTurn ? openSecondsOf(firstTurn, calendar) : null,
    businessSumResponseTime: openSum,
  };
}

/** Seconds of a response within opening hours. */
function openSecondsOf(turn: ClosedTurn, calendar: CompiledCalendar | null): number {
  return openSecondsBetween(calendar, turn.startedAt, turn.closedBy.sentAt);
}
