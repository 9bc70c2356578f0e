/**
 * Sends requests to a mirror's source with a rate limit, and retries after temporary failures. Used by everything that reads
 * from the source.
 */
import type { Clock } from '../../platform/clock.ts';
import type { Randomness } from '../../platform/randomness.ts';
import { attemptRequest, type RowSink } from './attempt-request.ts';
import { MirrorError } from './mirror-error.ts';
import { authorizationOf, type MirrorSource, type SourceQuery, sourceUrl } from './mirror-source.ts';
import { REPLY_LIMITS, type ReplyLimits } from './reply-reader.ts';

/** Waits, or ends early with the signal by rejecting. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

export interface SourceClientOptions {
  readonly source: MirrorSource;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly sleep: Sleep;
  readonly signal: AbortSignal;
  readonly requestsPerSecond: number;
  readonly headersTimeoutMs?: number;
  readonly idleTimeoutMs?: number;
  readonly limits?: ReplyLimits;
  /** Whether a source that never replied is given up at once, because a person waits. */
  readonly isImpatient?: boolean;
  /** Called once when the first reply is slow. */
  readonly onSilence?: () => void;
  /** Called before a request is retried, with the reason and the delay. */
  readonly onRetry: (sentence: string, delayMs: number) => void;
}

const ATTEMPTS = 8;
/** Enough for a slow network, and little for a person. */
const SILENCE_MS = 2_000;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;
const LONGEST_RETRY_AFTER_MS = 15 * 60_000;
const HEADERS_TIMEOUT_MS = 120_000;
const IDLE_TIMEOUT_MS = 60_000;

export class SourceClient {
  readonly #options: SourceClientOptions;
  #nextMs = Number.NEGATIVE_INFINITY;
  #requests = 0;
  #retries = 0;
  #hasReplied = false;

  constructor(options: SourceClientOptions) {
    this.#options = options;
  }

  get source(): MirrorSource {
    return this.#options.source;
  }

  /** Requests sent, and how many of them were retries. */
  get counts(): { readonly requests: number; readonly retries: number } {
    return { requests: this.#requests, retries: this.#retries };
  }

  /**
   * Passes the rows of a reply to `sink` and resolves with its headers when it is complete. `below`: "" is the log.
   * @throws MirrorError when no attempt gave a complete reply; the signal's reason when aborted
   */
  async read(below: string, query: SourceQuery, sink: RowSink): Promise<Headers> {
    const { source, signal, clock } = this.#options;
    const attempt = {
      authorization: authorizationOf(source),
      signal,
      headersTimeoutMs: this.#options.headersTimeoutMs ?? HEADERS_TIMEOUT_MS,
      idleTimeoutMs: this.#options.idleTimeoutMs ?? IDLE_TIMEOUT_MS,
      limits: this.#options.limits ?? REPLY_LIMITS,
      nowMs: () => clock.nowMs(),
    };
    for (let failures = 0; ; failures++) {
      await this.#waitForTurn();
      sink.restart();
      try {
        return await this.#firstContact(() => attemptRequest(sourceUrl(source, below, query), attempt, sink));
      } catch (error) {
        if (signal.aborted || !(error instanceof MirrorError) || error.kind !== 'passing') throw error;
        if (failures + 1 === ATTEMPTS) throw giveUp(error);
        await this.#waitAfter(error, failures);
      }
    }
  }

  /** @throws MirrorError `refused` when the source was never reached and nobody wants to wait */
  async #firstContact(attempt: () => Promise<Headers>): Promise<Headers> {
    const { isImpatient, onSilence, signal } = this.#options;
    if (this.#hasReplied || isImpatient !== true) return attempt();
    const timer = setTimeout(() => onSilence?.(), SILENCE_MS);
    try {
      const headers = await attempt();
      this.#hasReplied = true;
      return headers;
    } catch (error) {
      if (signal.aborted || !(error instanceof MirrorError) || error.status !== null || error.kind !== 'passing')
        throw error;
      throw new MirrorError('refused', `${error.message}; check --from, or give --keep-trying`, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  async #waitForTurn(): Promise<void> {
    const { clock, signal, sleep, requestsPerSecond } = this.#options;
    signal.throwIfAborted();
    const nowMs = clock.monotonicMs();
    const atMs = Math.max(nowMs, this.#nextMs);
    this.#nextMs = atMs + 1_000 / requestsPerSecond;
    this.#requests += 1;
    if (atMs > nowMs) await sleep(atMs - nowMs, signal);
  }

  async #waitAfter(error: MirrorError, failures: number): Promise<void> {
    const { randomness, signal, sleep, onRetry } = this.#options;
    if (error.retryAfterMs !== null && error.retryAfterMs > LONGEST_RETRY_AFTER_MS) {
      const minutes = Math.ceil(error.retryAfterMs / 60_000);
      throw new MirrorError(
        'passing',
        `${error.message}; it asks to come back in ${minutes} minutes: run it again then`,
      );
    }
    const longestMs = Math.min(FIRST_DELAY_MS * 2 ** failures, LONGEST_DELAY_MS);
    // At least half, to give the source time; random, so that several mirrors do not retry together.
    const delayMs = longestMs / 2 + randomness.integerBelow(longestMs / 2);
    const waitMs = Math.max(delayMs, (error.retryAfterMs ?? 0) + (delayMs % 1_000));
    this.#retries += 1;
    onRetry(error.message, waitMs);
    await sleep(waitMs, signal);
  }
}

function giveUp(error: MirrorError): MirrorError {
  const options = { cause: error, ...(error.status === null ? {} : { status: error.status }) };
  return new MirrorError(
    'passing',
    `${error.message}; given up after ${ATTEMPTS} attempts, run it again later`,
    options,
  );
}
