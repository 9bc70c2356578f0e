import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holdsRawNumber, isNegativeZero, isRawNumber, parseExact, withDigitsAsText } from './exact-json.ts';

test.each([
  '12345678901234567891',
  '9007199254740993',
  '-9007199254740993',
  '1e400',
  '0.1234567890123456789',
  '1e-400',
  '-0',
  '-0.00',
  '-0e5',
])('%s is kept digit for digit', (digits) => {
  for (const text of [digits, `[${digits}]`, `{"a":{"b": ${digits}}}`, `{"a":[1,${digits}]}`]) {
    const value = parseExact(text);
    expect(holdsRawNumber(value)).toBe(true);
    expect(JSON.stringify(value)).toBe(text.replace(': ', ':'));
    expect(JSON.stringify(withDigitsAsText(value))).toContain(`"${digits}"`);
    expect(isDeepStrictEqual(value, parseExact(text))).toBe(true);
  }
});

test('numbers that differ beyond a double are different', () => {
  expect(isDeepStrictEqual(parseExact('[9007199254740993]'), parseExact('[9007199254740995]'))).toBe(false);
});

test.each([
  '9007199254740991',
  '9007199254740992',
  '1.0',
  '1.50',
  '1e2',
  '1E+2',
  '0.00005',
  '5e-5',
  '-0.5',
  '-10',
  '0e5',
  '100000000000000000000',
])('%s is a number', (text) => {
  expect(parseExact(`[${text}]`)).toEqual([Number(text)]);
});

test('zero with a sign is told from small negative numbers', () => {
  const zeros = parseExact('[-0,-0.0,-0e9]') as readonly unknown[];
  const others = parseExact('[0,-1e-400,-0.5,1,"-0"]') as readonly unknown[];
  expect([...zeros, ...others].map(isNegativeZero)).toEqual([true, true, true, false, false, false, false, false]);
});

test('text is not taken for numbers', () => {
  const text = JSON.stringify({ a: ': 12345678901234567891', b: 'at 5e999', c: 1e3 });
  expect(parseExact(text)).toEqual(JSON.parse(text));
});

test('a member named __proto__ and one named rawJSON stay what they are', () => {
  const value = parseExact('{"__proto__":{"a":1e400},"rawJSON":"7"}') as Record<string, unknown>;
  expect(Object.keys(value)).toEqual(['__proto__', 'rawJSON']);
  expect(isRawNumber(value)).toBe(false);
});

test('any JSON that has only doubles is parsed as ever', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (text) => {
      expect(JSON.stringify(parseExact(text))).toBe(JSON.stringify(JSON.parse(text)));
    }),
    { seed: 8, numRuns: 2_000 },
  );
});

test('whatever digits are written come back or have the same value', () => {
  const digits = fc.stringMatching(/^-?(0|[1-9]\d{0,22})(\.\d{1,22})?(e[+-]?\d{1,3})?$/);
  fc.assert(
    fc.property(digits, (text) => {
      const [value] = parseExact(`[${text}]`) as [unknown];
      if (isRawNumber(value)) expect(value.rawJSON).toBe(text);
      else expect(value).toBe(Number(text));
    }),
    { seed: 8, numRuns: 2_000 },
  );
});
