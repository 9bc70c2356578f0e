/** When to try again: after what failed with full jitter, after a refusal when the server says. Used by outbox and stream. */
import type { LiveEnvironment } from './live-environment.ts';

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

export class BackOff {
  readonly #environment: LiveEnvironment;
  readonly #go: () => void;
  readonly #stopListening: () => void;
  #failures = 0;
  #cancel: (() => void) | null = null;
  #isAsked = false;

  /** `go` is called when a wait is over. */
  constructor(environment: LiveEnvironment, go: () => void) {
    this.#environment = environment;
    this.#go = go;
    this.#stopListening = environment.onWake(() => {
      // What the server asked for stands, whatever the network does.
      if (this.#cancel !== null && !this.#isAsked) this.#end();
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

  close(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#stopListening();
  }

  #wait(milliseconds: number, isAsked: boolean): void {
    this.#isAsked = isAsked;
    this.#cancel = this.#environment.after(milliseconds, () => this.#end());
  }

  #end(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#go();
  }
}
