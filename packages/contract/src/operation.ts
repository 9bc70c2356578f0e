/** What is said of an HTTP operation, and the parts that many of them share. Used by the lists of operations. */
import type { TSchema } from 'typebox';
import type { ErrorName } from './errors.ts';
import type { ReplyHeader, RequestHeader } from './headers.ts';
import type { OperationId, QueryParameter } from './query-parameters.ts';

/** Rights of a key that an operation may ask for. */
export type RequiredScope = 'chats:read' | 'chats:metadata' | 'chats:write' | 'admin';

export type OperationTag = 'Chat log' | 'Sync' | 'Privacy' | 'Projects' | 'Operation';

export interface PathParameter {
  readonly name: 'projectid' | 'chatId';
  readonly description: string;
  readonly example: number;
}

/** The reply to a request that succeeds; its status is 200. */
export interface SuccessReply {
  readonly description: string;
  readonly contents: readonly { readonly mediaType: string; readonly schema: TSchema }[];
  readonly headers: readonly ReplyHeader[];
}

/** A body that the request must have, as application/json. */
export interface RequestBody {
  readonly description: string;
  readonly schema: TSchema;
  readonly example: unknown;
}

export interface Operation {
  readonly operationId: OperationId;
  readonly method: 'GET' | 'DELETE' | 'POST';
  /** With `{name}` for path parameters. */
  readonly path: string;
  readonly tag: OperationTag;
  readonly summary: string;
  readonly description: string;
  readonly pathParameters: readonly PathParameter[];
  readonly queryParameters: readonly QueryParameter[];
  readonly requestHeaders: readonly RequestHeader[];
  readonly requestBody: RequestBody | null;
  readonly success: SuccessReply;
  /** Whether 304 is a possible reply. */
  readonly isConditional: boolean;
  readonly errors: readonly ErrorName[];
  /** A key needs one of these scopes; [] is any key, null is that no key is asked for. */
  readonly scopes: readonly RequiredScope[] | null;
  /** First version that has the operation. */
  readonly since: string;
  /** Path and query of a request that shows it. */
  readonly exampleTarget: string;
}

export const PROJECT: PathParameter = { name: 'projectid', description: 'Project unique identifier.', example: 822 };
export const CHAT: PathParameter = {
  name: 'chatId',
  description: 'Unique identifier of the chat within its project.',
  example: 1,
};

/** What can go wrong with any request before its operation is known to be allowed. */
export const ANY_REQUEST: readonly ErrorName[] = [
  'malformedRequest',
  'malformedUrl',
  'malformedQuery',
  'badHost',
  'manyHosts',
  'routeNotFound',
  'methodNotAllowed',
  'requestTimeout',
  'bodyTooLarge',
  'urlTooLong',
  'headersTooLarge',
  'internal',
  'busy',
];
export const KEYED: readonly ErrorName[] = [...ANY_REQUEST, 'unauthorized', 'ipNotAllowed'];
export const NO_PARAMETERS: readonly ErrorName[] = ['parameterNotExpected'];
export const IN_A_PROJECT: readonly ErrorName[] = ['projectNotFound', 'scopeMissing'];
export const WITH_PARAMETERS: readonly ErrorName[] = [
  'malformedValue',
  'unknownParameter',
  'repeatedParameter',
  'notAcceptable',
];

export const CACHE_HEADERS: readonly ReplyHeader[] = ['ETag', 'Cache-Control', 'Vary'];
export const json = (schema: TSchema) => [{ mediaType: 'application/json', schema }] as const;
