/** The filters of the log as the console offers them. Names and meanings are the API's. */
import type { FilterName } from '@parley/contract';
import type { PlainTextId, TextIdWith } from '../language/catalogue.ts';
import type { SearchTexts } from './search-text.ts';

/** How a person gives the value. */
export type FilterInput =
  | { readonly kind: 'date' }
  | { readonly kind: 'text'; readonly placeholder: PlainTextId }
  /** In the search box, which is always there. */
  | { readonly kind: 'words' }
  /** Digits; `noValue` says what 0 finds, null when it finds nothing special. */
  | { readonly kind: 'id'; readonly noValue: NoValue | null }
  | { readonly kind: 'choice'; readonly choices: readonly FilterWord[] };

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
  readonly name: FilterName;
  /** As in the menu. */
  readonly label: PlainTextId;
  /** As in a chip, so that chips read as a sentence. */
  readonly sentence: TextIdWith<'value'>;
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
  { name: 'agentId', label: 'filters.agentId', sentence: 'filters.agentIdIs', input: AN_ID },
  {
    name: 'userId',
    label: 'filters.userId',
    sentence: 'filters.userIdIs',
    input: { kind: 'id', noValue: { label: 'filters.userIdNone', button: 'filters.userIdNoneButton' } },
  },
  { name: 'queueId', label: 'filters.queueId', sentence: 'filters.queueIdIs', input: AN_ID },
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
];

/** What else the address may hold: how the log is printed. */
const PRINTED = ['direction', 'tz'];
const KNOWN: ReadonlySet<string> = new Set([...PRINTED, ...LOG_FILTERS.map(({ name }) => name)]);

/** The parameters that go to the API, whatever their values: the server says which are wrong. */
export function knownParameters(texts: SearchTexts): SearchTexts {
  return Object.fromEntries(Object.entries(texts).filter(([name]) => KNOWN.has(name)));
}

/** Names in the address that the console does not know and does not send. */
export function unknownParameters(texts: SearchTexts): readonly string[] {
  return Object.keys(texts).filter((name) => !KNOWN.has(name));
}

export interface GivenFilter {
  readonly filter: LogFilter;
  readonly value: string;
}

/** The filters of the address in the order of the menu. */
export function givenFilters(texts: SearchTexts): readonly GivenFilter[] {
  return LOG_FILTERS.flatMap((filter) => {
    const value = texts[filter.name];
    return value === undefined ? [] : [{ filter, value }];
  });
}

/** The same parameters with this one in place; null takes it away. */
export function withParameter(texts: SearchTexts, name: string, value: string | null): SearchTexts {
  const { [name]: _former, ...others } = texts;
  return value === null ? others : { ...others, [name]: value };
}

/** The same parameters without these names. */
export function withoutParameters(texts: SearchTexts, names: readonly string[]): SearchTexts {
  return Object.fromEntries(Object.entries(texts).filter(([name]) => !names.includes(name)));
}
