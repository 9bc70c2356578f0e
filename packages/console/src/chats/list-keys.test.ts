import { describe, expect, test } from 'vitest';
import { isForList, isNearEnd, rowForKey } from './list-keys.ts';

describe('a key leads to a row', () => {
  const place = { active: 5, rowCount: 20, pageRows: 8 };
  test.each([
    ['j', 6],
    ['ArrowDown', 6],
    ['k', 4],
    ['ArrowUp', 4],
    ['PageDown', 12],
    ['PageUp', 0],
    ['Home', 0],
    ['End', 19],
    ['x', null],
    ['Enter', null],
  ] as const)('%s', (key, row) => {
    expect(rowForKey(key, place)).toBe(row);
  });

  test('the first one when no row is active', () => {
    expect(rowForKey('j', { ...place, active: null })).toBe(0);
    expect(rowForKey('k', { ...place, active: null })).toBe(0);
  });

  test('never beyond the ends, and nowhere in an empty list', () => {
    expect(rowForKey('j', { ...place, active: 19 })).toBe(19);
    expect(rowForKey('k', { ...place, active: 0 })).toBe(0);
    expect(rowForKey('j', { ...place, rowCount: 0, active: null })).toBeNull();
  });
});

describe('a key is meant for the list', () => {
  const plain = { key: 'j', ctrlKey: false, metaKey: false, altKey: false };
  test.each([
    ['j anywhere on the page', plain, { isInField: false, isInList: false }, true],
    ['an arrow in the list', { ...plain, key: 'ArrowDown' }, { isInField: false, isInList: true }, true],
    ['an arrow elsewhere, which scrolls', { ...plain, key: 'ArrowDown' }, { isInField: false, isInList: false }, false],
    ['j in a field, which types it', plain, { isInField: true, isInList: false }, false],
    ['Ctrl with j, which is the browser’s', { ...plain, ctrlKey: true }, { isInField: false, isInList: true }, false],
  ] as const)('%s', (_case, event, place, isMeant) => {
    expect(isForList(event, place)).toBe(isMeant);
  });
});

test('more rows are fetched when the last loaded ones come near', () => {
  expect(isNearEnd(20, 100)).toBe(false);
  expect(isNearEnd(70, 100)).toBe(true);
});
