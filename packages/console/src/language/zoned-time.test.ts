import { expect, test } from 'vitest';
import { instantOf, wallOf } from './zoned-time.ts';

test.each([
  ['2026-01-31T10:00', 'Europe/Budapest', '2026-01-31T09:00:00Z'],
  ['2026-07-31T10:00', 'Europe/Budapest', '2026-07-31T08:00:00Z'],
  ['2026-07-31T10:15', 'Asia/Kathmandu', '2026-07-31T04:30:00Z'],
  ['2026-03-29T03:30', 'Europe/Budapest', '2026-03-29T01:30:00Z'],
  ['2026-12-31T23:30', 'America/New_York', '2027-01-01T04:30:00Z'],
])('%s in %s is %s, and back', (wall, zone, instant) => {
  expect(instantOf(wall, zone)).toBe(instant);
  expect(wallOf(instant, zone)).toBe(wall);
});

test('what is no time is none', () => {
  expect(instantOf('', 'UTC')).toBeNull();
  expect(wallOf('soon', 'UTC')).toBe('');
});
