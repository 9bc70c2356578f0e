import { expect, test } from 'vitest';
import { safePath } from './safe-path.ts';

test.each([
  '/',
  '/projects/822/chats?disposition=Missed',
  '/projects/822/chats/17#message-3',
  '/?next=https://elsewhere.example',
])('%s stays', (path) => {
  expect(safePath(path)).toBe(path);
});

test.each([
  '',
  'chats',
  'https://elsewhere.example/',
  '//elsewhere.example',
  '/\\elsewhere.example',
  '\\/elsewhere.example',
  '/\t/elsewhere.example',
  '/\n/elsewhere.example',
  '/.//elsewhere.example',
  '/x/..//elsewhere.example',
  '/%2e//elsewhere.example',
  'javascript:alert(1)',
  ' /x',
  '/x\\y',
  '/x\0y',
])('%j leads nowhere but home', (path) => {
  expect(safePath(path)).toBe('/');
});

test('no fragment that signs somebody in is followed', () => {
  expect(safePath('/x#link=secret')).toBe('/x');
  expect(safePath('/x#connect=secret')).toBe('/x');
  expect(safePath('/x#openid=unknown')).toBe('/x');
});
