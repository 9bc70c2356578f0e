import { expect, test } from 'vitest';
import { delimiterOf } from '../language/cell-delimiter.ts';
import { fileKinds, fileName } from './file-kinds.ts';
import { RowCounter, type RowCounting } from './row-counter.ts';

function count(counting: RowCounting, ...pieces: readonly string[]): number {
  const counter = new RowCounter(counting);
  for (const piece of pieces) counter.add(new TextEncoder().encode(piece));
  return counter.rows;
}

test('rows are counted by lines, in whatever pieces they come', () => {
  expect(count('lines', '{}\n{', '}\n', '{"cut"')).toBe(2);
  expect(count('csv', 'chatId,message\r\n1,"two\r', '\nlines, ""quoted"""\r\n2,x\r\n')).toBe(2);
  expect(count('csv', '')).toBe(0);
});

test('cells are separated as spreadsheets of the country expect', () => {
  expect(['en-GB', 'de', 'hu', 'ar-u-nu-latn'].map(delimiterOf)).toEqual([',', ';', ';', ',']);
});

test('files are named after the project and the day, and no two kinds share a name and a format', () => {
  const names = fileKinds(';').map((kind) => `${kind.format} ${fileName('822', kind, new Date(2026, 0, 5, 23))}`);
  expect(names[0]).toBe('xlsx chats-822-2026-01-05.xlsx');
  expect(new Set(fileKinds(';').map(({ id }) => id)).size).toBe(names.length);
});
