import { expect, test } from 'vitest';
import { takeArrival } from './take-arrival.ts';

function take(hash: string) {
  const replaced: unknown[] = [];
  const history = { replaceState: (...words: unknown[]) => void replaced.push(words.at(-1)) };
  const arrival = takeArrival({ hash, pathname: '/projects/822/chats', search: '?type=webchat' }, history);
  return { arrival, replaced };
}

test.each([
  ['#link=s3cret-_', { kind: 'link', secret: 's3cret-_' }],
  ['#connect=s3cret-_', { kind: 'connect', secret: 's3cret-_' }],
  ['#openid=unknown', { kind: 'openid', failure: 'unknown' }],
  ['#openid=anything', { kind: 'openid', failure: 'refused' }],
])('%s is taken out of the address', (hash, arrival) => {
  expect(take(hash)).toEqual({ arrival, replaced: ['/projects/822/chats?type=webchat'] });
});

test('other fragments stay', () => {
  expect(take('')).toEqual({ arrival: null, replaced: [] });
  expect(take('#message-1')).toEqual({ arrival: null, replaced: [] });
});
