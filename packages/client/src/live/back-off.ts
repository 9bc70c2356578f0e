/** When to try again: after what failed with full jitter, after a refusal when the server says. Used by outbox and stream. */
import type { LiveEnvironment } from './live-environment.ts';

const FIRST_MS = 500;
const LONGEST_MS = 30_000;
/** A network that comes and goes does not make the tries more frequent than that. */
const BETWEEN_WAKES_MS = 1_000;

export class BackOff {
  readonly #environment: LiveEnvironment;
  readonly #go: () => void;
  readonly #stopListening: () => void;
  #failures = 0;
  #cancel: (() => void) | null = null;
  #isAsked = false;
  #wokenAtMs = Number.NEGATIVE_INFINITY;

  /** `go` is called when a wait is over. */
  constructor(environment: LiveEnvironment, go: () => void) {
    this.#environment = environment;
    this.#go = go;
    this.#stopListening = environment.onPage((change) => {
      if (change === 'online' || change === 'shown') this.#wake();
    });
  }

  get isWaiting(): boolean {
    return this.#cancel !== null;
  }

  /** Of several that fail at the same time the first counts. */
  failed(): void {
    if (this.#cancel !== null) return;
    const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(this.#failures, 10));
    this.#failures += 1;
    this.#wait(this.#environment.random() * ceiling, false);
  }

  /** The server says for how long. */
  asked(milliseconds: number): void {
    this.#cancel?.();
    this.#wait(milliseconds, true);
  }

  succeeded(): void {
    this.#failures = 0;
  }

  /** Forgets the wait. */
  cancel(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  close(): void {
    this.cancel();
    this.#stopListening();
  }

  /** A try is likely to succeed now. What the server asked for stands, whatever the network does. */
  #wake(): void {
    if (this.#cancel === null || this.#isAsked) return;
    const { nowMs, random } = this.#environment;
    const sinceMs = nowMs() - this.#wokenAtMs;
    if (sinceMs >= 0 && sinceMs < BETWEEN_WAKES_MS) {
      this.#cancel();
      this.#wait(BETWEEN_WAKES_MS - sinceMs * random(), false);
      return;
    }
    this.#wokenAtMs = nowMs();
    this.#end();
  }

  #wait(milliseconds: number, isAsked: boolean): void {
    this.#isAsked = isAsked;
    this.#cancel = this.#environment.after(milliseconds, () => this.#end());
  }

  #end(): void {
    this.cancel();
    this.#go();
  }
}
