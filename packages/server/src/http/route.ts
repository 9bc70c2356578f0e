/** A route: the reply that it makes of a request. Routes know nothing of sockets; `send-reply.ts` knows nothing of chats. */
import type { IncomingHttpHeaders } from 'node:http';

export interface ApiRequest {
  readonly isHead: boolean;
  /** The reply must say its length: HTTP/1.0 knows no other mark of a whole one. */
  readonly needsLength: boolean;
  readonly headers: IncomingHttpHeaders;
  /** Of the other end of the connection. */
  readonly ip: string;
  /** Decoded parts of the path, by name. */
  readonly params: Readonly<Record<string, string>>;
  /** What stands after the question mark, as it came. */
  readonly rawQuery: string;
  /** Ends with the connection of the client, or when the server is about to stop: whoever waits must wait no longer. */
  readonly signal: AbortSignal;
  /** The body as it came, read with the first call. @throws ApiError `bodyTooLarge` above 4096 bytes */
  readBody(): Promise<Uint8Array>;
}

export interface Reply {
  readonly status: 200 | 304;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /**
   * `text` is compressed when the client asks and it is long enough. `bytes` go out as they are, of known length; so does
   * a `stream`, of unknown length, whose failure cuts the connection. Both are used up by sending: nobody else may hold their memory. `none`
   * is for 304 and HEAD.
   */
  readonly body:
    | { readonly kind: 'none' }
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'bytes'; readonly pieces: readonly Uint8Array[] }
    | { readonly kind: 'stream'; readonly pieces: AsyncIterable<Uint8Array> };
}

export interface Route {
  /** Name in the contract; null for the pages, which are no part of the API. */
  readonly operationId: string | null;
  /** A route for GET serves HEAD too. */
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path in the contract's spelling: `/v2/projects/{projectid}/chats`. */
  readonly path: string;
  handle(request: ApiRequest): Promise<Reply>;
}

/** A JSON reply that nobody may store. */
export function jsonReply(body: unknown): Reply {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
  return { status: 200, headers, body: { kind: 'text', text: JSON.stringify(body) } };
}
