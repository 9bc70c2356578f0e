/** A route: the reply that it makes of a request. Routes know nothing of sockets; `send-reply.ts` knows nothing of chats. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Refusal } from '@parley/contract';
import type { QueryPair } from '../chat-log/query/query-string.ts';

export interface ApiRequest {
  readonly isHead: boolean;
  /** The reply must say its length: HTTP/1.0 knows no other mark of a whole one. */
  readonly needsLength: boolean;
  readonly headers: IncomingHttpHeaders;
  /** Of the other end of the connection. */
  readonly ip: string;
  readonly query: DecodedQuery;
  /** Ends with the connection of the client, or when the server is about to stop: whoever waits must wait no longer. */
  readonly signal: AbortSignal;
  /** The body as it came, read with the first call. @throws ApiError `bodyTooLarge` above 4096 bytes */
  readBody(): Promise<Uint8Array>;
}

export interface DecodedQuery {
  /** Empty when the query string is refused. */
  readonly parameters: readonly QueryPair[];
  /** What is wrong with the query string as such; whoever reads the parameters refuses it, after all that outranks a 400. */
  readonly refused: Refusal | null;
}

/** `Json` is the type of a body in JSON; never for replies that have none. */
export interface Reply<Json = never> {
  readonly status: 200 | 304;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /**
   * `json` and `text` are compressed when the client asks and they are long enough. `bytes` go out as they are, of known
   * length; so does a `stream`, of unknown length, whose failure cuts the connection. Both are used up by sending: nobody
   * else may hold their memory. `none` is for 304 and HEAD.
   */
  readonly body:
    | { readonly kind: 'none' }
    | { readonly kind: 'json'; readonly value: Json }
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'bytes'; readonly pieces: readonly Uint8Array[] }
    | { readonly kind: 'stream'; readonly pieces: AsyncIterable<Uint8Array> };
}

/** The decoded texts that stand in a path for the names in braces. */
export type PathTexts = Readonly<Record<string, string>>;

export interface Route {
  /** Of the operation, or the path of a page: the name in the process's log and measurements. */
  readonly name: string;
  /** A route for GET serves HEAD too. */
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path in the contract's spelling: `/v2/projects/{projectid}/chats`. */
  readonly path: string;
  handle(request: ApiRequest, pathTexts: PathTexts): Promise<Reply<unknown>>;
}

/** A JSON reply that nobody may store. */
export function jsonReply<Json>(value: Json): Reply<Json> {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
  return { status: 200, headers, body: { kind: 'json', value } };
}
