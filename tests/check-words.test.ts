/** The check of words finds what STYLE.md asks to replace, and nothing else. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findBannedWords, readBannedWords } from '../tools/check-words.ts';

const WORDS = new Map([
  ['anew', 'again'],
  ['of no account', 'ignored'],
]);

function check(path: string, text: string): readonly string[] {
  return findBannedWords(new Map([[path, text]]), WORDS);
}

test('a banned word is named with its line and what to write instead', () => {
  expect(check('docs/a.md', 'One.\nIt is written Anew, which is of no account.\n')).toEqual([
    'docs/a.md:2: says "anew"; write again',
    'docs/a.md:2: says "of no account"; write ignored',
  ]);
});

test('parts of other words and the list itself are left alone', () => {
  expect(check('packages/a.ts', 'const anewed = renew; // Weanew')).toEqual([]);
  expect(check('STYLE.md', '| anew | again |')).toEqual([]);
});

test('the list is read from STYLE.md, and its absence is an error', () => {
  const style =
    '# Style\n\n## Words that we do not write\n\n| not | but |\n|---|---|\n| anew | again |\n\n## Next\n\n| x | y |\n';
  expect(readBannedWords(style)).toEqual(new Map([['anew', 'again']]));
  expect(readBannedWords(readFileSync(new URL('../STYLE.md', import.meta.url), 'utf8')).size).toBeGreaterThan(5);
  expect(() => readBannedWords('# Style\n')).toThrow('has no words');
});
