/** CSV cells: what must be quoted, and what a spreadsheet must not run. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCsv } from '../../../test/helpers/parse-csv.ts';
import { csvHeader, csvRows } from './csv-rows.ts';

const FORMULA = /^[=+\-@\t\r＝＋－＠]/;
const GUARDED = { delimiter: ',', hasMark: false, isRaw: false } as const;
const RAW = { ...GUARDED, isRaw: true } as const;

describe('a cell of text', () => {
  test('comes back as it was from raw rows, whatever is in it', () => {
    const text = fc.string({ unit: fc.constantFrom('\r', '\n', '"', ',', ';', '=', "'", 'x', ' ', '\t', 'ő') });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1 }), (rows) => {
        expect(parseCsv(csvRows(rows, RAW))).toEqual(rows);
      }),
      { seed: 1, numRuns: 2_000 },
    );
  });

  test.each([
    ['x\n=1+1\ny', "x\n'=1+1\ny"],
    ['x\r=1', "x\r'=1"],
    ['x\r\n@SUM(A1)', "x\r\n'@SUM(A1)"],
    ['x;=cmd', "x;'=cmd"],
    ['=1', "'=1"],
    ['-2', "'-2"],
    ['\tx', "'\tx"],
    ['a-b;c', 'a-b;c'],
  ])('%j is guarded at the start of each line and after a semicolon', (text, guarded) => {
    expect(parseCsv(csvRows([[text]], GUARDED))).toEqual([[guarded]]);
    expect(parseCsv(csvRows([[text]], RAW))).toEqual([[text]]);
  });

  test('starts no formula on any line, with either delimiter', () => {
    const text = fc.string({ unit: fc.constantFrom('\r', '\n', ';', '=', '+', '-', '@', 'x', '＝') });
    fc.assert(
      fc.property(text, (cell) => {
        const [[guarded = ''] = []] = parseCsv(csvRows([[cell]], GUARDED));
        // A carriage return that ends a line is no start.
        for (const part of guarded.split(/\r\n|[\r\n;]/)) expect(part).not.toMatch(FORMULA);
      }),
      { seed: 2, numRuns: 2_000 },
    );
  });

  test('comes back from rows with semicolons too, and starts no formula after a comma', () => {
    const text = fc.string({ unit: fc.constantFrom('\r', '\n', '"', ',', ';', '=', 'x') });
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(parseCsv(csvRows([[left, right]], { ...RAW, delimiter: ';' }), ';')).toEqual([[left, right]]);
        const [[guarded = ''] = []] = parseCsv(csvRows([[left]], { ...GUARDED, delimiter: ';' }), ';');
        for (const part of guarded.split(/\r\n|[\r\n,]/)) expect(part).not.toMatch(FORMULA);
      }),
      { seed: 3, numRuns: 2_000 },
    );
  });

  test('the header has the delimiter, and the mark once', () => {
    expect(csvHeader(['a', 'b'], { ...GUARDED, delimiter: ';', hasMark: true })).toBe('\ufeffa;b\r\n');
    expect(csvHeader(['a', 'b'], GUARDED)).toBe('a,b\r\n');
  });

  test('a number and an object are themselves', () => {
    expect(csvRows([[-2, { a: '=1' }, null]], GUARDED)).toBe('-2,"{""a"":""=1""}",\r\n');
  });
});
