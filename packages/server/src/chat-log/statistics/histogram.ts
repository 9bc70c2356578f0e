/**
 * How often each whole number occurs: the exact base of sums, means and percentiles. Histograms of parts merge into that of
 * the whole. Memory follows the different numbers, not how many there are.
 */

/** Seconds of some hours, and counts of messages: each has a counter. Others are rare. */
const MOST_DENSE = 16_384;
/** So many numbers are kept as they come, so that groups of few chats need no counters. */
const MOST_FEW = 1_024;
const PERCENTS = [50, 90, 99];
const THOUSAND = 1_000n;

export interface Summary {
  readonly count: number;
  /** null without values, and beyond 2^53-1, which JSON readers do not hold exactly. */
  readonly sum: number | null;
  /** Rounded half up to three decimals. */
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** Nearest rank: the smallest value that at least so many percent of the values do not exceed. */
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
}

/** What a histogram without values begins with: most of many have few. */
const NO_COUNTERS = new Uint32Array(0);

/** Where the numbers of small histograms are counted, one histogram after another. */
export class SpareCounters {
  /** Zeros, before and after each use. */
  readonly list = new Uint32Array(MOST_DENSE);
}

export class Histogram {
  /** How often each number below the length of the list occurs. */
  #dense = NO_COUNTERS;
  /** One more than the highest of them that occurs. */
  #end = 0;
  /** The same of numbers that have no counter: negative ones, and those from `MOST_DENSE` on. */
  #rest: Map<number, number> | null = null;
  /** How many numbers were added. */
  #count = 0;
  /** Those that have not been put to the counters yet. */
  #few: number[] = [];

  add(value: number): void {
    this.#count += 1;
    if (value >= 0 && value < this.#end) this.#dense[value] = (this.#dense[value] ?? 0) + 1;
    else this.#keep(value);
  }

  /** Those from one place to before another, but for NaN. */
  addRun(values: Float64Array, from: number, to: number): void {
    for (let at = from; at < to; at += 1) {
      const value = values[at] ?? Number.NaN;
      if (!Number.isNaN(value)) this.add(value);
    }
  }

  /** Adds all values of the other. */
  merge(other: Histogram): void {
    this.#count += other.#count;
    this.#countAll(other.#few);
    this.#reach(other.#end - 1);
    const [dense, added] = [this.#dense, other.#dense];
    for (let value = 0; value < other.#end; value += 1) dense[value] = (dense[value] ?? 0) + (added[value] ?? 0);
    for (const [value, times] of other.#rest ?? []) this.#addToRest(value, times);
  }

  summary(spare: SpareCounters): Summary {
    if (this.#end > 0 || this.#rest !== null) {
      this.#countFew();
      return this.#summaryOfCounted();
    }
    // Not in this one, whose counters would stay.
    const counted = new Histogram();
    counted.#dense = spare.list;
    counted.#count = this.#count;
    counted.#countAll(this.#few);
    const summary = counted.#summaryOfCounted();
    spare.list.fill(0, 0, counted.#end);
    return summary;
  }

  #summaryOfCounted(): Summary {
    const count = this.#count;
    const sum = new ExactSum();
    const percentiles: number[] = [];
    let [min, max, seen]: [number | null, number | null, number] = [null, null, 0];
    let nextRank = rankOf(0, count);
    this.#eachNumber((value, times) => {
      sum.addTimes(value, times);
      min ??= value;
      max = value;
      seen += times;
      while (seen >= nextRank && percentiles.length < PERCENTS.length) {
        percentiles.push(value);
        nextRank = rankOf(percentiles.length, count);
      }
    });
    return summaryOf({ count, sum, min, max }, percentiles);
  }

  #keep(value: number): void {
    if (this.#few.length === MOST_FEW) this.#countFew();
    this.#few.push(value);
  }

  #countFew(): void {
    this.#countAll(this.#few);
    this.#few = [];
  }

  #countAll(values: readonly number[]): void {
    const { length } = values;
    let highest = -1;
    for (let at = 0; at < length; at += 1) {
      const value = values[at] ?? 0;
      if (value < MOST_DENSE && value > highest) highest = value;
    }
    this.#reach(highest);
    const dense = this.#dense;
    for (let at = 0; at < length; at += 1) {
      const value = values[at] ?? 0;
      if (value >= 0 && value < MOST_DENSE) dense[value] = (dense[value] ?? 0) + 1;
      else this.#addToRest(value, 1);
    }
  }

  #addToRest(value: number, times: number): void {
    this.#rest ??= new Map();
    this.#rest.set(value, (this.#rest.get(value) ?? 0) + times);
  }

  /** Makes counters up to that number. */
  #reach(highest: number): void {
    this.#end = Math.max(this.#end, highest + 1);
    if (highest < this.#dense.length) return;
    const longer = new Uint32Array(2 ** Math.ceil(Math.log2(highest + 1)));
    longer.set(this.#dense);
    this.#dense = longer;
  }

  /** The different numbers, ascending, with how often each occurs. Those that are not counted yet are left out. */
  #eachNumber(visit: (value: number, times: number) => void): void {
    const others = [...(this.#rest?.keys() ?? [])].sort((a, b) => a - b);
    const visitOther = (value: number) => visit(value, this.#rest?.get(value) ?? 0);
    others.filter((value) => value < 0).forEach(visitOther);
    const [dense, end] = [this.#dense, this.#end];
    for (let value = 0; value < end; value += 1) {
      const times = dense[value] ?? 0;
      if (times > 0) visit(value, times);
    }
    others.filter((value) => value >= 0).forEach(visitOther);
  }
}

function summaryOf(
  { count, sum, min, max }: Pick<Summary, 'count' | 'min' | 'max'> & { readonly sum: ExactSum },
  [p50 = null, p90 = null, p99 = null]: readonly (number | null)[],
): Summary {
  const exact = sum.value;
  return {
    count,
    sum: count === 0 ? null : exactNumber(exact),
    mean: roundedMean(exact, count),
    min,
    max,
    p50,
    p90,
    p99,
  };
}

/** The place of a percentile among so many sorted values, from 1 on; `at` is its place in `PERCENTS`. */
function rankOf(at: number, count: number): number {
  return Math.ceil((count * (PERCENTS[at] ?? 100)) / 100);
}

/** A sum of whole numbers however large. */
export class ExactSum {
  #small = 0;
  #large = 0n;

  add(value: number): void {
    const next = this.#small + value;
    if (Math.abs(next) < Number.MAX_SAFE_INTEGER / 2) {
      this.#small = next;
      return;
    }
    this.#large += BigInt(this.#small) + BigInt(value);
    this.#small = 0;
  }

  addTimes(value: number, times: number): void {
    const product = value * times;
    if (Number.isSafeInteger(product)) this.add(product);
    else this.#large += BigInt(value) * BigInt(times);
  }

  merge(other: ExactSum): void {
    this.#large += other.value;
  }

  get value(): bigint {
    return this.#large + BigInt(this.#small);
  }
}

/** null beyond what a double holds exactly. */
export function exactNumber(value: bigint): number | null {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : null;
}

/** Rounded half up to three decimals; null for a count of 0. */
export function roundedMean(sum: bigint, count: number): number | null {
  if (count === 0) return null;
  const whole = BigInt(count);
  const doubled = 2n * THOUSAND * sum + whole;
  const divisor = 2n * whole;
  const rest = ((doubled % divisor) + divisor) % divisor;
  return Number((doubled - rest) / divisor) / 1_000;
}
