import { expect, test } from 'vitest';
import { takeLink } from './take-link.ts';

function take(hash: string) {
  const replaced: unknown[] = [];
  const history = { replaceState: (...words: unknown[]) => void replaced.push(words.at(-1)) };
  const link = takeLink({ hash, pathname: '/projects/822/chats', search: '?type=webchat' }, history);
  return { link, replaced };
}

test('the secret of a link is taken out of the address', () => {
  expect(take('#link=s3cret-_')).toEqual({ link: 's3cret-_', replaced: ['/projects/822/chats?type=webchat'] });
});

test('other fragments stay', () => {
  expect(take('')).toEqual({ link: null, replaced: [] });
  expect(take('#message-1')).toEqual({ link: null, replaced: [] });
});
