/** The requests that are being answered: the server waits for them before its store is closed, and tells those that wait to end. */
import type { ServerResponse } from 'node:http';

export class RunningRequests {
  readonly #running = new Map<AbortController, Promise<void>>();

  /** Runs `answer` with a signal that ends when the reply's connection closes or `abort` is called. */
  run(response: ServerResponse, answer: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const controller = new AbortController();
    response.once('close', () => controller.abort());
    const running = answer(controller.signal).finally(() => this.#running.delete(controller));
    this.#running.set(controller, running);
    return running;
  }

  abort(): void {
    for (const controller of this.#running.keys()) controller.abort();
  }

  /** Resolves when none runs any more, whatever became of them. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#running.values());
  }
}
