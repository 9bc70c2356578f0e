/**
 * How often each whole number occurs: the exact base of sums, means and percentiles. Histograms of parts merge into that of
 * the whole. Memory follows the different numbers, not how many there are.
 */

/** Seconds of some hours, and counts of messages: each has a counter. Others are rare. */
const MOST_DENSE = 16_384;
/** So many numbers are kept as they come, so that groups of few chats need no counters. */
const MOST_FEW = 512;
const FIRST_FEW = 16;
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

/** Different numbers, ascending, and how often each occurs. */
interface Runs {
  readonly values: readonly number[];
  readonly counts: readonly number[];
}

export class Histogram {
  /** How often each number below the length of the list occurs. */
  #dense = new Uint32Array(0);
  /** The same of numbers that have no counter: negative ones, and those from `MOST_DENSE` on. */
  readonly #rest = new Map<number, number>();
  /** Numbers that are not counted yet. */
  #few = new Float64Array(FIRST_FEW);
  #fewLength = 0;

  add(value: number): void {
    if (value >= 0 && value < this.#dense.length) this.#dense[value] = (this.#dense[value] ?? 0) + 1;
    else this.#keep(value);
  }

  /** Adds all values of the other. */
  merge(other: Histogram): void {
    this.#countAll(other.#few.subarray(0, other.#fewLength));
    this.#reach(other.#dense.length - 1);
    for (let value = 0; value < other.#dense.length; value += 1) {
      this.#dense[value] = (this.#dense[value] ?? 0) + (other.#dense[value] ?? 0);
    }
    for (const [value, times] of other.#rest) this.#rest.set(value, (this.#rest.get(value) ?? 0) + times);
  }

  summary(): Summary {
    const { values, counts } = this.#runs();
    const count = counts.reduce((all, times) => all + times, 0);
    const sum = new ExactSum();
    for (let at = 0; at < values.length; at += 1) sum.addTimes(values[at] ?? 0, counts[at] ?? 0);
    const percentile = (percent: number) => values[placeOf(Math.ceil((count * percent) / 100), counts)] ?? null;
    return {
      count,
      sum: count === 0 ? null : exactNumber(sum.value),
      mean: roundedMean(sum.value, count),
      min: values[0] ?? null,
      max: values.at(-1) ?? null,
      p50: percentile(50),
      p90: percentile(90),
      p99: percentile(99),
    };
  }

  #keep(value: number): void {
    if (this.#fewLength === MOST_FEW) this.#countFew();
    if (this.#fewLength === this.#few.length) {
      const longer = new Float64Array(this.#few.length * 2);
      longer.set(this.#few);
      this.#few = longer;
    }
    this.#few[this.#fewLength++] = value;
  }

  #countFew(): void {
    this.#countAll(this.#few.subarray(0, this.#fewLength));
    this.#fewLength = 0;
  }

  #countAll(values: Float64Array): void {
    let highest = -1;
    for (const value of values) if (value < MOST_DENSE && value > highest) highest = value;
    this.#reach(highest);
    for (const value of values) {
      if (value >= 0 && value < MOST_DENSE) this.#dense[value] = (this.#dense[value] ?? 0) + 1;
      else this.#rest.set(value, (this.#rest.get(value) ?? 0) + 1);
    }
  }

  /** Makes counters up to that number. */
  #reach(highest: number): void {
    if (highest < this.#dense.length) return;
    const longer = new Uint32Array(2 ** Math.ceil(Math.log2(highest + 1)));
    longer.set(this.#dense);
    this.#dense = longer;
  }

  #runs(): Runs {
    if (this.#dense.length === 0 && this.#rest.size === 0) return runsOf(this.#few.slice(0, this.#fewLength).sort());
    this.#countFew();
    const others = [...this.#rest.keys()].sort((a, b) => a - b);
    const negative = others.filter((value) => value < 0);
    const [values, counts] = [negative, negative.map((value) => this.#rest.get(value) ?? 0)];
    for (let value = 0; value < this.#dense.length; value += 1) {
      const times = this.#dense[value] ?? 0;
      if (times === 0) continue;
      values.push(value);
      counts.push(times);
    }
    for (const value of others) {
      if (value < 0) continue;
      values.push(value);
      counts.push(this.#rest.get(value) ?? 0);
    }
    return { values, counts };
  }
}

function runsOf(sorted: Float64Array): Runs {
  const [values, counts]: [number[], number[]] = [[], []];
  for (let at = 0; at < sorted.length; ) {
    const value = sorted[at] ?? 0;
    let end = at + 1;
    while (sorted[end] === value) end += 1;
    values.push(value);
    counts.push(end - at);
    at = end;
  }
  return { values, counts };
}

/** Which of the values has the rank, from 1; -1 without values. */
function placeOf(rank: number, counts: readonly number[]): number {
  let seen = 0;
  for (let at = 0; at < counts.length; at += 1) {
    seen += counts[at] ?? 0;
    if (seen >= rank) return at;
  }
  return -1;
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
