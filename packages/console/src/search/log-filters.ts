/** The filters of the log as the console offers them. Names and meanings are the API's. */
import type { FilterName } from '@parley/contract';
import type { SearchTexts } from './search-text.ts';

/** How a person gives the value. */
export type FilterInput =
  | { readonly kind: 'date' }
  | { readonly kind: 'text'; readonly placeholder: string }
  /** In the search box, which is always there. */
  | { readonly kind: 'words' }
  /** Digits; `noValue` says what 0 finds, null when it finds nothing special. */
  | { readonly kind: 'id'; readonly noValue: string | null }
  | { readonly kind: 'choice'; readonly choices: readonly FilterChoice[] };

export interface FilterChoice {
  readonly value: string;
  readonly label: string;
}

export interface LogFilter {
  readonly name: FilterName;
  /** As in the menu. */
  readonly label: string;
  /** Before the value in a chip, so that chips read as a sentence. */
  readonly phrase: string;
  readonly input: FilterInput;
}

const asChoice = (value: string): FilterChoice => ({ value, label: value });

/** In the order of the menu and of the chips. */
export const LOG_FILTERS: readonly LogFilter[] = [
  { name: 'q', label: 'Words', phrase: 'with', input: { kind: 'words' } },
  { name: 'startDate', label: 'Started on or from', phrase: 'from', input: { kind: 'date' } },
  { name: 'endDate', label: 'Started until', phrase: 'until', input: { kind: 'date' } },
  {
    name: 'disposition',
    label: 'Disposition',
    phrase: 'disposition is',
    input: { kind: 'choice', choices: ['In progress', 'Completed', 'Missed', 'Lost'].map(asChoice) },
  },
  {
    name: 'slaStatus',
    label: 'SLA',
    phrase: 'is',
    input: { kind: 'choice', choices: ['Within SLA', 'Out of SLA'].map(asChoice) },
  },
  {
    name: 'status',
    label: 'Open or closed',
    phrase: 'is',
    input: { kind: 'choice', choices: ['open', 'closed'].map(asChoice) },
  },
  { name: 'type', label: 'Channel', phrase: 'channel is', input: { kind: 'text', placeholder: 'webchat' } },
  { name: 'agentId', label: 'Any agent', phrase: 'with agent', input: { kind: 'id', noValue: null } },
  { name: 'userId', label: 'Last agent', phrase: 'last agent is', input: { kind: 'id', noValue: 'no agent' } },
  { name: 'queueId', label: 'Any queue', phrase: 'in queue', input: { kind: 'id', noValue: null } },
  { name: 'contactId', label: 'Contact', phrase: 'contact is', input: { kind: 'id', noValue: 'no contact' } },
  { name: 'ticketId', label: 'Ticket', phrase: 'ticket is', input: { kind: 'id', noValue: 'no ticket' } },
  { name: 'entityId', label: 'Record', phrase: 'record is', input: { kind: 'id', noValue: 'no record' } },
  {
    name: 'isSPAM',
    label: 'Spam',
    phrase: '',
    input: {
      kind: 'choice',
      choices: [
        { value: '0', label: 'not spam' },
        { value: '1', label: 'spam' },
      ],
    },
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
