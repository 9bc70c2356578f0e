import { expect, test } from 'vitest';
import { orderIn, withNextOrder } from './list-order.ts';

test('a head is pressed for the greatest, then for the least, then for no order of its own', () => {
  const first = withNextOrder({ type: 'webchat' }, 'duration');
  expect(first).toEqual({ type: 'webchat', sort: 'duration' });
  expect(orderIn(first)).toEqual({ sort: 'duration', direction: 'desc' });
  const second = withNextOrder(first, 'duration');
  expect(second).toEqual({ type: 'webchat', sort: 'duration', direction: 'ASC' });
  expect(orderIn(second)).toEqual({ sort: 'duration', direction: 'asc' });
  expect(withNextOrder(second, 'duration')).toEqual({ type: 'webchat' });
});

test('another head begins with its greatest', () => {
  expect(withNextOrder({ sort: 'duration', direction: 'asc' }, 'messageCount')).toEqual({ sort: 'messageCount' });
});
