/** The check of regular expressions: what is slow on some text is found, and what is linear is not. */
import { expect, test } from 'vitest';
import { findSlowPatterns } from '../tools/check-patterns.ts';

const check = (source: string) => findSlowPatterns('packages/server/src/a.ts', source).length;

test.each([
  String.raw`text.replace(/\s*=\s*/, '=')`,
  String.raw`text.replace(/\/+$/, '')`,
  String.raw`/^(a+)+$/.test(text)`,
  String.raw`/^(?:\w+\s?)*$/.test(text)`,
  String.raw`/^\s*\S*\s*,\s*\s*$/.test(text)`,
  String.raw`const isOne = (text: string): boolean => /x.*y.*z/.test(text);`,
  'new RegExp(text)',
])('%s is found', (source) => {
  expect(check(source)).toBe(1);
});

test.each([
  String.raw`/^\d{1,9}$/.test(text)`,
  String.raw`text.split(/[,;]/)`,
  String.raw`const half: number = whole / 2; const rest = whole /2/ 1;`,
  String.raw`// text.replace(/\s*=\s*/, '=')`,
])('%s is not', (source) => {
  expect(check(source)).toBe(0);
});
