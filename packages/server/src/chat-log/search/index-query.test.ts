/** What the index is asked holds for every chat that matches: it may find too many, and must lose none. */
import { matchesSearch } from '@parley/contract/match-search';
import { parseSearch } from '@parley/contract/search-query';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type IndexExpression, indexQuery } from './index-query.ts';
import { indexedWords } from './indexed-words.ts';

function holds(expression: IndexExpression, words: readonly string[]): boolean {
  switch (expression.kind) {
    case 'word':
      return words.some((word) => (expression.isPrefix ? word.startsWith(expression.text) : word === expression.text));
    case 'all':
      return expression.of.every((one) => holds(one, words));
    case 'any':
      return expression.of.some((one) => holds(one, words));
  }
}

/** Whether the index finds a chat of these texts. */
function isFound(q: string, texts: readonly string[]): boolean {
  const search = parseSearch(q);
  if (search === null) throw new TypeError(`nothing to look for in ${q}`);
  const { wanted, excluded } = indexQuery(search);
  const words = indexedWords(texts);
  return holds(wanted, words) && (excluded === null || !holds(excluded, words));
}

describe('the index', () => {
  test.each([
    ['"is it"', 'Is it there?', true],
    ['"is it"', 'It is.', false],
    ['"is it"', 'Where is that? It went.', false],
    ['"is it there"', 'is it, there', true],
    ['"the old"', 'The old-fashioned one', true],
    ['"over the"', 'the end is over', true],
    ['"is it*"', 'is it', true],
    ['"你好"', '你好', true],
    ['ord', 'an order', true],
    ['ord -', 'an order', true],
    ['ord "', 'an order', true],
    ['ord is', 'an order is', false],
  ])('%s in %j: %j', (q, text, expected) => {
    expect(isFound(q, [text])).toBe(expected);
  });

  test('does not reach from one text into the next', () => {
    expect(isFound('"is it"', ['here it is', 'it went'])).toBe(false);
  });
});

const WORDS = [
  'is',
  'it',
  'a',
  'the',
  'order',
  'AB-12',
  '06 30 123',
  'der',
  'ß',
  'Ünö',
  '你好',
  '吗',
  'ไทย',
  '👍',
  'x.y',
];
const text = fc.array(fc.constantFrom(...WORDS), { maxLength: 12 }).map((words) => words.join(' '));
const query = fc
  .array(
    fc.tuple(
      fc.constantFrom('', '', '-'),
      fc.constantFrom('', '"'),
      fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 }),
    ),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((items) => items.map(([minus, quote, words]) => `${minus}${quote}${words.join(' ')}${quote}`).join(' '));

test('every chat that matches is found, and of two short words no other', () => {
  fc.assert(
    fc.property(query, fc.array(text, { minLength: 1, maxLength: 3 }), (q, texts) => {
      const search = parseSearch(q);
      if (search === null || !matchesSearch(search, texts)) return;
      expect(isFound(q, texts)).toBe(true);
    }),
    { numRuns: 5_000 },
  );
  fc.assert(
    fc.property(fc.constantFrom('"is it"', '"a the"', '"der is"'), text, (q, one) => {
      const search = parseSearch(q);
      expect(isFound(q, [one])).toBe(search !== null && matchesSearch(search, [one]));
    }),
    { numRuns: 2_000 },
  );
});
