import { expect, test } from 'vitest';
import { Zone } from './zone.ts';

test.each([
  ['Europe/Kyiv', 'Europe/Kyiv'],
  ['Europe/Kiev', 'Europe/Kiev'],
  ['asia/kolkata', 'Asia/Kolkata'],
  ['US/Eastern', 'US/Eastern'],
  ['EST', 'EST'],
  ['etc/gmt+5', 'Etc/GMT+5'],
  ['europe/BUDAPEST', 'Europe/Budapest'],
])('%s is named as it was given, in its usual spelling', (given, name) => {
  expect(new Zone(given).name).toBe(name);
});

test('what is no zone is refused', () => {
  expect(() => new Zone('Europe/Budapst')).toThrow(RangeError);
});
