/**
 * The filters in the address: read, put in and taken out. Each may ask for a value, for all others, for any value or for
 * none; a number for what is at least or at most so much.
 */
import type { ExclusionName, NumberName, RangeName, ValueFilterName } from '@parley/contract';
import { LOG_FILTERS, type LogFilter } from './log-filters.ts';
import type { SearchTexts } from './search-text.ts';

export type FilterMode = 'is' | 'isNot' | 'atLeast' | 'atMost' | 'has' | 'hasNone';
type ValuedMode = Exclude<FilterMode, 'has' | 'hasNone'>;

export interface GivenFilter {
  readonly filter: LogFilter;
  readonly mode: FilterMode;
  /** Empty where the mode says everything. */
  readonly value: string;
}

/** How filters by a value are turned round in the API. */
const EXCLUSIONS: Readonly<Record<ValueFilterName, ExclusionName>> = {
  userId: 'notUserId',
  entityId: 'notEntityId',
  agentId: 'notAgentId',
  queueId: 'notQueueId',
  lastQueueId: 'notLastQueueId',
  contactId: 'notContactId',
  ticketId: 'notTicketId',
  type: 'notType',
  pageName: 'notPageName',
  disposition: 'notDisposition',
  slaStatus: 'notSlaStatus',
};
/** The ends of ranges. */
const RANGES: Readonly<Record<NumberName, Readonly<Record<'atLeast' | 'atMost', RangeName>>>> = {
  firstResponseTime: { atLeast: 'minFirstResponseTime', atMost: 'maxFirstResponseTime' },
  averageResponseTime: { atLeast: 'minAverageResponseTime', atMost: 'maxAverageResponseTime' },
  maxResponseTime: { atLeast: 'minMaxResponseTime', atMost: 'maxMaxResponseTime' },
  duration: { atLeast: 'minDuration', atMost: 'maxDuration' },
  messageCount: { atLeast: 'minMessageCount', atMost: 'maxMessageCount' },
  transferCount: { atLeast: 'minTransferCount', atMost: 'maxTransferCount' },
};
const PRESENCES = { has: 'with', hasNone: 'without' } as const;

/** Every name in the address that restricts the list. */
export const FILTER_PARAMETER_NAMES: readonly string[] = [
  ...LOG_FILTERS.map(({ name }) => name).filter((name) => !(name in RANGES)),
  ...Object.values(EXCLUSIONS),
  ...Object.values(RANGES).flatMap((ends) => Object.values(ends)),
  ...Object.values(PRESENCES),
];

/** What a filter can ask for. */
export function modesOf({ name }: LogFilter): readonly FilterMode[] {
  if (name in RANGES) return ['atLeast', 'atMost', 'has', 'hasNone'];
  return name in EXCLUSIONS ? ['is', 'isNot', 'has', 'hasNone'] : ['is'];
}

/** In the order of the menu. */
export function givenFilters(texts: SearchTexts): readonly GivenFilter[] {
  return LOG_FILTERS.flatMap((filter) =>
    modesOf(filter).flatMap((mode): readonly GivenFilter[] => {
      if (!isValued(mode)) {
        return listed(texts, PRESENCES[mode]).includes(filter.name) ? [{ filter, mode, value: '' }] : [];
      }
      const value = texts[parameterOf(filter, mode)];
      return value === undefined ? [] : [{ filter, mode, value }];
    }),
  );
}

/** The same parameters with this filter in place; another value of the same mode gives way. */
export function withFilter(texts: SearchTexts, { filter, mode, value }: GivenFilter): SearchTexts {
  if (isValued(mode)) return { ...texts, [parameterOf(filter, mode)]: value };
  const name = PRESENCES[mode];
  return { ...texts, [name]: [...new Set([...listed(texts, name), filter.name])].join(',') };
}

export function withoutFilter(texts: SearchTexts, { filter, mode }: Omit<GivenFilter, 'value'>): SearchTexts {
  if (isValued(mode)) return withoutParameters(texts, [parameterOf(filter, mode)]);
  const name = PRESENCES[mode];
  const left = listed(texts, name).filter((other) => other !== filter.name);
  return left.length === 0 ? withoutParameters(texts, [name]) : { ...texts, [name]: left.join(',') };
}

/** The same parameters without these names. */
export function withoutParameters(texts: SearchTexts, names: readonly string[]): SearchTexts {
  return Object.fromEntries(Object.entries(texts).filter(([name]) => !names.includes(name)));
}

/** Whether the mode needs a value. */
export function isValued(mode: FilterMode): mode is ValuedMode {
  return mode !== 'has' && mode !== 'hasNone';
}

function parameterOf({ name }: LogFilter, mode: ValuedMode): string {
  switch (mode) {
    case 'is':
      return name;
    case 'isNot':
      return EXCLUSIONS[name as ValueFilterName];
    case 'atLeast':
    case 'atMost':
      return RANGES[name as NumberName][mode];
  }
}

function listed(texts: SearchTexts, name: 'with' | 'without'): readonly string[] {
  return texts[name]?.split(',').filter((part) => part !== '') ?? [];
}
