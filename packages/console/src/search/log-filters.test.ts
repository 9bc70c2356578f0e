import { FILTER_NAMES, FILTER_PARAMETERS } from '@parley/contract';
import { describe, expect, test } from 'vitest';
import {
  givenFilters,
  knownParameters,
  LOG_FILTERS,
  unknownParameters,
  withoutParameters,
  withParameter,
} from './log-filters.ts';

test('the filters are those of the API', () => {
  expect(LOG_FILTERS.map(({ name }) => name).sort()).toEqual([...FILTER_NAMES].sort());
});

test('choices are the values of the API', () => {
  for (const { name, input } of LOG_FILTERS) {
    const { value } = FILTER_PARAMETERS[name];
    if (value.kind !== 'choice') continue;
    const offered = input.kind === 'choice' ? input.choices.map((choice) => choice.value) : [];
    expect(offered, name).toEqual([...value.values]);
  }
});

describe('parameters', () => {
  const texts = { slaStatus: 'Out of SLA', tz: 'UTC', colour: 'red', startDate: '2025-10-01' };

  test('that are not known are named, and the rest goes to the API', () => {
    expect(unknownParameters(texts)).toEqual(['colour']);
    expect(Object.keys(knownParameters(texts))).toEqual(['slaStatus', 'tz', 'startDate']);
  });

  test('that are filters come in the order of the menu', () => {
    expect(givenFilters(texts).map(({ filter, value }) => [filter.name, value])).toEqual([
      ['startDate', '2025-10-01'],
      ['slaStatus', 'Out of SLA'],
    ]);
  });

  test('change one at a time', () => {
    expect(withParameter(texts, 'tz', null)).toEqual({
      slaStatus: 'Out of SLA',
      colour: 'red',
      startDate: '2025-10-01',
    });
    expect(withParameter({}, 'agentId', '660')).toEqual({ agentId: '660' });
    expect(withoutParameters(texts, ['colour', 'tz'])).toEqual({
      slaStatus: 'Out of SLA',
      startDate: '2025-10-01',
    });
  });
});
