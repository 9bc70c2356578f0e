import { expect, test } from 'vitest';
import { messageAddress, messageInAddress } from './message-address.ts';

test('a message is found again by its address, whatever its id', () => {
  for (const id of ['c6d9fa93', 'ä b/#%', '%E0']) expect(messageInAddress({ hash: messageAddress(id) ?? '' })).toBe(id);
  expect(messageInAddress({ hash: messageAddress('half \ud83d') ?? '' })).toBe('half \ufffd');
  expect(messageAddress(null)).toBeUndefined();
});

test('what names no message is none', () => {
  expect(messageInAddress({ hash: '' })).toBeNull();
  expect(messageInAddress({ hash: '#link=abc' })).toBeNull();
  expect(messageInAddress({ hash: '#message-%E0%A4%A' })).toBeNull();
});
