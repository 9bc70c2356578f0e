/** Explains each number of a chat: value, rule, origin. Used by the API's explain; the numbers are those of the fold. */
import type {
  ChatExplanation,
  ClosedStretch,
  ExplainedNumber,
  ExplainedPoint,
  ExplainedTarget,
  ExplainedTurn,
} from '@parley/contract';
import { type CompiledCalendar, CompiledCalendars, closedBetween } from '../../model/calendar.ts';
import { type ChatMeasures, METRICS_VERSION, measureChat } from '../../model/chat-measures.ts';
import { type ChatState, stateAfter } from '../../model/chat-state.ts';
import type { ChatEvent } from '../../model/event.ts';
import { type Instant, secondsBetween } from '../../model/instant.ts';
import type { Message } from '../../model/message.ts';
import { type ClosedTurn, hasAgentWrittenFirst, isClosed, type Turn } from '../../model/response-times.ts';
import type { TargetState } from '../../model/sla.ts';
import type { Zone } from '../../model/zone.ts';
import { DISPOSITION_SENTENCES, SLA_SENTENCES, SPAM_SENTENCE, TARGET_SENTENCES } from './explanation-rules.ts';
import { renderTarget } from './render-chat.ts';

interface Subject {
  readonly state: ChatState;
  readonly measures: ChatMeasures;
  readonly calendar: CompiledCalendar | null;
  readonly zone: Zone;
}

/**
 * How each number of a chat was computed. `events` are in the order of `seq`; row times are printed in `zone`.
 * @throws TypeError when `chat.started` is not the first event, or is repeated; callers check before.
 */
export function explainChat(
  events: readonly ChatEvent[],
  zone: Zone,
  calendars: CompiledCalendars = new CompiledCalendars(),
): ChatExplanation {
  const state = stateAfter(events);
  const calendar = calendars.of(state.start.calendar ?? null);
  const measures = measureChat(state, calendar);
  const subject = { state, measures, calendar, zone };
  return {
    metricsVersion: METRICS_VERSION,
    timeZone: zone.name,
    turns: measures.turns.map((turn) => explainTurn(turn, calendar)),
    numbers: [...explainResponses(subject), ...explainTimes(subject), ...explainOutcome(subject)],
    slaTargets: measures.sla.targets.map(explainTarget),
  };
}

function explainTurn(turn: Turn, calendar: CompiledCalendar | null): ExplainedTurn {
  return {
    turn: turn.ordinal,
    openedBy: turn.openedBy.id,
    startedAt: utcOf(turn.startedAt),
    startedFrom: turn.isFromHandOff ? 'handOff' : 'message',
    closedBy: turn.closedBy?.id ?? null,
    closedAt: turn.closedBy === null ? null : utcOf(turn.closedBy.sentAt),
    seconds: turn.seconds,
    outsideHours: isClosed(turn) ? closedDuring(turn, calendar) : [],
  };
}

function explainTarget(target: TargetState): ExplainedTarget {
  return { ...renderTarget(target), rule: TARGET_SENTENCES[target.rule] };
}

function explainResponses({ state, measures, calendar }: Subject): readonly ExplainedNumber[] {
  const closed = state.isSpam ? [] : measures.turns.filter(isClosed);
  const first = state.isSpam || measures.firstTurn === null ? [] : [measures.firstTurn];
  const unlessSpam = (rule: string) => (state.isSpam ? SPAM_SENTENCE : rule);
  const fromTurns = (
    name: ExplainedNumber['name'],
    value: number | null,
    turns: readonly ClosedTurn[],
    rule: string,
  ) => ({
    ...numberOf(name, value, unlessSpam(rule)),
    turns: turns.map(({ ordinal }) => ordinal),
    outsideHours: turns.flatMap((turn) => closedDuring(turn, calendar)),
  });
  const isAveraged = measures.averageResponseTime !== null;
  return [
    {
      ...fromTurns('firstResponseTime', measures.firstResponseTime, first, firstResponseRule(measures)),
      ...pointsOf(first[0]),
    },
    fromTurns('responseCount', measures.responseCount, closed, 'Turns that an agent message closed.'),
    fromTurns('sumResponseTime', measures.sumResponseTime, closed, 'Sum of the response times of the closed turns.'),
    fromTurns(
      'averageResponseTime',
      measures.averageResponseTime,
      closed,
      isAveraged ? 'sumResponseTime / responseCount, rounded half up.' : 'null: no turn was closed.',
    ),
    explainLastAnswer(state, measures, calendar),
    {
      ...fromTurns('businessFirstResponseTime', measures.businessFirstResponseTime, first, firstResponseRule(measures)),
      ...pointsOf(first[0]),
    },
    fromTurns(
      'businessSumResponseTime',
      measures.businessSumResponseTime,
      closed,
      'Sum of the response times of the closed turns, counted within opening hours.',
    ),
  ];
}

function firstResponseRule({ firstTurn, messages, turns }: ChatMeasures): string {
  if (firstTurn?.isFromHandOff)
    return "From the bot's hand-off, later than the visitor's first message, to the answer.";
  if (firstTurn) return "From the visitor's first message to the agent message that answers it.";
  if (hasAgentWrittenFirst(messages)) return 'null: an agent wrote first.';
  return turns.length === 0 ? 'null: the visitor never wrote.' : 'null: no agent answered.';
}

