/** A route turns a request into a reply. Routes know nothing of sockets; `send-reply.ts` knows nothing of chats. */
import type { IncomingHttpHeaders } from 'node:http';
import type { LogFormat, Refusal } from '@parley/contract';
import type { QueryPair } from '../chat-log/query/query-string.ts';
import type { ChatId } from '../model/ids.ts';
import type { ApiError } from './api-error.ts';

export interface ApiRequest {
  readonly isHead: boolean;
  /** The reply must give its length, because HTTP/1.0 has no other way to detect a truncated one. */
  readonly needsLength: boolean;
  readonly headers: IncomingHttpHeaders;
  /** The absolute address that the client asked for, without its query. */
  readonly address: string;
  /** Whether the path and no parameter chose the format among those of `query`. */
  readonly isFormatOfPath: boolean;
  /** The host with its port that the client asked for, through trusted proxies too; that of the socket when it names none. */
  readonly host: string;
  /** Address of the client: the other end of the connection, or what a trusted proxy says. */
  readonly ip: string;
  readonly query: DecodedQuery;
  /** Aborted when the client disconnects or the server stops; whatever waits must stop waiting. */
  readonly signal: AbortSignal;
  /** Ends the request: with the error while nothing is sent, else by closing the connection. */
  readonly cut: (error: ApiError) => void;
  /** The raw body, read on the first call. @throws ApiError `bodyTooLarge` above `longest` bytes; 4096 when left out */
  readBody(longest?: number): Promise<Uint8Array>;
  /** The raw body as it comes, of any length, in place of `readBody`. Throws when `signal` is aborted or the client disconnects. */
  openBody(): AsyncIterable<Uint8Array>;
}

export interface DecodedQuery {
  /** Empty when the query string is refused. */
  readonly parameters: readonly QueryPair[];
  /** Why the query string is malformed, null when it is not. Refused where the parameters are read, after what precedes a 400. */
  readonly refused: Refusal | null;
}

/** `Json` is the type of a JSON body; `never` for replies without one. */
export interface Reply<Json = never> {
  readonly status: 200 | 206 | 303 | 304;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /**
   * `json` and `text` are compressed when the client accepts it and they are long enough; so is `encoded`, a long text as
   * UTF-8, without keeping anybody waiting. `bytes` (of known length) and
   * `stream` (of unknown length; a failure cuts the connection) are sent as they are, and sending frees their memory:
   * nobody else may hold it. `none` is for 304 and HEAD.
   */
  readonly body:
    | { readonly kind: 'none' }
    | { readonly kind: 'json'; readonly value: Json }
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'encoded'; readonly pieces: readonly Uint8Array[] }
    | { readonly kind: 'bytes'; readonly pieces: readonly Uint8Array[] }
    | { readonly kind: 'stream'; readonly pieces: AsyncIterable<Uint8Array> };
  /** What was read, for the audit log; absent where the reply holds no chats. */
  readonly read?: ReadFacts;
}

export interface ReadFacts {
  /** Of an export; absent for JSON. */
  readonly format?: LogFormat;
  /** Where the path does not name the chat. */
  readonly chatId?: ChatId;
  /** Chats in what was sent so far, or that were counted. */
  readonly rows: () => number;
}

/** The decoded values of the names in braces of a path. */
export type PathTexts = Readonly<Record<string, string>>;

export interface Route {
  /** The operation, or the path of a page: the name in the log and the metrics. */
  readonly name: string;
  /** A GET route also serves HEAD. */
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Path in the contract's spelling: `/v2/projects/{projectid}/chats`. */
  readonly path: string;
  /** Whether a page of any origin may send requests; whether it may do anything, the handler says. */
  readonly isForPages?: boolean;
  handle(request: ApiRequest, pathTexts: PathTexts): Promise<Reply<unknown>>;
}

/** A JSON reply that must not be cached. */
export function jsonReply<Json>(value: Json): Reply<Json> {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
  return { status: 200, headers, body: { kind: 'json', value } };
}

const BEFORE_RESPONSE = Buffer.from('{"response":');
const AFTER_RESPONSE = Buffer.from(',"errors":[]}');

/** The pieces of a reply whose response is JSON already. */
export function piecesOf(response: Uint8Array): readonly Uint8Array[] {
  return [BEFORE_RESPONSE, response, AFTER_RESPONSE];
}

/** `jsonReply` of a response that is JSON already. */
export function encodedReply(response: Uint8Array): Reply {
  return { ...jsonReply(null), body: { kind: 'encoded', pieces: piecesOf(response) } };
}
