import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import { ENGLISH } from './en/english.ts';
import { LANGUAGES } from './languages.ts';

type Elements = ReturnType<IntlMessageFormat['getAst']>;
type Texts = Readonly<Record<string, string>>;

/** What a message needs and offers, `count plural` and `<link>`; and its plurals. */
function partsOf(message: string, locale: string) {
  const names = new Set<string>();
  const plurals: string[][] = [];
  const foreign: string[] = [];
  const visit = (elements: Elements): void => {
    for (const element of elements) {
      switch (KINDS[element.type]) {
        case 'value':
        case 'number':
          if ('value' in element) names.add(element.value);
          break;
        case 'tag':
          if ('children' in element) {
            names.add(`<${element.value}>`);
            visit(element.children);
          }
          break;
        case 'plural':
          if ('options' in element) {
            names.add(element.value);
            plurals.push(Object.keys(element.options));
            for (const { value } of Object.values(element.options)) visit(value);
          }
          break;
        case 'words':
          break;
        default:
          foreign.push(JSON.stringify(element));
      }
    }
  };
  visit(new IntlMessageFormat(message, locale).getAst());
  return { names: [...names].sort(), plurals, foreign };
}

/** Of the parser's elements by their number; whatever is not here, the page's types do not know. */
const KINDS: Readonly<Record<number, 'words' | 'value' | 'number' | 'plural' | 'tag'>> = {
  0: 'words',
  1: 'value',
  2: 'number',
  6: 'plural',
  7: 'words',
  8: 'tag',
};

/** One sentence for each fault. */
function faultsOf(texts: Texts, locale: string, english: Texts = ENGLISH): readonly string[] {
  const wanted = new Intl.PluralRules(locale).resolvedOptions().pluralCategories.toSorted();
  const ids = [...new Set([...Object.keys(texts), ...Object.keys(english)])];
  return ids.flatMap((id) => {
    const message = texts[id];
    const original = english[id];
    if (original === undefined) return [`${id} is not in English`];
    if (message === undefined || message.trim() === '') return [`${id} is missing`];
    try {
      const { names, plurals, foreign } = partsOf(message, locale);
      const expected = partsOf(original, 'en').names;
      return [
        ...(names.join() === expected.join() ? [] : [`${id} has values ${names} and not ${expected}`]),
        ...plurals
          .filter((categories) => categories.toSorted().join() !== wanted.join())
          .map((categories) => `${id} has plurals ${categories} and not ${wanted}`),
        ...foreign.map((element) => `${id} has what the types do not read: ${element}`),
      ];
    } catch (error) {
      return [`${id} is no message: ${error}`];
    }
  });
}

describe.each(LANGUAGES)('the texts in $code', ({ locale, load }) => {
  test('are complete, with the values and plurals that they need', async () => {
    expect(faultsOf(await load(), locale)).toEqual([]);
  });

  test('are written for this language', async () => {
    const texts = await load();
    const same = Object.entries(texts).filter(
      ([id, message]) => /[a-z]{4} /.test(message) && ENGLISH[id as keyof typeof ENGLISH] === message,
    );
    expect(locale.startsWith('en') ? [] : same).toEqual([]);
  });
});

test.each([
  ['a missing text', {}, 'a is missing'],
  ['an empty text', { a: ' ' }, 'a is missing'],
  [
    'a text too many',
    { a: '{count, plural, zero {} one {} two {} few {} many {} other {}}', b: 'x' },
    'b is not in English',
  ],
  [
    'another value',
    { a: '{number, plural, zero {} one {} two {} few {} many {} other {}}' },
    'a has values number and not count',
  ],
  [
    'a plural without its forms',
    { a: '{count, plural, one {#} other {#}}' },
    'a has plurals one,other and not few,many,one,other,two,zero',
  ],
  ['a broken message', { a: '{count, plural, other {#}' }, 'a is no message'],
  ['a choice of words', { a: '{count, select, other {}}' }, 'a has what the types do not read'],
] as const)('the check finds %s', (_, texts, fault) => {
  const english = { a: '{count, plural, one {#} other {#}}' };
  expect(faultsOf(texts, 'ar', english).join('; ')).toContain(fault);
});
