/** Timers that stand still until a test lets time pass. Never used outside tests. */
import type { Timers } from '../../src/platform/timers.ts';

export class ManualTimers implements Timers {
  readonly #due = new Map<symbol, { readonly atMs: number; readonly work: () => void }>();
  #nowMs = 0;
  #onSet = () => {};

  /** How many calls are still to come. */
  get pending(): number {
    return this.#due.size;
  }

  /** Resolves when so many calls are to come, as when every loop waits again for its next turn. */
  whenPending(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#onSet = () => {
        if (this.#due.size >= count) resolve();
      };
      this.#onSet();
    });
  }

  after(milliseconds: number, work: () => void): Disposable {
    const id = Symbol('timer');
    this.#due.set(id, { atMs: this.#nowMs + milliseconds, work });
    this.#onSet();
    return { [Symbol.dispose]: () => void this.#due.delete(id) };
  }

  /** Calls what falls due until then, in its order. What those calls do goes on afterwards. */
  pass(milliseconds: number): void {
    const endMs = this.#nowMs + milliseconds;
    for (;;) {
      const [next] = [...this.#due].sort(([, a], [, b]) => a.atMs - b.atMs);
      if (next === undefined || next[1].atMs > endMs) break;
      this.#due.delete(next[0]);
      this.#nowMs = next[1].atMs;
      next[1].work();
    }
    this.#nowMs = endMs;
  }
}
