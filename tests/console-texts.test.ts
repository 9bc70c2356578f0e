/** Whatever the console shows comes from its catalogues, in every language, and stands on the side where that language begins. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ENGLISH } from '../packages/console/src/language/en/english.ts';
import { findShownWords, findSides } from './helpers/shown-words.ts';

const FOLDER = 'packages/console/src';
const IDS = new Set(Object.keys(ENGLISH));

/** Findings by file. */
function search(pattern: string, find: (source: string) => readonly string[]): readonly string[] {
  const paths = globSync(`${FOLDER}/${pattern}`).map((path) => path.replaceAll('\\', '/'));
  expect(paths.length).toBeGreaterThan(5);
  return paths
    .filter((path) => !path.includes('.test.') && !path.startsWith(`${FOLDER}/language/`))
    .flatMap((path) => find(readFileSync(path, 'utf8')).map((found) => `${path}: ${found}`));
}

describe('the sources of the console', () => {
  test('show no words of their own, and write numbers and days in no language of their own', () => {
    expect(search('**/*.{ts,tsx}', (source) => findShownWords(source, IDS))).toEqual([]);
  });

  test('have styles that know no left and right', () => {
    expect(search('**/*.css', findSides)).toEqual([]);
  });

  test('use every text that there is', () => {
    const sources = globSync(`${FOLDER}/**/*.{ts,tsx}`)
      .filter((path) => !path.includes('.test.') && !/language.(?:en|hu|de|ar)./.test(path))
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n');
    expect([...IDS].filter((id) => !sources.includes(`'${id}'`))).toEqual([]);
  });
});

test.each([
  ['text', '<p>Hello</p>', 'Hello'],
  ['text beside values', '<p>{count} chats</p>', 'chats'],
  ['a literal', "<p>{'Hello'}</p>", 'Hello'],
  ['a choice', "<p>{isOpen ? text('chats.title') : 'Closed'}</p>", 'Closed'],
  ['a condition', "<p>{isOpen && 'Open'}</p>", 'Open'],
  ['a fallback', "<p>{name ?? 'Nobody'}</p>", 'Nobody'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
  ['a template', '<p>{`Chat ${id}`}</p>', 'Chat'],
  ['a sum', "<p>{'Chat ' + id}</p>", 'Chat'],
  ['a label', '<button aria-label="Close" />', 'Close'],
  ['a title', "<b title={isOpen ? 'Open' : text('chats.title')} />", 'Open'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
  ['a placeholder', '<input placeholder={`Name of ${who}`} />', 'Name of'],
  ['a label of a list', "const columns = [{ label: 'Start' }];", 'Start'],
  ['the title of the page', "document.title = 'Chats';", 'Chats'],
  ['a number in one language', "count.toLocaleString('en')", 'toLocaleString'],
  ['a format', 'new Intl.NumberFormat()', 'Intl'],
  ['a margin on one side', '<b ml="md" />', 'ml'],
])('%s is found', (_, source, found) => {
  expect(findShownWords(source, IDS)).toEqual([found]);
});

test.each([
  "<p>{text('chats.title')}</p>",
  "<p aria-label={text('chats.count', { count })}>{name} – {'·'}</p>",
  "const columns = [{ label: 'chats.start', name: 'Start' }];",
  "<b className={isOpen ? 'open' : 'closed'} role=\"row\" />",
  "if (name === 'Chats') throw new TypeError('no chats');",
])('nothing is found in %s', (source) => {
  expect(findShownWords(source, IDS)).toEqual([]);
});

test.each([
  ['margin-left: 1px;', true],
  ['padding: 0 1px 0 2px;', true],
  ['left: 0;', true],
  ['text-align: right;', true],
  ['border-radius: 1px 2px;', true],
  ['border-top-left-radius: 1px;', true],
  ['transform: translateX(1px);', true],
  ['margin-inline-start: 1px;', false],
  ['padding: 0 1px 2px 1px;', false],
  ['text-align: end;', false],
  ['border-start-start-radius: 1px;', false],
])('%s knows a side: %s', (declaration, isSided) => {
  expect(findSides(`.a { ${declaration} }`)).toEqual(isSided ? [declaration] : []);
});
