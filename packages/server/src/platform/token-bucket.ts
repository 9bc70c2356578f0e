/** Limits of how often: each subject has a bucket that fills evenly, and each act takes one out. */

export interface BucketRule {
  /** So many acts … */
  readonly limit: number;
  /** … in so long, evenly; after a pause as many as `burst` at once. */
  readonly periodMs: number;
  readonly burst: number;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

/** Those that were used longest ago are forgotten first: they are full again, or nearly. */
const MOST_SUBJECTS = 50_000;

export class TokenBuckets {
  readonly #rule: BucketRule;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rule: BucketRule) {
    this.#rule = rule;
  }

  /** Milliseconds until that many acts may be done; 0 when they may be done now. Takes nothing. */
  waitMs(subject: string, nowMs: number, acts = 1): number {
    // More than a bucket holds may be done when it is full.
    const needed = Math.min(acts, this.#rule.burst);
    const tokens = this.#tokensOf(subject, nowMs);
    return tokens >= needed ? 0 : Math.ceil((needed - tokens) * this.#msPerToken);
  }

  take(subject: string, nowMs: number, acts = 1): void {
    const tokens = this.#tokensOf(subject, nowMs) - acts;
    this.#buckets.delete(subject);
    this.#buckets.set(subject, { tokens, atMs: nowMs });
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size <= MOST_SUBJECTS) break;
      this.#buckets.delete(oldest);
    }
  }

  /** Takes an act back, which was none. */
  giveBack(subject: string): void {
    const bucket = this.#buckets.get(subject);
    if (bucket !== undefined) bucket.tokens = Math.min(this.#rule.burst, bucket.tokens + 1);
  }

  get #msPerToken(): number {
    return this.#rule.periodMs / this.#rule.limit;
  }

  #tokensOf(subject: string, nowMs: number): number {
    const { burst } = this.#rule;
    const bucket = this.#buckets.get(subject);
    if (bucket === undefined) return burst;
    return Math.min(burst, bucket.tokens + Math.max(0, nowMs - bucket.atMs) / this.#msPerToken);
  }
}
