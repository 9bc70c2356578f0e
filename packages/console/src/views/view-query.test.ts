import { expect, test } from 'vitest';
import { isSameList, parametersOf, viewQueryOf } from './view-query.ts';

test('a view holds what the list is asked, and no more', () => {
  expect(viewQueryOf({ q: 'árvíz tűrő', disposition: 'Missed', colour: 'blue' })).toBe(
    'q=%C3%A1rv%C3%ADz+t%C5%B1r%C5%91&disposition=Missed',
  );
  expect(viewQueryOf({})).toBe('');
  expect(parametersOf('q=a+b&tz=UTC')).toEqual({ q: 'a b', tz: 'UTC' });
});

test('two lists are the same in whatever order their filters stand', () => {
  expect(isSameList({ status: 'open', q: 'a' }, { q: 'a', status: 'open', colour: 'blue' })).toBe(true);
  expect(isSameList({ status: 'open' }, { status: 'closed' })).toBe(false);
  expect(isSameList({}, { status: 'open' })).toBe(false);
});
