/** Which replies are on their way on each connection. Used to keep the answer to a broken request out of another reply. */
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export class OpenReplies {
  readonly #repliesOf = new WeakMap<Socket, Set<ServerResponse>>();

  /** Follows every reply of the server from its request on. */
  watch(server: Server): void {
    server.on('request', ({ socket }, response: ServerResponse) => {
      const replies = this.#repliesOf.get(socket) ?? new Set();
      this.#repliesOf.set(socket, replies.add(response));
      response.once('close', () => replies.delete(response));
    });
  }

  /** Whether a reply has begun on the connection and has not ended. */
  hasBegun(socket: Socket): boolean {
    return [...(this.#repliesOf.get(socket) ?? [])].some((response) => response.headersSent);
  }
}
