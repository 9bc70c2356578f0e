import { expect, test } from 'vitest';
import {
  chosenColumns,
  columnsInRoom,
  moveColumn,
  printColumns,
  toggleColumn,
  USUAL_COLUMNS,
} from './column-choice.ts';

const KNOWN = [...USUAL_COLUMNS, 'chatId', 'pageName'];

test('a link wins over what the person chose, that over what is usual', () => {
  expect(chosenColumns('sessionStartTime,chatId', 'sessionStartTime,pageName', KNOWN).names).toEqual([
    'sessionStartTime',
    'chatId',
  ]);
  expect(chosenColumns(undefined, 'pageName,sessionStartTime', KNOWN).names).toEqual(['pageName', 'sessionStartTime']);
  expect(chosenColumns(undefined, null, KNOWN).names).toEqual(USUAL_COLUMNS);
  expect(printColumns(USUAL_COLUMNS, KNOWN)).toBeNull();
});

test('what is no column is named, and the rest is kept; the start is always there', () => {
  expect(chosenColumns('chatId,colour,chatId', null, KNOWN)).toEqual({
    names: ['sessionStartTime', 'chatId'],
    unknown: ['colour'],
  });
  expect(chosenColumns('colour', null, KNOWN).names).toEqual(USUAL_COLUMNS);
  expect(toggleColumn(['sessionStartTime', 'chatId'], 'sessionStartTime')).toEqual(['sessionStartTime', 'chatId']);
});

test('columns move one place, and no further than the ends', () => {
  expect(moveColumn(['a', 'b', 'c'], 'b', -1)).toEqual(['b', 'a', 'c']);
  expect(moveColumn(['a', 'b', 'c'], 'c', 1)).toEqual(['a', 'b', 'c']);
  expect(toggleColumn(['sessionStartTime'], 'chatId')).toEqual(['sessionStartTime', 'chatId']);
});

test('usual columns give way where there is little room, chosen ones do not', () => {
  const room = { widthRem: 70, isNarrow: false, isUsual: true };
  expect(columnsInRoom(USUAL_COLUMNS, room)).not.toContain('type');
  expect(columnsInRoom(USUAL_COLUMNS, { ...room, isUsual: false })).toEqual(USUAL_COLUMNS);
  expect(columnsInRoom(USUAL_COLUMNS, { ...room, widthRem: 0 })).toEqual(USUAL_COLUMNS);
  expect(columnsInRoom(USUAL_COLUMNS, { ...room, isNarrow: true })).toHaveLength(4);
});
