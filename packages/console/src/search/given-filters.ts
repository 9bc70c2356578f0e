/** The filters in the address: read, put in and taken out. Each may ask for a value, for all others, for any value or for none. */
import type { ExclusionName, ValueFilterName } from '@parley/contract';
import { LOG_FILTERS, type LogFilter } from './log-filters.ts';
import type { SearchTexts } from './search-text.ts';

export type FilterMode = 'is' | 'isNot' | 'has' | 'hasNone';

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
  contactId: 'notContactId',
  ticketId: 'notTicketId',
  type: 'notType',
  disposition: 'notDisposition',
  slaStatus: 'notSlaStatus',
};
const PRESENCES = { has: 'with', hasNone: 'without' } as const;

/** Every name in the address that restricts the list. */
export const FILTER_PARAMETER_NAMES: readonly string[] = [
  ...LOG_FILTERS.map(({ name }) => name),
  ...Object.values(EXCLUSIONS),
  ...Object.values(PRESENCES),
];

/** What a filter can ask for. */
export function modesOf({ name }: LogFilter): readonly FilterMode[] {
  return name in EXCLUSIONS ? ['is', 'isNot', 'has', 'hasNone'] : ['is'];
}

/** In the order of the menu. */
export function givenFilters(texts: SearchTexts): readonly GivenFilter[] {
  return LOG_FILTERS.flatMap((filter) =>
    modesOf(filter).flatMap((mode): readonly GivenFilter[] => {
      if (mode === 'has' || mode === 'hasNone') {
        return listed(texts, PRESENCES[mode]).includes(filter.name) ? [{ filter, mode, value: '' }] : [];
      }
      const value = texts[parameterOf(filter, mode)];
      return value === undefined ? [] : [{ filter, mode, value }];
    }),
  );
}

/** The same parameters with this filter in place; another value of the same mode gives way. */
export function withFilter(texts: SearchTexts, { filter, mode, value }: GivenFilter): SearchTexts {
  if (mode === 'is' || mode === 'isNot') return { ...texts, [parameterOf(filter, mode)]: value };
  const name = PRESENCES[mode];
  return { ...texts, [name]: [...new Set([...listed(texts, name), filter.name])].join(',') };
}

export function withoutFilter(texts: SearchTexts, { filter, mode }: Omit<GivenFilter, 'value'>): SearchTexts {
  if (mode === 'is' || mode === 'isNot') return withoutParameters(texts, [parameterOf(filter, mode)]);
  const name = PRESENCES[mode];
  const left = listed(texts, name).filter((other) => other !== filter.name);
  return left.length === 0 ? withoutParameters(texts, [name]) : { ...texts, [name]: left.join(',') };
}

/** The same parameters without these names. */
export function withoutParameters(texts: SearchTexts, names: readonly string[]): SearchTexts {
  return Object.fromEntries(Object.entries(texts).filter(([name]) => !names.includes(name)));
}

function parameterOf({ name }: LogFilter, mode: 'is' | 'isNot'): string {
  return mode === 'is' ? name : EXCLUSIONS[name as ValueFilterName];
}

function listed(texts: SearchTexts, name: 'with' | 'without'): readonly string[] {
  return texts[name]?.split(',').filter((part) => part !== '') ?? [];
}
