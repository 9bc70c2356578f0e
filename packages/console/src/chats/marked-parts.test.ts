import { expect, test } from 'vitest';
import { markedParts, nearFirstHit } from './marked-parts.ts';

test.each([
  ['a blue shirt', [{ start: 2, end: 6 }], ['a ', '[blue]', ' shirt']],
  ['blue', [{ start: 0, end: 4 }], ['[blue]']],
  ['ab', [], ['ab']],
  ['', [], []],
  [
    'abcd',
    [
      { start: 0, end: 2 },
      { start: 1, end: 3 },
      { start: 3, end: 9 },
      { start: 3, end: 4 },
    ],
    ['[ab]', 'c', '[d]'],
  ],
])('%j with hits %j is %j', (text, hits, parts) => {
  expect(markedParts(text, hits).map(({ text: part, isHit }) => (isHit ? `[${part}]` : part))).toEqual(parts);
});

test.each([
  ['a lead to it', 10, '…to '],
  ['see it', 4, 'see '],
  ['a very long lead that nobody wants to read before it', 50, '…before '],
  ['https://shop.example.com/en/help/it', 33, '…en/help/'],
  [`${'x'.repeat(40)}\u{1f600}${'y'.repeat(7)}it`, 49, `…${'y'.repeat(7)}`],
])('of %j what leads to the hit is short', (text, start, lead) => {
  const [first] = nearFirstHit(markedParts(text, [{ start, end: start + 2 }]));
  expect(first?.text).toBe(lead);
});
