/** The filters of the log as the console offers them. Names and meanings are the API's. */
import type { FilterName, NumberName } from '@parley/contract';
import type { PlainTextId, TextIdWith } from '../language/catalogue.ts';

/** How a person gives the value. */
export type FilterInput =
  | { readonly kind: 'date' }
  /** A time with its offset from UTC. */
  | { readonly kind: 'instant' }
  /** A day of the week and an hour: `1-14`. */
  | { readonly kind: 'weekdayHour' }
  | { readonly kind: 'text'; readonly placeholder: PlainTextId }
  /** In the search box, which is always there. */
  | { readonly kind: 'words' }
  /** Digits; `noValue` says what 0 finds, null when it finds nothing special. */
  | { readonly kind: 'id'; readonly noValue: NoValue | null }
  | { readonly kind: 'choice'; readonly choices: readonly FilterWord[] }
  /** Ends of a range, in whole seconds or as a count. */
  | { readonly kind: 'number'; readonly unit: 'seconds' | 'count' };

/** The same within a chip and by itself. */
export interface NoValue {
  readonly label: PlainTextId;
  readonly button: PlainTextId;
}

export interface FilterWord {
  readonly value: string;
  readonly label: PlainTextId;
}

export interface LogFilter {
  readonly name: FilterName | NumberName;
  /** As in the menu. */
  readonly label: PlainTextId;
  /** As in a chip, so that chips read as a sentence; null for a number, whose ends have words of their own. */
  readonly sentence: TextIdWith<'value'> | null;
  readonly input: FilterInput;
}

const AN_ID: FilterInput = { kind: 'id', noValue: null };
const choice = (...choices: readonly FilterWord[]): FilterInput => ({ kind: 'choice', choices });

/** In the order of the menu and of the chips. */
export const LOG_FILTERS: readonly LogFilter[] = [
  { name: 'q', label: 'filters.q', sentence: 'filters.qIs', input: { kind: 'words' } },
  { name: 'startDate', label: 'filters.startDate', sentence: 'filters.startDateIs', input: { kind: 'date' } },
  { name: 'endDate', label: 'filters.endDate', sentence: 'filters.endDateIs', input: { kind: 'date' } },
  {
    name: 'startedFrom',
    label: 'filters.startedFrom',
    sentence: 'filters.startedFromIs',
    input: { kind: 'instant' },
  },
  {
    name: 'startedBefore',
    label: 'filters.startedBefore',
    sentence: 'filters.startedBeforeIs',
    input: { kind: 'instant' },
  },
  {
    name: 'weekdayHour',
    label: 'filters.weekdayHour',
    sentence: 'filters.weekdayHourIs',
    input: { kind: 'weekdayHour' },
  },
  {
    name: 'disposition',
    label: 'filters.disposition',
    sentence: 'filters.dispositionIs',
    input: choice(
      { value: 'In progress', label: 'outcome.inProgress' },
      { value: 'Completed', label: 'outcome.completed' },
      { value: 'Missed', label: 'outcome.missed' },
      { value: 'Lost', label: 'outcome.lost' },
    ),
  },
  {
    name: 'slaStatus',
    label: 'filters.slaStatus',
    sentence: 'filters.slaStatusIs',
    input: choice(
      { value: 'Within SLA', label: 'outcome.withinSla' },
      { value: 'Out of SLA', label: 'outcome.outOfSla' },
    ),
  },
  {
    name: 'status',
    label: 'filters.status',
    sentence: 'filters.statusIs',
    input: choice({ value: 'open', label: 'filters.statusOpen' }, { value: 'closed', label: 'filters.statusClosed' }),
  },
  {
    name: 'type',
    label: 'filters.type',
    sentence: 'filters.typeIs',
    input: { kind: 'text', placeholder: 'filters.typeExample' },
  },
  {
    name: 'pageName',
    label: 'filters.pageName',
    sentence: 'filters.pageNameIs',
    input: { kind: 'text', placeholder: 'filters.pageNameExample' },
  },
  { name: 'agentId', label: 'filters.agentId', sentence: 'filters.agentIdIs', input: AN_ID },
  {
    name: 'userId',
    label: 'filters.userId',
    sentence: 'filters.userIdIs',
    input: { kind: 'id', noValue: { label: 'filters.userIdNone', button: 'filters.userIdNoneButton' } },
  },
  { name: 'queueId', label: 'filters.queueId', sentence: 'filters.queueIdIs', input: AN_ID },
  {
    name: 'lastQueueId',
    label: 'filters.lastQueueId',
    sentence: 'filters.lastQueueIdIs',
    input: { kind: 'id', noValue: { label: 'filters.lastQueueIdNone', button: 'filters.lastQueueIdNoneButton' } },
  },
  {
    name: 'contactId',
    label: 'filters.contactId',
    sentence: 'filters.contactIdIs',
    input: { kind: 'id', noValue: { label: 'filters.contactIdNone', button: 'filters.contactIdNoneButton' } },
  },
  {
    name: 'ticketId',
    label: 'filters.ticketId',
    sentence: 'filters.ticketIdIs',
    input: { kind: 'id', noValue: { label: 'filters.ticketIdNone', button: 'filters.ticketIdNoneButton' } },
  },
  {
    name: 'entityId',
    label: 'filters.entityId',
    sentence: 'filters.entityIdIs',
    input: { kind: 'id', noValue: { label: 'filters.entityIdNone', button: 'filters.entityIdNoneButton' } },
  },
  {
    name: 'isSPAM',
    label: 'filters.isSpam',
    sentence: 'filters.isSpamIs',
    input: choice({ value: '0', label: 'filters.isSpamNo' }, { value: '1', label: 'filters.isSpamYes' }),
  },
  inSeconds('firstResponseTime', 'filters.firstResponseTime'),
  inSeconds('averageResponseTime', 'filters.averageResponseTime'),
  inSeconds('maxResponseTime', 'filters.maxResponseTime'),
  inSeconds('duration', 'filters.duration'),
  {
    name: 'messageCount',
    label: 'filters.messageCount',
    sentence: null,
    input: { kind: 'number', unit: 'count' },
  },
  {
    name: 'transferCount',
    label: 'filters.transferCount',
    sentence: null,
    input: { kind: 'number', unit: 'count' },
  },
];

function inSeconds(name: NumberName, label: PlainTextId): LogFilter {
  return { name, label, sentence: null, input: { kind: 'number', unit: 'seconds' } };
}
