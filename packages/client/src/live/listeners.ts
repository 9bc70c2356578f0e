/** Calls back whoever listens, by the name of what happened. One that throws does not keep the others from being called. */

export class Listeners<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(value: never) => void>>();

  /** What it returns ends the listening. */
  on<N extends keyof Events>(name: N, listener: (value: Events[N]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    // Who listens twice is called twice.
    const own = (value: Events[N]) => listener(value);
    listeners.add(own);
    return () => void listeners.delete(own);
  }

  tell<N extends keyof Events>(name: N, value: Events[N]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        (listener as (value: Events[N]) => void)(value);
      } catch (error) {
        // As of a timer: it is seen, and nothing of ours stops.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
