/** Lets readers wait for a commit: they look at once after one of this process, within a tenth of a second after one of another. */
import { setImmediate, setTimeout } from 'node:timers';

const POLL_MS = 100;

interface Waiter {
  readonly hasChanged: () => Promise<boolean>;
  readonly end: () => void;
  readonly fail: (error: unknown) => void;
}

export class ChangeWaiters implements Disposable {
  readonly #readVersion: () => number;
  readonly #waiting = new Set<Waiter>();
  #timer: NodeJS.Timeout | null = null;
  #isCheckPending = false;
  #seenVersion = 0;
  #isClosed = false;

  /** `readVersion` returns another number after every commit of another process. */
  constructor(readVersion: () => number) {
    this.#readVersion = readVersion;
  }

  /** Resolves when `hasChanged` says so, now or after a commit, when `signal` ends the wait, or when the store closes. */
  async wait(hasChanged: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#isClosed) return;
    const { promise, resolve, reject: fail } = Promise.withResolvers<void>();
    const end = () => resolve();
    // Registered before the first look, so that neither a commit nor the end of the store falls in between.
    const waiter: Waiter = { hasChanged, end, fail };
    this.#waiting.add(waiter);
    signal.addEventListener('abort', end);
    this.#timer ??= setTimeout(() => this.#poll(), POLL_MS);
    check(waiter);
    try {
      await promise;
    } finally {
      this.#waiting.delete(waiter);
      signal.removeEventListener('abort', end);
    }
  }

  /** Something was committed by this process. Many commits of one turn of the event loop are looked at together. */
  wake(): void {
    if (this.#isCheckPending || this.#waiting.size === 0) return;
    this.#isCheckPending = true;
    setImmediate(() => {
      this.#isCheckPending = false;
      this.#checkAll();
    });
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (const { end } of this.#waiting) end();
  }

  #poll(): void {
    this.#timer = null;
    const version = this.#readVersion();
    if (version !== this.#seenVersion) this.#checkAll();
    this.#seenVersion = version;
    if (this.#waiting.size > 0) this.#timer = setTimeout(() => this.#poll(), POLL_MS);
  }

  #checkAll(): void {
    if (this.#isClosed) return;
    for (const waiter of this.#waiting) check(waiter);
  }
}

function check({ hasChanged, end, fail }: Waiter): void {
  hasChanged().then((isChanged) => {
    if (isChanged) end();
  }, fail);
}
