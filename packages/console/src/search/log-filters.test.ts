import { FILTER_NAMES, FILTER_PARAMETERS } from '@parley/contract';
import { expect, test } from 'vitest';
import { LOG_FILTERS } from './log-filters.ts';

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
