import { describe, expect, test } from 'vitest';
import { dayIn } from '../language/day-in-zone.ts';
import { lengthInDays, periodBefore, periodOf, periodUntil, unitFor } from './period.ts';

describe('a period', () => {
  test('is in the address, as the API reads it', () => {
    expect(periodOf({ startDate: '2025-01-05' })).toEqual({ from: '2025-01-05', to: '2025-01-05' });
    expect(periodOf({ startDate: '2025-01-05', endDate: '2025-02-01' })).toEqual({
      from: '2025-01-05',
      to: '2025-02-01',
    });
    expect(periodOf({ endDate: '2025-02-01' })).toBeNull();
    expect(periodOf({ startDate: '2025-02-02', endDate: '2025-02-01' })).toBeNull();
    expect(periodOf({ startDate: 'yesterday' })).toBeNull();
  });

  test('ends with a day, and the one before ends where it begins', () => {
    const week = periodUntil('2025-03-02', 7);
    expect(week).toEqual({ from: '2025-02-24', to: '2025-03-02' });
    expect(lengthInDays(week)).toBe(7);
    expect(periodBefore(week)).toEqual({ from: '2025-02-17', to: '2025-02-23' });
  });

  test.each([
    [1, 'hour'],
    [2, 'hour'],
    [3, 'day'],
    [92, 'day'],
    [93, 'week'],
    [731, 'week'],
    [732, 'month'],
  ])('of %i days is drawn by %s', (days, unit) => {
    expect(unitFor(periodUntil('2025-12-31', days))).toBe(unit);
  });
});

test('the day of an instant is that of the zone', () => {
  const at = new Date('2025-10-28T23:30:00Z');
  expect(dayIn('Europe/Budapest', at)).toBe('2025-10-29');
  expect(dayIn('America/New_York', at)).toBe('2025-10-28');
});
