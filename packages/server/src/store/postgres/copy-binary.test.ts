import { expect, test } from 'vitest';
import { bindLiterals, comparableText } from './bind-literals.ts';
import { type CopyValue, readCopyRows, writeCopyRows } from './copy-binary.ts';

test('rows come back as they were written', () => {
  const rows: CopyValue[][] = [
    [1, 'text with é', Uint8Array.of(0, 255), null],
    [Number.MAX_SAFE_INTEGER, '', new Uint8Array(0), 'x'],
    [-5n, 'a\\b', Uint8Array.of(1), null],
  ];
  const read = readCopyRows(Buffer.concat([...writeCopyRows(rows)]));
  expect(read.map((row) => [row.int(0), row.text(1), [...row.bytes(2)], row.text(3)])).toEqual([
    [1, 'text with é', [0, 255], ''],
    [Number.MAX_SAFE_INTEGER, '', [], 'x'],
    [-5, 'a\\b', [1], ''],
  ]);
  expect(read[0]?.int(3)).toBeNull();
  expect(() => readCopyRows(Buffer.alloc(19))).toThrow(RangeError);
});

test('values stand in the text of a statement as literals that cannot end it', () => {
  expect(bindLiterals({ sql: 'a = ? AND b = ?', values: [-7, "o'clock \\"] })).toBe(
    "a = (-7)::bigint AND b =  E'o''clock \\\\'",
  );
  expect(() => bindLiterals({ sql: '?', values: [1.5] })).toThrow(TypeError);
  expect(() => bindLiterals({ sql: '? ?', values: [1] })).toThrow(TypeError);
});

test('text that the database cannot hold or index is compared by its hash', () => {
  expect(comparableText('Completed')).toBe('Completed');
  const odd = ['a\0b', '\ud800', '\ud801', 'x'.repeat(5_000), `${'x'.repeat(5_000)}y`].map(comparableText);
  expect(odd.every((text) => /^sha256:[0-9a-f]{64}$/.test(text))).toBe(true);
  expect(new Set(odd).size).toBe(odd.length);
});
