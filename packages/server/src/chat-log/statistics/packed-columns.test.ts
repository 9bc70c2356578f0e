/** That columns come out of their bytes as they went in, whatever numbers and texts they hold. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PackedColumns, packColumns } from './packed-columns.ts';

const NUMBER = fc.oneof(
  fc.constant(Number.NaN),
  fc.nat(3),
  fc.integer({ min: -300, max: 70_000 }),
  fc.integer(),
  fc.maxSafeInteger(),
);
const TEXT = fc.string({ unit: 'binary', maxLength: 5 });

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function packed(numbers: readonly number[], texts: readonly string[]) {
  const different = [...new Set(texts)];
  const codes = Float64Array.from(texts, (text) => different.indexOf(text));
  return packColumns(numbers.length, {
    numbers: new Map([['n', Float64Array.from(numbers)]]),
    texts: new Map([['t', { texts: different, codes }]]),
    lists: new Map([
      [
        'l',
        { counts: Float64Array.from(texts, (text) => text.length), values: Float64Array.from(texts.join(''), codeOf) },
      ],
    ]),
  });
}

const rows = fc.oneof(
  fc.array(fc.tuple(NUMBER, TEXT), { maxLength: 300 }),
  fc.array(fc.tuple(fc.nat(254), TEXT), { maxLength: 300 }),
  fc
    .tuple(NUMBER, TEXT, fc.nat(20))
    .map(([value, text, length]) => Array.from({ length }, () => [value, text] as const)),
);

test('columns come out as they went in', () => {
  fc.assert(
    fc.property(rows, (given) => {
      const bytes = packed(
        given.map(([value]) => value),
        given.map(([, text]) => text),
      );
      // As a database may give them: in the middle of other bytes.
      const columns = new PackedColumns(Buffer.concat([new Uint8Array(3), bytes]).subarray(3));
      expect(columns.rows).toBe(given.length);
      expect([...columns.numbers('n')]).toEqual(given.map(([value]) => value));
      const { texts, codes } = columns.texts('t');
      expect([...codes].map((code) => texts[code])).toEqual(given.map(([, text]) => text));
      const { counts, values } = columns.lists('l');
      expect([...counts]).toEqual(given.map(([, text]) => text.length));
      expect([...values]).toEqual(Array.from(given.map(([, text]) => text).join(''), codeOf));
    }),
    { seed: 6, numRuns: 500 },
  );
});

test('a number takes as many bytes as the range of its column needs', () => {
  const bytesOf = (numbers: readonly number[]) =>
    packed(
      numbers,
      numbers.map(() => ''),
    ).length;
  const many = (highest: number) => Array.from({ length: 4_000 }, (_, at) => (at % 2 === 0 ? highest : 0));
  expect(bytesOf(many(0))).toBeLessThan(400);
  expect(bytesOf(many(200))).toBeLessThan(4_400);
  expect(bytesOf(many(60_000))).toBeLessThan(8_400);
  expect(bytesOf(many(2 ** 31))).toBeLessThan(16_400);
  expect(bytesOf(many(2 ** 40))).toBeGreaterThan(32_000);
});

test('a column that is not there is refused', () => {
  const columns = new PackedColumns(packed([1], ['']));
  expect(() => columns.numbers('other')).toThrow(TypeError);
  expect(() => columns.texts('n')).toThrow(TypeError);
  expect(() => columns.lists('t')).toThrow(TypeError);
});
