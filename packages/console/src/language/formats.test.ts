import { describe, expect, test } from 'vitest';
import { createFormats } from './formats.ts';
import { LANGUAGES, languageOf } from './languages.ts';

function formatsOf(code: string) {
  const language = languageOf(code);
  if (language === null) throw new TypeError(`no language ${code}`);
  return createFormats(language);
}

describe('durations', () => {
  test.each([
    [null, '–'],
    [0, '0s'],
    [59, '59s'],
    [60, '1m 00s'],
    [206, '3m 26s'],
    [3_599, '59m 59s'],
    [3_600, '1h 00m'],
    [108_551_040, '1,256d 09h'],
  ])('%s seconds read as %s', (seconds, text) => {
    expect(formatsOf('en').duration(seconds)).toBe(text);
  });

  test.each([
    ['hu', '3 p 05 mp', '1 ó 04 p'],
    ['de', '3 Min. 05 Sek.', '1 Std. 04 Min.'],
    ['ar', '3 د 05 ث', '1 س 04 د'],
  ])('are abbreviated as usual in %s', (code, minutes, hours) => {
    expect([formatsOf(code).duration(185), formatsOf(code).duration(3_840)]).toEqual([minutes, hours]);
  });
});

test.each([
  ['en', '12,345', '28 Oct 2025', 'Tuesday, 28 October 2025'],
  ['hu', '12 345', '2025. okt. 28.', '2025. október 28., kedd'],
  ['de', '12.345', '28. Okt. 2025', 'Dienstag, 28. Oktober 2025'],
  ['ar', '12,345', '28 أكتوبر 2025', 'الثلاثاء، 28 أكتوبر 2025'],
])('numbers and days in %s', (code, number, short, long) => {
  const formats = formatsOf(code);
  expect(formats.number(12_345)).toBe(number.replace(' ', '\u00a0'));
  expect([formats.day('2025-10-28', 'short'), formats.day('2025-10-28', 'long')]).toEqual([short, long]);
  expect(formats.day('2025-13-99', 'short')).toBe('2025-13-99');
});

test.each(LANGUAGES.map(({ code }) => code))(
  'times of day in %s are those of the named zone, in Latin digits',
  (code) => {
    const { time } = formatsOf(code);
    expect(time('2025-10-28T09:14:41.775Z', 'Europe/Budapest')).toBe('10:14:41');
    expect(time('2025-10-28T23:14:41.775Z', 'Europe/Budapest')).toBe('00:14:41');
    expect(time('2025-10-28T09:14:41.775Z', 'Mars/Olympus')).toBe('2025-10-28T09:14:41.775Z');
    expect(time('soon', 'UTC')).toBe('soon');
  },
);

test('names are in the order of the language', () => {
  expect(['Zoé', 'Ödön', 'Olga', 'Ottó'].sort(formatsOf('hu').compare)).toEqual(['Olga', 'Ottó', 'Ödön', 'Zoé']);
  expect(['Zoe', 'Öhm', 'Olga', 'Otto'].sort(formatsOf('de').compare)).toEqual(['Öhm', 'Olga', 'Otto', 'Zoe']);
});
