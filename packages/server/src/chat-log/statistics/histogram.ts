/**
 * How often each whole number occurs: the exact base of sums, means and percentiles. Histograms of parts merge into that of
 * the whole. Memory follows the different numbers, not how many there are.
 */

const FIRST_BUFFER = 16;
const LONGEST_BUFFER = 1_024;
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

export class Histogram {
  /** Ascending, each once. */
  #values = new Float64Array(0);
  #counts = new Float64Array(0);
  #buffer = new Float64Array(FIRST_BUFFER);
  #buffered = 0;

  add(value: number): void {
    if (this.#buffered === this.#buffer.length) this.#makeRoom();
    this.#buffer[this.#buffered++] = value;
  }

  merge(other: Histogram): void {
    other.#settle();
    this.#settle();
    this.#mergeRuns(other.#values, other.#counts);
  }

  summary(): Summary {
    this.#settle();
    let count = 0;
    let sum = 0n;
    for (const [at, value] of this.#values.entries()) {
      const times = this.#counts[at] ?? 0;
      count += times;
      sum += BigInt(value) * BigInt(times);
    }
    const percentile = (percent: number) => this.#valueAt(Math.ceil((count * percent) / 100));
    return {
      count,
      sum: count === 0 ? null : exactNumber(sum),
      mean: roundedMean(sum, count),
      min: this.#values[0] ?? null,
      max: this.#values.at(-1) ?? null,
      p50: percentile(50),
      p90: percentile(90),
      p99: percentile(99),
    };
  }

  /** `rank` counts from 1; null without values. */
  #valueAt(rank: number): number | null {
    let seen = 0;
    for (const [at, value] of this.#values.entries()) {
      seen += this.#counts[at] ?? 0;
      if (seen >= rank) return value;
    }
    return null;
  }

  #makeRoom(): void {
    if (this.#buffer.length < LONGEST_BUFFER) {
      const longer = new Float64Array(this.#buffer.length * 2);
      longer.set(this.#buffer);
      this.#buffer = longer;
    } else this.#settle();
  }

  #settle(): void {
    if (this.#buffered === 0) return;
    const sorted = this.#buffer.subarray(0, this.#buffered).sort();
    this.#mergeRuns(sorted, null);
    this.#buffered = 0;
  }

  /** `values` ascending; `counts` null: each stands for itself, and may be repeated. */
  #mergeRuns(values: Float64Array, counts: Float64Array | null): void {
    const [merged, times] = [
      new Float64Array(this.#values.length + values.length),
      new Float64Array(this.#values.length + values.length),
    ];
    let length = 0;
    const put = (value: number, count: number) => {
      if (length > 0 && merged[length - 1] === value) times[length - 1] = (times[length - 1] ?? 0) + count;
      else {
        merged[length] = value;
        times[length++] = count;
      }
    };
    let own = 0;
    for (const [at, value] of values.entries()) {
      for (; own < this.#values.length && (this.#values[own] ?? 0) <= value; own++) {
        put(this.#values[own] ?? 0, this.#counts[own] ?? 0);
      }
      put(value, counts?.[at] ?? 1);
    }
    for (; own < this.#values.length; own++) put(this.#values[own] ?? 0, this.#counts[own] ?? 0);
    this.#values = merged.slice(0, length);
    this.#counts = times.slice(0, length);
  }
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
