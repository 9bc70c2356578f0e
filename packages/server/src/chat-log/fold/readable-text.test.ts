import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isReadable, readable } from './readable-text.ts';

test('half surrogates and NUL become U+FFFD wherever they stand, whole pairs stay', () => {
  expect(readable({ a: 'cut \ud83d', 'k\0': ['\ude00 x', { b: '\ud83d\ude00' }], n: 1, z: null })).toEqual({
    a: 'cut \ufffd',
    'k\ufffd': ['\ufffd x', { b: '\ud83d\ude00' }],
    n: 1,
    z: null,
  });
});

test('keys that differ only in what is replaced stay apart', () => {
  expect(readable({ 'a\ud83d': 1, 'a\0': 2, 'a\ufffd': 3 })).toEqual({
    'a\ufffd': 1,
    'a\ufffd\ufffd': 2,
    'a\ufffd\ufffd\ufffd': 3,
  });
});

test('a value without them is the same value', () => {
  const value = { a: ['x', { b: null }], ['__proto__']: 'own' };
  expect(readable(value)).toBe(value);
});

test('any JSON is readable afterwards, and no text changes its length', () => {
  const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
  fc.assert(
    fc.property(fc.array(fc.oneof(unit, fc.constantFrom('\0', '\ud83d', '\ude00'))), (units) => {
      const text = units.join('');
      const [after = ''] = readable([text]);
      expect(isReadable(after)).toBe(true);
      expect(after.length).toBe(text.length);
      expect(Buffer.from(after).toString()).toBe(after);
    }),
    { seed: 8 },
  );
});
