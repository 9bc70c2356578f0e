/**
 * How much visitors may do. Counted by visitor, and by address together with the site, so that an office behind one address is not
 * locked out by another site's visitors. Of one server.
 */
import { type BucketRule, TokenBuckets } from '../../platform/token-bucket.ts';

const MINUTE_MS = 60_000;
export const MEGABYTE = 1_048_576;
const HOUR_MS = 60 * MINUTE_MS;

/** Each limit: who is counted, and the rule. */
const RULES = {
  visitorsOfAddress: { limit: 200, periodMs: HOUR_MS, burst: 200 },
  chatsOfAddress: { limit: 30, periodMs: MINUTE_MS, burst: 30 },
  chatsOfVisitor: { limit: 6, periodMs: HOUR_MS, burst: 6 },
  messagesOfAddress: { limit: 60, periodMs: MINUTE_MS, burst: 60 },
  messagesOfVisitor: { limit: 20, periodMs: MINUTE_MS, burst: 5 },
  uploadsOfVisitor: { limit: 20, periodMs: HOUR_MS, burst: 20 },
  uploadsOfAddress: { limit: 200, periodMs: HOUR_MS, burst: 200 },
  bytesOfVisitor: { limit: 50 * MEGABYTE, periodMs: HOUR_MS, burst: 50 * MEGABYTE },
  bytesOfAddress: { limit: 500 * MEGABYTE, periodMs: HOUR_MS, burst: 500 * MEGABYTE },
  signsOfVisitor: { limit: 120, periodMs: MINUTE_MS, burst: 30 },
} as const satisfies Record<string, BucketRule>;
export type VisitorLimit = keyof typeof RULES;

/** Under which each message is counted. */
export const MESSAGES = ['messagesOfAddress', 'messagesOfVisitor'] as const satisfies readonly VisitorLimit[];

/** The same text so many times in a row is refused. */
export const MOST_REPEATS = 3;
const MOST_STREAMS_OF_VISITOR = 5;
const MOST_STREAMS_OF_ADDRESS = 200;

const MOST_TEXTS = 50_000;

/** Who acts: the visitor, and the address with the site. */
export interface Acting {
  readonly visitor: string;
  readonly address: string;
}

export interface LimitReached {
  readonly name: VisitorLimit;
  readonly limit: number;
  readonly waitMs: number;
}

export class VisitorLimits {
  readonly #buckets: ReadonlyMap<VisitorLimit, TokenBuckets>;
  readonly #texts = new Map<string, { readonly text: string; readonly count: number }>();
  readonly #factor: number;

  /** `factor`: how many times the usual limits; 0 for none. */
  constructor(factor = 1) {
    this.#factor = factor;
    this.#buckets = new Map(
      Object.entries(RULES).map(([name, { limit, periodMs, burst }]) => {
        const rule = { limit: limit * factor, periodMs, burst: Math.max(1, burst * factor) };
        return [name as VisitorLimit, new TokenBuckets(rule)];
      }),
    );
  }

  /** Streams that a visitor may have open at the same time. */
  get streamsOfVisitor(): number {
    return this.#factor === 0 ? Number.POSITIVE_INFINITY : MOST_STREAMS_OF_VISITOR * this.#factor;
  }

  /** The same of an address and site. */
  get streamsOfAddress(): number {
    return this.#factor === 0 ? Number.POSITIVE_INFINITY : MOST_STREAMS_OF_ADDRESS * this.#factor;
  }

  /** Counts the act, or its bytes, under all of those limits; the one that is reached, under which nothing is counted then. */
  count(names: readonly VisitorLimit[], acting: Acting, nowMs: number, bytes = 0): LimitReached | null {
    const actsOf = (name: VisitorLimit) => (name.startsWith('bytes') ? bytes : 1);
    if (this.#factor === 0) return null;
    for (const name of names) {
      const waitMs = this.#buckets.get(name)?.waitMs(subjectOf(name, acting), nowMs, actsOf(name)) ?? 0;
      if (waitMs > 0) return { name, limit: RULES[name].limit * this.#factor, waitMs };
    }
    for (const name of names) this.#buckets.get(name)?.take(subjectOf(name, acting), nowMs, actsOf(name));
    return null;
  }

  /** A message that was counted was only sent again, or came too early. */
  giveBackMessage(acting: Acting): void {
    for (const name of MESSAGES) this.#buckets.get(name)?.giveBack(subjectOf(name, acting));
  }

  /** Whether the visitor has just sent the same text too often. Not counted before `noteText`. */
  isRepeated({ visitor }: Acting, text: string): boolean {
    const last = this.#texts.get(visitor);
    return this.#factor > 0 && text !== '' && last?.text === text && last.count >= MOST_REPEATS;
  }

  noteText({ visitor }: Acting, text: string): void {
    const last = this.#texts.get(visitor);
    this.#texts.delete(visitor);
    this.#texts.set(visitor, { text, count: last?.text === text ? last.count + 1 : 1 });
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= MOST_TEXTS) break;
      this.#texts.delete(oldest);
    }
  }
}

function subjectOf(name: VisitorLimit, { visitor, address }: Acting): string {
  return name.endsWith('OfAddress') ? address : visitor;
}
