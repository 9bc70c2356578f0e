import { describe, expect, test } from 'vitest';
import { durationText } from './durations.ts';
import { dayText, timeInZone, wallParts } from './wall-times.ts';

test.each([
  [null, '–'],
  [0, '0 s'],
  [59, '59 s'],
  [60, '1 min 00 s'],
  [206, '3 min 26 s'],
  [3_599, '59 min 59 s'],
  [3_600, '1 h 00 min'],
  [108_551_040, '1256 d 09 h'],
])('%s seconds read as %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

describe('printed times', () => {
  test('are cut without being moved to another zone', () => {
    expect(wallParts('2025-10-28 10:18:17')).toEqual({ day: '2025-10-28', time: '10:18:17' });
    expect(wallParts('2025-10-28T00:18:17+14:00')).toEqual({ day: '2025-10-28', time: '00:18:17' });
    expect(wallParts('yesterday')).toBeNull();
    expect(wallParts(null)).toBeNull();
  });

  test('have days of the calendar, and bad ones stay as they are', () => {
    expect(dayText('2025-10-28', 'short')).toBe('28 Oct 2025');
    expect(dayText('2025-13-99', 'short')).toBe('2025-13-99');
  });

  test('of instants are in the named zone', () => {
    expect(timeInZone('2025-10-28T09:14:41.775Z', 'Europe/Budapest')).toBe('10:14:41');
    expect(timeInZone('2025-10-28T09:14:41.775Z', 'Mars/Olympus')).toBe('2025-10-28T09:14:41.775Z');
    expect(timeInZone('soon', 'UTC')).toBe('soon');
  });
});
