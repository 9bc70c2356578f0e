/** Names and values of explained numbers as people read them. */
import type { ExplainedNumber, ExplainedNumberName } from '@parley/contract';
import { dispositionWord, slaWord } from '../chats/outcome-words.ts';
import type { PlainTextId } from '../language/catalogue.ts';
import type { LanguageState } from '../language/language-context.ts';

const LABELS: Readonly<Record<ExplainedNumberName, PlainTextId>> = {
  firstResponseTime: 'numbers.firstResponse',
  responseCount: 'numbers.answers',
  sumResponseTime: 'numbers.sumResponse',
  averageResponseTime: 'numbers.averageResponse',
  lastVisitorMessageAgentResponseTime: 'numbers.lastResponse',
  businessFirstResponseTime: 'numbers.businessFirstResponse',
  businessSumResponseTime: 'numbers.businessSumResponse',
  duration: 'numbers.duration',
  businessDuration: 'numbers.businessDuration',
  sessionStartTime: 'numbers.started',
  sessionCloseTime: 'numbers.closed',
  firstVisitorMessageTime: 'numbers.firstVisitorMessage',
  firstAgentMessageTime: 'numbers.firstAgentMessage',
  lastVisitorMessageTime: 'numbers.lastVisitorMessage',
  lastAgentMessageTime: 'numbers.lastAgentMessage',
  transferCount: 'numbers.transfers',
  disposition: 'numbers.disposition',
  slaStatus: 'numbers.sla',
  isSPAM: 'numbers.spam',
};

export function numberLabel(name: ExplainedNumberName): PlainTextId {
  return LABELS[name];
}

const SECONDS = /Time$|^duration$|Duration$/;

/** A duration with its seconds in brackets; a printed time, a count or a word as it is. */
export function numberText(
  { name, value }: Pick<ExplainedNumber, 'name' | 'value'>,
  { text, formats }: Pick<LanguageState, 'text' | 'formats'>,
): string {
  if (value === null || value === '') return '–';
  if (typeof value === 'string') {
    const word = name === 'disposition' ? dispositionWord(value) : name === 'slaStatus' ? slaWord(value) : null;
    return word === null ? value : text(word);
  }
  if (!SECONDS.test(name)) return formats.number(value);
  const duration = formats.duration(value);
  return value < 60 ? duration : text('numbers.withSeconds', { duration, seconds: value });
}
