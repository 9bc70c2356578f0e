/**
 * How often each whole number occurs: the exact base of sums, means and percentiles. Histograms of parts merge into that of
 * the whole. Memory follows the different numbers, not how many there are.
 */

const FIRST_BUFFER = 16;
const LONGEST_BUFFER = 4_096;
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

  /** That of all their values together. */
  static merged(parts: readonly Histogram[]): Histogram {
    const counts = new Map<number, number>();
    for (const part of parts) {
      part.#settle();
      for (let at = 0; at < part.#values.length; at += 1) {
        const value = part.#values[at] ?? 0;
        counts.set(value, (counts.get(value) ?? 0) + (part.#counts[at] ?? 0));
      }
    }
    const merged = new Histogram();
    merged.#values = Float64Array.from(counts.keys()).sort();
    merged.#counts = merged.#values.map((value) => counts.get(value) ?? 0);
    return merged;
  }

  summary(): Summary {
    this.#settle();
    let count = 0;
    const sum = new ExactSum();
    for (let at = 0; at < this.#values.length; at += 1) {
      const times = this.#counts[at] ?? 0;
      count += times;
      sum.addTimes(this.#values[at] ?? 0, times);
    }
    const percentile = (percent: number) => this.#valueAt(Math.ceil((count * percent) / 100));
    return {
      count,
      sum: count === 0 ? null : exactNumber(sum.value),
      mean: roundedMean(sum.value, count),
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
    for (let at = 0; at < this.#values.length; at += 1) {
      seen += this.#counts[at] ?? 0;
      if (seen >= rank) return this.#values[at] ?? null;
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

  /** Brings what was added since into the order of the values. */
  #settle(): void {
    if (this.#buffered === 0) return;
    const added = this.#buffer.subarray(0, this.#buffered).sort();
    const [values, counts] = [this.#values, this.#counts];
    const merged = new Float64Array(values.length + added.length);
    const times = new Float64Array(values.length + added.length);
    let [own, next, length] = [0, 0, 0];
    while (own < values.length || next < added.length) {
      const [value, other] = [values[own] ?? Number.POSITIVE_INFINITY, added[next] ?? Number.POSITIVE_INFINITY];
      const least = Math.min(value, other);
      let count = 0;
      if (value === least) count += counts[own++] ?? 0;
      for (; added[next] === least; next += 1) count += 1;
      merged[length] = least;
      times[length++] = count;
    }
    this.#values = merged.slice(0, length);
    this.#counts = times.slice(0, length);
    this.#buffered = 0;
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
