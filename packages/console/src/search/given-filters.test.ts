import { EXCLUSIONS, RANGES, SELECTION_NAMES } from '@parley/contract';
import { describe, expect, test } from 'vitest';
import {
  FILTER_PARAMETER_NAMES,
  givenFilters,
  isValued,
  modesOf,
  withFilter,
  withoutFilter,
  withoutParameters,
} from './given-filters.ts';
import { knownParameters, unknownParameters } from './known-parameters.ts';
import { LOG_FILTERS } from './log-filters.ts';

test('the parameters are those of the API, and each can be given by a filter', () => {
  expect([...FILTER_PARAMETER_NAMES].sort()).toEqual([...SELECTION_NAMES].sort());
  for (const filter of LOG_FILTERS) {
    for (const mode of modesOf(filter)) {
      const given = { filter, mode, value: isValued(mode) ? '7' : '' };
      const texts = withFilter({}, given);
      const [name = ''] = Object.keys(texts);
      if (mode === 'isNot') expect(EXCLUSIONS[name as keyof typeof EXCLUSIONS]).toBe(filter.name);
      if (mode === 'atLeast' || mode === 'atMost') {
        const end = mode === 'atLeast' ? 'min' : 'max';
        expect(RANGES[name as keyof typeof RANGES]).toEqual({ number: filter.name, end });
      }
      expect(givenFilters(texts)).toEqual([given]);
      expect(withoutFilter(texts, given)).toEqual({});
    }
  }
});

describe('parameters', () => {
  const texts = {
    slaStatus: 'Out of SLA',
    tz: 'UTC',
    colour: 'red',
    startDate: '2025-10-01',
    without: 'ticketId,type',
  };

  test('that are not known are named, and the rest goes to the API', () => {
    expect(unknownParameters(texts)).toEqual(['colour']);
    expect(Object.keys(knownParameters(texts))).toEqual(['slaStatus', 'tz', 'startDate', 'without']);
    expect(withoutParameters(texts, ['colour', 'tz', 'without'])).toEqual({
      slaStatus: 'Out of SLA',
      startDate: '2025-10-01',
    });
  });

  test('that are filters come in the order of the menu', () => {
    expect(givenFilters(texts).map(({ filter, mode, value }) => [filter.name, mode, value])).toEqual([
      ['startDate', 'is', '2025-10-01'],
      ['slaStatus', 'is', 'Out of SLA'],
      ['type', 'hasNone', ''],
      ['ticketId', 'hasNone', ''],
    ]);
  });

  test('lists lose one name, and go with the last', () => {
    const [, , type, ticket] = givenFilters(texts);
    if (type === undefined || ticket === undefined) throw new TypeError('two filters are missing');
    const left = withoutFilter(texts, type);
    expect(left.without).toBe('ticketId');
    expect(withoutFilter(left, ticket)).not.toHaveProperty('without');
    expect(withFilter(left, type).without).toBe('ticketId,type');
  });
});
