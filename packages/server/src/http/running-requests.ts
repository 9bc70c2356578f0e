/** The requests in progress: each can be cut, waiting ones end when the server closes, and the store closes after the last. */
import type { ServerResponse } from 'node:http';
import type { ApiError } from './api-error.ts';

/** A request that runs. */
export interface RunningRequest {
  /** Aborted when the connection of the reply closes, the server closes, or the request is cut. */
  readonly signal: AbortSignal;
  /** Ends the request: with the error while nothing is sent, else by closing the connection. */
  readonly cut: (error: ApiError) => void;
  /** Called before the reply is sent. @throws ApiError when the request was cut */
  readonly beginSending: () => void;
}

/** One for all, because an error with its stack costs more than the rest of an abort; nobody sees it. */
const CONNECTION_CLOSED = new DOMException('the connection is closed', 'AbortError');

export class RunningRequests {
  readonly #running = new Map<AbortController, Promise<void>>();

  run(response: ServerResponse, serve: (request: RunningRequest) => Promise<void>): Promise<void> {
    const controller = new AbortController();
    let [cutBy, isSending]: [ApiError | null, boolean] = [null, false];
    response.once('close', () => controller.abort(CONNECTION_CLOSED));
    const cut = (error: ApiError) => {
      cutBy ??= error;
      controller.abort(error);
      if (isSending) response.destroy();
    };
    const beginSending = () => {
      if (cutBy !== null) throw cutBy;
      isSending = true;
    };
    const running = serve({ signal: controller.signal, cut, beginSending })
      // Whatever waited failed because of the cut.
      .catch((error: unknown) => {
        throw isSending ? error : (cutBy ?? error);
      })
      .finally(() => this.#running.delete(controller));
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
