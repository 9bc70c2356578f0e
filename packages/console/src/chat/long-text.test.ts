import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partsOf, SHOWN_UNITS, shownEnd } from './long-text.ts';

test('a text is cut between characters, and its parts are all of it', () => {
  const long = fc.array(fc.constantFrom('word ', '🙂', 'x\n', 'ű', '\ud83d'), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(long, fc.integer({ min: 1, max: 30_000 }), (words, times) => {
      const text = words.join('').repeat(times).slice(0, 90_000);
      const parts = partsOf(text);
      expect(parts.join('')).toBe(text);
      for (const part of parts) expect(part.length).toBeLessThanOrEqual(SHOWN_UNITS);
      const end = shownEnd(text);
      expect(end === text.length || end >= SHOWN_UNITS - 1).toBe(true);
      if (text.isWellFormed()) expect([text.slice(0, end), ...parts].every((part) => part.isWellFormed())).toBe(true);
    }),
    { numRuns: 50, seed: 7 },
  );
});

test('a part ends with a line or a word', () => {
  const [first = ''] = partsOf(`${'a'.repeat(15_000)}\n${'b'.repeat(10_000)}`);
  expect(first).toBe(`${'a'.repeat(15_000)}\n`);
});
