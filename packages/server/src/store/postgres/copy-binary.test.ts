import { expect, test } from 'vitest';
import { type SqlValue, sql } from '../sql/sql.ts';
import { readCopyRows, readField, writeCopyRows } from './copy-binary.ts';
import { bindLiterals, comparableText } from './postgres-dialect.ts';

test('rows come back as they were written', () => {
  const rows: SqlValue[][] = [
    [1, 'text with é', Uint8Array.of(0, 255), null],
    [Number.MAX_SAFE_INTEGER, '', new Uint8Array(0), 'x'],
    [-5n, 'a\\b', Uint8Array.of(1), null],
  ];
  const read = readCopyRows(Buffer.concat([...writeCopyRows(rows)]));
  const values = read.map(([number = null, text = null, bytes = null, last = null]) => {
    return [readField('int', number), readField('text', text), [...(bytes ?? [])], readField('text?', last)];
  });
  expect(values).toEqual([
    [1, 'text with é', [0, 255], null],
    [Number.MAX_SAFE_INTEGER, '', [], 'x'],
    [-5, 'a\\b', [1], null],
  ]);
  expect(() => readCopyRows(Buffer.alloc(19))).toThrow(RangeError);
});

test('values stand in the text of a statement as literals that cannot end it', () => {
  const clock = "o'clock \\";
  expect(bindLiterals(sql`a = ${-7} AND b = ${clock}`)).toBe("a = (-7)::bigint AND b =  E'o''clock \\\\'");
  expect(() => bindLiterals(sql`${1.5}`)).toThrow(TypeError);
  expect(() => bindLiterals(sql`${'a\0b'}`)).toThrow(TypeError);
});

test('text that the database cannot hold or index is compared by its hash', () => {
  expect(comparableText('Completed')).toBe('Completed');
  const odd = ['a\0b', '\ud800', '\ud801', 'x'.repeat(5_000), `${'x'.repeat(5_000)}y`].map(comparableText);
  expect(odd.every((text) => /^sha256:[0-9a-f]{64}$/.test(text))).toBe(true);
  expect(new Set(odd).size).toBe(odd.length);
});
