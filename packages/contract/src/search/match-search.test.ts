/** A quick look at plain text finds what its words do, and folding is done once. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldText } from './fold-text.ts';
import { matchesSearch } from './match-search.ts';
import { parseSearch } from './search-query.ts';

const plain = fc
  .array(fc.constantFrom('a', 'b', 'ab', 'B', '7', 'a7', ' ', '-', '_', '.', '"', '\n', 'a'.repeat(70)), {
    maxLength: 30,
  })
  .map((parts) => parts.join(''));

function matches(q: string, text: string): boolean | null {
  const search = parseSearch(q);
  return search === null ? null : matchesSearch(search, [text]);
}

test('whatever is looked for in plain text is found as where another letter has it cut into words', () => {
  let found = 0;
  fc.assert(
    fc.property(plain, plain, (text, sought) => {
      for (const q of [sought, `"${sought.replaceAll('"', '')}"`, `-${sought}`]) {
        expect(matches(q, text)).toBe(matches(q, `${text} \u0436`));
        if (matches(q, text) === true) found += 1;
      }
    }),
    { seed: 3, numRuns: 3_000 },
  );
  expect(found).toBeGreaterThan(500);
});

test('a phrase of plain text is not found where a word stands between, or only a part of a word', () => {
  expect(matches('"a b"', 'x a, b')).toBe(true);
  for (const text of ['a x b', 'aa b', 'a bb', 'b a', 'a7 b']) expect(matches('"a b"', text), text).toBe(false);
});

test('folding a word again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
      const once = foldText(text);
      expect(foldText(once)).toBe(once);
    }),
    { seed: 4, numRuns: 20_000 },
  );
});
