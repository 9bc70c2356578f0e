import { expect, test } from 'vitest';
import { withoutPasswords } from './hide-passwords.ts';

test.each([
  ['--database', 'postgres://parley:s3cret@db.internal:5432/parley', 'postgres://parley:…@db.internal:5432/parley'],
  ['serve', '--database=postgresql://u:a%40b@h/d', '--database=postgresql://u:…@h/d'],
])('a password is hidden: %s %s', (first, word, hidden) => {
  expect(withoutPasswords([first, word])).toEqual([first, hidden]);
});

test.each([
  'postgres://parley@db.internal:5432/parley',
  'postgres://db.internal:5432/parley',
  'https://a:b@example.com',
])('%s has no password of a database', (word) => {
  expect(withoutPasswords(['--database', word])).toBeNull();
});
