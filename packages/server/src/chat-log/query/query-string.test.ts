/** Decoding of query strings: what is read, what is refused, and that nothing is lost or thrown. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeQueryString, shorten } from './query-string.ts';

test.each([
  ['', []],
  ['a=1', [['a', '1']]],
  [
    'a=1&a=2',
    [
      ['a', '1'],
      ['a', '2'],
    ],
  ],
  ['a', [['a', '']]],
  ['a=', [['a', '']]],
  ['a=b=c', [['a', 'b=c']]],
  ['&&a=1&', [['a', '1']]],
  ['disposition=In+progress', [['disposition', 'In progress']]],
  ['disposition=In%20progress', [['disposition', 'In progress']]],
  ['tz=Etc/GMT%2B1', [['tz', 'Etc/GMT+1']]],
  ['type=%C3%A9', [['type', 'é']]],
  ['us%65rId=1', [['userId', '1']]],
  ['a=1;b=2', [['a', '1;b=2']]],
])('reads %s', (raw, parameters) => {
  expect(decodeQueryString(raw)).toEqual({ parameters });
});

test.each([
  ['=1', ''],
  ['a=1&=', ''],
  ['%=1', '%'],
  ['type=%zz', 'type'],
  ['type=%', 'type'],
  ['type=%E9', 'type'],
  ['type=%C0%AF', 'type'],
  ['type=%ED%A0%80', 'type'],
  ['type=\u00c3\u00a9', 'type'],
  ['type=a b', 'type'],
  ['userId=1&type=%FF', 'type'],
])('refuses %s and names the parameter', (raw, property) => {
  expect(decodeQueryString(raw)).toMatchObject({ refused: { error: 'malformedQuery', property } });
});

test('whatever was encoded comes back, in order', () => {
  const pair = fc.tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' }));
  fc.assert(
    fc.property(fc.array(pair), (pairs) => {
      const raw = pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
      expect(decodeQueryString(raw)).toEqual({ parameters: pairs });
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('no text makes it throw', () => {
  const piece = fc.constantFrom('%', '&', '=', '+', '%E9', '%C3', '%A9', 'a', '\ud800', '\u00e9', ' ');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      expect(Object.keys(decodeQueryString(pieces.join('')))).toHaveLength(1);
    }),
    { seed: 2, numRuns: 500 },
  );
});

test('an echo is short and never holds half a character', () => {
  expect(shorten('short')).toBe('short');
  const long = shorten(`${'x'.repeat(63)}😀${'y'.repeat(50)}`);
  expect(long.length).toBeLessThanOrEqual(66);
  expect(long.isWellFormed()).toBe(true);
});
