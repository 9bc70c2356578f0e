import { expect, test } from 'vitest';
import { firstError } from './api-failure.ts';
import { nextParameter } from './next-link.ts';

test('the next page continues after the chat of the link', () => {
  const link = '<http://127.0.0.1:8990/v2/projects/822/chats?fields=chatId%2Ctype&after=1901>; rel="next"';
  expect(nextParameter(link, 'after')).toBe('1901');
  expect(nextParameter(null, 'after')).toBeNull();
});

test('the server’s sentence is found in its envelope, and nothing in what a proxy sends', () => {
  const entry = { errorcode: 400, errormessage: 'error.malformed_value', property: 'tz', message: 'tz is no zone.' };
  expect(firstError({ response: [], errors: [entry] })).toEqual({ message: 'tz is no zone.', property: 'tz' });
  expect(firstError({ errors: [] })).toBeNull();
  expect(firstError('<html>')).toBeNull();
  expect(firstError(null)).toBeNull();
});