function pointsOf(turn: ClosedTurn | undefined): Pick<ExplainedNumber, 'from' | 'to'> {
  if (turn === undefined) return { from: null, to: null };
  const from = turn.isFromHandOff
    ? point("the bot's hand-off", turn.startedAt)
    : messagePoint('visitor message that opened the turn', turn.openedBy);
  return { from, to: messagePoint('agent message that answers it', turn.closedBy) };
}

function explainLastAnswer(
  { isSpam }: ChatState,
  { lastVisitorMessage: question, lastAnswer: answer, lastVisitorMessageAgentResponseTime: value }: ChatMeasures,
  calendar: CompiledCalendar | null,
): ExplainedNumber {
  const name = 'lastVisitorMessageAgentResponseTime';
  if (isSpam) return numberOf(name, value, SPAM_SENTENCE);
  if (question === null) return numberOf(name, value, 'null: the visitor never wrote.');
  const from = messagePoint('last visitor message', question);
  if (answer === null) return { ...numberOf(name, value, 'null: the last visitor message was never answered.'), from };
  return {
    ...numberOf(name, value, 'From the last visitor message to the first agent message after it in order of sending.'),
    from,
    to: messagePoint('first agent message after it', answer),
    outsideHours: stretches(calendar, question.sentAt, answer.sentAt),
  };
}

function explainTimes({ state, measures, calendar, zone }: Subject): readonly ExplainedNumber[] {
  const { closedAt } = measures;
  const start = point('start of the chat', state.startedAt);
  const close = closedAt === null ? null : point('close that is final', closedAt);
  const spans = { from: start, to: close };
  const outsideHours = closedAt === null ? [] : stretches(calendar, state.startedAt, closedAt);
  const ofMessage = (name: ExplainedNumber['name'], what: string, message: Message | null) => ({
    ...numberOf(
      name,
      message && zone.wallTimeAt(message.sentAt),
      message ? `Time of the ${what}.` : `null: no ${what}.`,
    ),
    from: message && messagePoint(what, message),
  });
  const open = 'null: the close is not final.';
  const closeTime = closedAt === null ? null : zone.wallTimeAt(closedAt);
  return [
    { ...numberOf('duration', measures.duration, close ? 'From start to close.' : open), ...spans, outsideHours },
    {
      ...numberOf(
        'businessDuration',
        measures.businessDuration,
        close ? 'From start to close, counted within opening hours.' : open,
      ),
      ...spans,
      outsideHours,
    },
    {
      ...numberOf('sessionStartTime', zone.wallTimeAt(state.startedAt), 'Arrival of what opened the chat.'),
      from: start,
    },
    { ...numberOf('sessionCloseTime', closeTime, close ? 'Instant of the close that became final.' : open), to: close },
    ofMessage('firstVisitorMessageTime', 'first visitor message', measures.firstVisitorMessage),
    ofMessage('firstAgentMessageTime', 'first agent message', measures.firstAgentMessage),
    ofMessage('lastVisitorMessageTime', 'last visitor message', measures.lastVisitorMessage),
    ofMessage('lastAgentMessageTime', 'last agent message', measures.lastAgentMessage),
  ];
}

function explainOutcome({ state, measures }: Subject): readonly ExplainedNumber[] {
  const { outcome, sla } = measures;
  const spamRule = state.isSpam ? '1: marked as spam.' : '0: not marked as spam, or the mark was taken back.';
  return [
    numberOf(
      'transferCount',
      state.handling.moves?.length ?? 0,
      'Times that ownership moved on purpose from an agent or queue to another after the first human had accepted.',
    ),
    numberOf('disposition', outcome.disposition, DISPOSITION_SENTENCES[outcome.rule]),
    numberOf('slaStatus', sla.status, SLA_SENTENCES[sla.rule]),
    numberOf('isSPAM', state.isSpam ? 1 : 0, spamRule),
  ];
}

function numberOf(name: ExplainedNumber['name'], value: ExplainedNumber['value'], rule: string): ExplainedNumber {
  return { name, value, rule, from: null, to: null, turns: [], outsideHours: [] };
}

function point(what: string, at: Instant): ExplainedPoint {
  return { what, messageId: null, at: utcOf(at) };
}

function messagePoint(what: string, { id, sentAt }: Message): ExplainedPoint {
  return { what, messageId: id, at: utcOf(sentAt) };
}

function closedDuring({ startedAt, closedBy }: ClosedTurn, calendar: CompiledCalendar | null): ClosedStretch[] {
  return stretches(calendar, startedAt, closedBy.sentAt);
}

function stretches(calendar: CompiledCalendar | null, from: Instant, to: Instant): ClosedStretch[] {
  return closedBetween(calendar, from, to).map((closed) => ({
    from: utcOf(closed.from),
    to: utcOf(closed.to),
    seconds: secondsBetween(closed.from, closed.to),
  }));
}

function utcOf(at: Instant): string {
  return new Date(at).toISOString();
}
