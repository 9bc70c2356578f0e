import { isValidElement, type ReactNode } from 'react';
import { describe, expect, test } from 'vitest';
import type { TextIdWith } from './catalogue.ts';
import { LANGUAGES, languageFor } from './languages.ts';
import { createText } from './text.ts';

const [english] = LANGUAGES;
const text = createText(await english.load(), english.locale);

/** What somebody reads of it. */
function wordsOf(node: ReactNode): string {
  if (Array.isArray(node)) return node.map(wordsOf).join('');
  if (isValidElement<{ children?: ReactNode }>(node)) return wordsOf(node.props.children);
  return typeof node === 'string' || typeof node === 'number' ? String(node) : '';
}

describe('sentences', () => {
  test('are counted in the way of the language', async () => {
    expect([1, 2, 12_345].map((count) => text('chats.count', { count }))).toEqual([
      '1 chat',
      '2 chats',
      '12,345 chats',
    ]);
    const arabic = LANGUAGES.find(({ code }) => code === 'ar') ?? english;
    const inArabic = createText(await arabic.load(), arabic.locale);
    expect([0, 1, 2, 3, 11, 100, 12_345].map((count) => inArabic('chats.count', { count }))).toEqual([
      'لا محادثات',
      'محادثة واحدة',
      'محادثتان',
      '3 محادثات',
      '11 محادثة',
      '100 محادثة',
      '12,345 محادثة',
    ]);
  });

  test('keep ids as they are', () => {
    expect(text('chats.number', { id: 9_007_199 })).toBe('Chat 9007199');
    expect(text('chats.number', { id: '<b>{x}</b>' })).toBe('Chat <b>{x}</b>');
  });

  test('hold elements and links', () => {
    const elements: ReactNode[] = [];
    const sentence = text.rich('frame.noPageAdvice', {
      link: (words) => {
        elements.push(words);
        return words;
      },
    });
    expect(wordsOf(sentence)).toBe('The address may be cut off. Go to the chats.');
    expect(elements.map(wordsOf)).toEqual(['Go to the chats']);
  });
});

test('a text is asked for with its values, or the page does not compile', () => {
  const never = () => {
    // @ts-expect-error there is no such text
    text('chats.nothing');
    // @ts-expect-error its value is missing
    text('chats.count');
    // @ts-expect-error its value is no number
    text('chats.count', { count: 'many' });
    // @ts-expect-error it has no such value
    text('chats.count', { number: 1 });
    // @ts-expect-error it has no values
    text('chats.title', { count: 1 });
    // @ts-expect-error its link is missing
    text.rich('frame.noPageAdvice', {});
    // @ts-expect-error it needs a value
    const plain: TextIdWith<never> = 'chats.count';
    return plain;
  };
  expect(never).toBeTypeOf('function');
});

test.each([
  [['hu-HU', 'en'], 'hu'],
  [['fr-FR', 'de-AT', 'en'], 'de'],
  [['AR-eg'], 'ar'],
  [['fr'], 'en'],
  [[], 'en'],
])('a browser that asks for %s gets %s', (wanted, code) => {
  expect(languageFor(wanted).code).toBe(code);
});
