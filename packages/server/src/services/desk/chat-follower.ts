/** Somebody who waits for the next event of a chat. Being woken while nobody waits is not forgotten. */

export class ChatFollower implements Disposable {
  /** Of the last event that it has. */
  #seq: number;
  #isWoken = false;
  #wakeUp: (() => void) | null = null;
  readonly #leave: () => void;

  constructor(seq: number, leave: () => void) {
    this.#seq = seq;
    this.#leave = leave;
  }

  get seq(): number {
    return this.#seq;
  }

  wake(): void {
    this.#isWoken = true;
    this.#wakeUp?.();
  }

  /** Before the store is read: what is woken for from now on, the reading may have missed. */
  begin(seq: number): void {
    this.#seq = seq;
    this.#isWoken = false;
  }

  /** Resolves when it was woken since `begin`, or when `signal` ends the wait. */
  async woken(signal: AbortSignal): Promise<void> {
    if (this.#isWoken || signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wakeUp = () => resolve();
    signal.addEventListener('abort', this.#wakeUp);
    await promise;
    signal.removeEventListener('abort', this.#wakeUp);
    this.#wakeUp = null;
  }

  [Symbol.dispose](): void {
    this.#leave();
  }
}
