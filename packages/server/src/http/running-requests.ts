/** The requests in progress: waiting ones are aborted on close, and the store is closed after the last one ends. */
import type { ServerResponse } from 'node:http';

export class RunningRequests {
  readonly #running = new Map<AbortController, Promise<void>>();

  /** Runs `serve` with a signal that is aborted when the reply's connection closes or `abort` is called. */
  run(response: ServerResponse, serve: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const controller = new AbortController();
    response.once('close', () => controller.abort());
    const running = serve(controller.signal).finally(() => this.#running.delete(controller));
    this.#running.set(controller, running);
    return running;
  }

  abort(): void {
    for (const controller of this.#running.keys()) controller.abort();
  }

  /** Resolves when no request runs any more, whether they succeeded or failed. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#running.values());
  }
}
