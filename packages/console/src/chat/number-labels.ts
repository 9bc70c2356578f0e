/** Names and values of explained numbers as people read them. */
import type { ExplainedNumber, ExplainedNumberName } from '@parley/contract';
import { durationText } from '../text/durations.ts';

const LABELS: Readonly<Record<ExplainedNumberName, string>> = {
  firstResponseTime: 'First response',
  responseCount: 'Answers',
  sumResponseTime: 'Sum of responses',
  averageResponseTime: 'Average response',
  lastVisitorMessageAgentResponseTime: 'Response to the last visitor message',
  businessFirstResponseTime: 'First response within opening hours',
  businessSumResponseTime: 'Sum of responses within opening hours',
  duration: 'Duration',
  businessDuration: 'Duration within opening hours',
  sessionStartTime: 'Started',
  sessionCloseTime: 'Closed',
  firstVisitorMessageTime: 'First visitor message',
  firstAgentMessageTime: 'First agent message',
  lastVisitorMessageTime: 'Last visitor message',
  lastAgentMessageTime: 'Last agent message',
  transferCount: 'Transfers',
  disposition: 'Disposition',
  slaStatus: 'SLA',
  isSPAM: 'Spam',
};

export function numberLabel(name: ExplainedNumberName): string {
  return LABELS[name];
}

const SECONDS = /Time$|^duration$|Duration$/;

/** A duration with its seconds in brackets; a printed time, a count or a word as it is. */
export function numberText({ name, value }: Pick<ExplainedNumber, 'name' | 'value'>): string {
  if (value === null || value === '') return '–';
  if (typeof value !== 'number' || !SECONDS.test(name)) return String(value);
  return value < 60 ? durationText(value) : `${durationText(value)} (${value} s)`;
}
