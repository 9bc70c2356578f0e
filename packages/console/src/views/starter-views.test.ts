import { expect, test } from 'vitest';
import { FILTER_PARAMETER_NAMES } from '../search/given-filters.ts';
import { starterViews } from './starter-views.ts';

test.each([
  ['2026-11-23', '2026-11-23'],
  ['2026-11-27', '2026-11-23'],
  ['2026-11-29', '2026-11-23'],
  ['2026-01-01', '2025-12-29'],
])('the week of %s begins on Monday, %s', (today, monday) => {
  const days = starterViews(today).flatMap(({ parameters }) => parameters.startDate ?? []);
  expect(new Set(days)).toEqual(new Set([monday]));
});

test('starter views have filters that the list knows, and no two are the same', () => {
  const views = starterViews('2026-11-27').map(({ parameters }) => parameters);
  for (const name of views.flatMap(Object.keys)) expect(FILTER_PARAMETER_NAMES).toContain(name);
  expect(new Set(views.map((view) => JSON.stringify(view))).size).toBe(views.length);
});
