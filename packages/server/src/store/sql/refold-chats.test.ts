import { expect, test } from 'vitest';
import { chatId } from '../../model/ids.ts';
import { takeBatch } from './refold-chats.ts';

function chats(...bytes: readonly number[]) {
  return bytes.map((documentBytes, at) => ({ chatId: chatId(at), documentBytes }));
}

test('a commit folds 20 chats at most, fewer where they are long, and always one', () => {
  const short = Array.from({ length: 50 }, () => 1_000);
  expect(takeBatch(chats(...short))).toHaveLength(20);
  expect(takeBatch(chats(...short.slice(0, 20)))).toHaveLength(20);
  expect(takeBatch(chats(200_000, 200_000, 200_000, 1))).toHaveLength(2);
  expect(takeBatch(chats(250_000, 250_000, 1))).toHaveLength(2);
  expect(takeBatch(chats(9_000_000, 1))).toHaveLength(1);
  expect(takeBatch(chats(1, 9_000_000))).toHaveLength(1);
  expect(takeBatch([])).toEqual([]);
});
