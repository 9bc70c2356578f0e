import { expect, test } from 'vitest';
import { wallParts } from './wall-times.ts';

test('printed times are cut without being moved to another zone', () => {
  expect(wallParts('2025-10-28 10:18:17')).toEqual({ day: '2025-10-28', time: '10:18:17' });
  expect(wallParts('2025-10-28T00:18:17+14:00')).toEqual({ day: '2025-10-28', time: '00:18:17' });
  expect(wallParts('yesterday')).toBeNull();
  expect(wallParts(null)).toBeNull();
});
