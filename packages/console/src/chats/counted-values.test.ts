import type { Statistics } from '@parley/contract';
import { expect, test } from 'vitest';
import { valuesIn } from './counted-values.ts';

const group = (key: string | number | null, count: number, spam = 0) => ({
  key,
  name: null,
  count,
  spam: { count: spam },
});

test('values come by how many chats the list would have, spam with them', () => {
  const statistics = {
    isComplete: false,
    groups: [group('webchat', 5, 1), group('viber', 7), group(null, 2), group('sms', 0)],
  };
  expect(valuesIn(statistics as unknown as Statistics)).toEqual({
    values: [
      { value: 'viber', name: null, count: 7 },
      { value: 'webchat', name: null, count: 6 },
      { value: null, name: null, count: 2 },
    ],
    isLowerBound: true,
  });
});
