import type { LoggedChat } from '@parley/contract';
import { matchesSearch } from '@parley/contract/match-search';
import { parseSearch, type SearchQuery } from '@parley/contract/search-query';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import example from '../../services/sample/page-example.json' with { type: 'json' };
import type { StoredExt } from '../fold/folded-chat.ts';
import { previewChat } from './preview-chat.ts';

const [page] = example.response;
const EXT = { messages: [] } as unknown as StoredExt;

function saying(...texts: readonly string[]): LoggedChat {
  const message = page?.transcript[0];
  return { ...page, transcript: texts.map((text) => ({ ...message, message: text })) } as unknown as LoggedChat;
}

function searchFor(q: string): SearchQuery {
  const search = parseSearch(q);
  if (search === null) throw new TypeError(q);
  return search;
}

function shown(q: string, ...texts: readonly string[]) {
  const { text, hits } = previewChat(saying(...texts), EXT, searchFor(q));
  return { text, words: hits.map(({ start, end }) => text.slice(start, end)) };
}

test.each([
  ['shirt', ['hello', 'A blue shirt, two Shirts'], { text: 'A blue shirt, two Shirts', words: ['shirt', 'Shirts'] }],
  ['"blue shirt" two', ['a blue  shirt, two'], { text: 'a blue  shirt, two', words: ['blue  shirt', 'two'] }],
  ['arvizturo', ['Szia', 'Árvíztűrő tükörfúrógép'], { text: 'Árvíztűrő tükörfúrógép', words: ['Árvíztűrő'] }],
  ['strasse', ['Hauptstr.', 'die Straße'], { text: 'die Straße', words: ['Straße'] }],
  ['京タ', ['東京タワー'], { text: '東京タワー', words: ['京タ'] }],
  ['thanks -refund', ['no', 'many thanks'], { text: 'many thanks', words: ['thanks'] }],
  ['822-20230120-785643', ['nothing'], { text: '822-20230120-785643', words: ['822-20230120-785643'] }],
] as const)('%s is shown where it stands', (q, texts, expected) => {
  expect(shown(q, ...texts)).toEqual(expected);
});

test('of a long text the stretch around the first hit is shown, from the beginning of a word', () => {
  const long = `${'some words before it '.repeat(40)}the needle ${'and words after it '.repeat(40)}needle`;
  const { text, words } = shown('needle', long);
  expect(text.length).toBeLessThanOrEqual(200);
  expect(text).toMatch(/^(some|words|before|it) .*the needle and words/);
  expect(words).toEqual(['needle']);
});

test('whatever the text, a preview is a stretch of it, whole characters, and its hits are what the search finds', () => {
  const word = fc.constantFrom(
    'needle',
    'Straße',
    '東京タワー',
    '👨‍👩‍👧‍👦',
    'e\u0301',
    'x'.repeat(300),
    ' ',
    '-',
    'AB-12345',
    '\ud83d',
  );
  const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 60 }).map((words) => words.join(' ')),
      fc.constantFrom('needle', 'strasse', '京タ', 'ab12345', '"needle needle"', 'xxx'),
      (text, q) => {
        const search = searchFor(q);
        const preview = previewChat(saying(text), EXT, search);
        if (!matchesSearch(search, [text])) {
          expect(preview.hits).toEqual([]);
          return;
        }
        expect(preview.text.length).toBeLessThanOrEqual(200);
        const at = text.indexOf(preview.text);
        expect(at).toBeGreaterThanOrEqual(0);
        expect(preview.hits.length).toBeGreaterThan(0);
        const edges = new Set([...graphemes.segment(text)].map(({ index }) => index));
        expect(text.length === at + preview.text.length || edges.has(at + preview.text.length)).toBe(true);
        let end = 0;
        for (const hit of preview.hits) {
          expect(hit.start).toBeGreaterThanOrEqual(end);
          expect(hit.end).toBeGreaterThan(hit.start);
          end = hit.end;
        }
        expect(end).toBeLessThanOrEqual(preview.text.length);
      },
    ),
    { seed: 5, numRuns: 500 },
  );
});
