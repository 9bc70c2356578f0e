import { FILTER_NAMES, FILTER_PARAMETERS, type FilterParameter, NUMBER_FILTERS } from '@parley/contract';
import { expect, test } from 'vitest';
import { LOG_FILTERS } from './log-filters.ts';

test('the filters are those of the API', () => {
  expect(LOG_FILTERS.map(({ name }) => name).sort()).toEqual([...FILTER_NAMES, ...Object.keys(NUMBER_FILTERS)].sort());
});

test('choices are the values of the API', () => {
  for (const { name, input } of LOG_FILTERS) {
    const parameter: FilterParameter | undefined = FILTER_PARAMETERS[name as keyof typeof FILTER_PARAMETERS];
    if (parameter?.value.kind !== 'choice') continue;
    const { value } = parameter;
    const offered = input.kind === 'choice' ? input.choices.map((choice) => choice.value) : [];
    expect(offered, name).toEqual([...value.values]);
  }
});
