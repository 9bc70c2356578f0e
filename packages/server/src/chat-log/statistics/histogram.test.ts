/** That histograms are exact, whatever is added in whatever order, and however they are merged. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExactSum, exactNumber, Histogram, roundedMean, SpareCounters } from './histogram.ts';

const spare = new SpareCounters();
const VALUE = fc.oneof(fc.nat(100), fc.nat(20_000), fc.maxSafeInteger());

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  const half = values.length >> 1;
  histogram.addRun(Float64Array.from([Number.NaN, ...values.slice(0, half), Number.NaN, 7]), 0, half + 2);
  for (const value of values.slice(half)) histogram.add(value);
  return histogram;
}

function mergedOf(parts: readonly Histogram[]): Histogram {
  const merged = new Histogram();
  for (const part of parts) merged.merge(part);
  return merged;
}

test('count, ends and percentiles are those of the sorted values', () => {
  fc.assert(
    fc.property(fc.array(VALUE, { maxLength: 3_000 }), (values) => {
      const sorted = values.toSorted((a, b) => a - b);
      const rank = (percent: number) => sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? null;
      const sum = sorted.reduce((all, value) => all + BigInt(value), 0n);
      expect(histogramOf(values).summary(spare)).toEqual({
        count: sorted.length,
        sum: sorted.length === 0 ? null : exactNumber(sum),
        mean: roundedMean(sum, sorted.length),
        min: sorted[0] ?? null,
        max: sorted.at(-1) ?? null,
        p50: rank(50),
        p90: rank(90),
        p99: rank(99),
      });
    }),
    { seed: 3, numRuns: 200 },
  );
});

test('the histograms of parts merge into that of the whole', () => {
  fc.assert(
    fc.property(fc.array(fc.array(VALUE, { maxLength: 1_500 }), { maxLength: 4 }), (parts) => {
      const merged = mergedOf(parts.map(histogramOf));
      expect(merged.summary(spare)).toEqual(histogramOf(parts.flat()).summary(spare));
    }),
    { seed: 4, numRuns: 100 },
  );
});

test('what is left out of a merge is missed', () => {
  const merged = mergedOf([histogramOf([1, 2]), histogramOf([3])]);
  expect(merged.summary(spare)).not.toEqual(histogramOf([1, 2]).summary(spare));
});

test.each([
  [7n, 2, 3.5],
  [1n, 3, 0.333],
  [2n, 3, 0.667],
  [1n, 2_000, 0.001],
  [-1n, 2_000, 0],
  [-7n, 2, -3.5],
  [-2n, 3, -0.667],
  [0n, 5, 0],
])('the mean of %s over %s is %s', (sum, count, mean) => {
  expect(roundedMean(sum, count)).toBe(mean);
});

test('there is no mean of nothing, and no sum beyond what readers of JSON hold', () => {
  expect(roundedMean(0n, 0)).toBeNull();
  expect(exactNumber(2n ** 53n)).toBeNull();
  expect(exactNumber(2n ** 53n - 1n)).toBe(Number.MAX_SAFE_INTEGER);
});

test('sums are exact however large', () => {
  fc.assert(
    fc.property(fc.array(fc.maxSafeInteger()), (values) => {
      const sum = new ExactSum();
      for (const value of values) sum.add(value);
      expect(sum.value).toBe(values.reduce((all, value) => all + BigInt(value), 0n));
    }),
    { seed: 5 },
  );
});
