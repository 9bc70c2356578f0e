import { expect, test } from 'vitest';
import { attachmentFacts } from './attachment-facts.ts';

test('an attachment has type, name, size and a link', () => {
  expect(
    attachmentFacts({ type: 'image', payload: { url: 'https://files.example.com/a/r%C3%A9sum%C3%A9.png' } }),
  ).toEqual({
    type: 'image',
    name: 'résumé.png',
    bytes: null,
    address: 'https://files.example.com/a/r%C3%A9sum%C3%A9.png',
    link: 'https://files.example.com/a/r%C3%A9sum%C3%A9.png',
  });
  const named = attachmentFacts({
    type: 'file',
    payload: { url: 'https://x.example/%E0%A4%A', name: 'a.pdf', size: 12 },
  });
  expect(named).toMatchObject({ name: 'a.pdf', bytes: 12 });
});

test('what is no web address is text, and what is no attachment is nothing', () => {
  expect(attachmentFacts({ payload: { url: 'javascript:alert(1)' } })).toMatchObject({
    address: 'javascript:alert(1)',
    link: null,
    name: '',
  });
  for (const value of [null, undefined, 7, 'x', [], { payload: null }, { type: 7, payload: { url: 7, size: -1 } }]) {
    expect(attachmentFacts(value)).toEqual({ type: '', name: '', bytes: null, address: '', link: null });
  }
});
