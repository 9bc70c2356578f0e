/** The type of an HTTP operation, and the parts that many of them share. Used by the lists of operations. */
import type { TSchema } from 'typebox';
import type { ErrorName, SlotsIn } from './errors.ts';
import type { ReplyHeader, RequestHeader } from './headers.ts';
import type { ParameterKind } from './parameter-kind.ts';
import type { Scope } from './scopes.ts';

export type OperationTag =
  | 'Chat log'
  | 'Live chat'
  | 'Desk'
  | 'Sync'
  | 'Privacy'
  | 'Projects'
  | 'Views'
  | 'Administration'
  | 'Session'
  | 'Operation';

interface PathParameter {
  readonly value: ParameterKind;
  readonly description: string;
  readonly example: number | string;
  /** The error for a value that names nothing or is malformed. */
  readonly notFound: ErrorName;
}

/** Every parameter of a path. */
export const PATH_PARAMETERS = {
  projectid: {
    value: { kind: 'id' },
    description: 'Project unique identifier.',
    example: 822,
    notFound: 'projectNotFound',
  },
  chatId: {
    value: { kind: 'id' },
    description: 'Unique identifier of the chat within its project.',
    example: 1,
    notFound: 'chatNotFound',
  },
  viewId: {
    value: { kind: 'id' },
    description: 'Unique identifier of the view within its project.',
    example: 1,
    notFound: 'viewNotFound',
  },
  queueId: {
    value: { kind: 'id' },
    description: 'Unique identifier of the queue within its project.',
    example: 3803,
    notFound: 'queueNotFound',
  },
  agentId: {
    value: { kind: 'id' },
    description: 'Unique identifier of the agent within their project.',
    example: 660,
    notFound: 'agentNotFound',
  },
  siteId: {
    value: { kind: 'id' },
    description: 'Unique identifier of the site within its project.',
    example: 1,
    notFound: 'siteNotFound',
  },
  ticketTypeId: {
    value: { kind: 'id' },
    description: 'Unique identifier of the type within its project.',
    example: 5,
    notFound: 'ticketTypeNotFound',
  },
  replyId: {
    value: { kind: 'id' },
    description: 'Unique identifier of the reply within its project.',
    example: 3,
    notFound: 'cannedReplyNotFound',
  },
  attachmentId: {
    value: { kind: 'text', maximumLength: 36 },
    description: 'Unique identifier of the attachment within its project.',
    example: '7b0f3a86-6b0e-4a63-8a53-1f0d1f4f2c5a',
    notFound: 'attachmentNotFound',
  },
  prefix: {
    value: { kind: 'text', maximumLength: 64 },
    description: 'First characters of the key.',
    example: 'pk4Fz81QxLm0',
    notFound: 'keyNotFound',
  },
  login: {
    value: { kind: 'text', maximumLength: 64 },
    description: 'Name that the person signs in with.',
    example: 'ben',
    notFound: 'personNotFound',
  },
  sessionId: {
    value: { kind: 'text', maximumLength: 64 },
    description: 'The session, as the list of sessions names it.',
    example: '5f2c9a01b3d4e6f7',
    notFound: 'sessionNotFound',
  },
} as const satisfies Record<string, PathParameter>;
export type PathParameterName = keyof typeof PATH_PARAMETERS;

export interface ReplyContent {
  readonly mediaType: string;
  readonly schema: TSchema;
  /** The schema of each line of a text that is read by lines. */
  readonly line?: TSchema;
}

/** The reply to a successful request; its status is 200. */
export interface SuccessReply {
  readonly description: string;
  readonly contents: readonly ReplyContent[];
  readonly headers: readonly ReplyHeader[];
}

/** A body that the request must have. */
export interface RequestBody {
  /** application/json when left out. */
  readonly mediaType?: string;
  readonly description: string;
  readonly schema: TSchema;
  readonly example: unknown;
}

export interface Operation<Id extends string = string> {
  readonly operationId: Id;
  readonly method: 'GET' | 'DELETE' | 'POST' | 'PATCH' | 'PUT';
  /** With `{name}` for each path parameter. */
  readonly path: string;
  readonly tag: OperationTag;
  readonly summary: string;
  readonly description: string;
  readonly requestHeaders: readonly RequestHeader[];
  readonly requestBody: RequestBody | null;
  readonly success: SuccessReply;
  /** Whether 304 is a possible reply. */
  readonly isConditional: boolean;
  /** Whether a part of the reply may be asked for: then 206 is a possible reply. */
  readonly isRanged?: true;
  readonly errors: readonly ErrorName[];
  /** A key needs one of these scopes; [] is any key, null means that no key is needed. */
  readonly scopes: readonly Scope[] | null;
  /** For programs on web pages of other origins too; the site's settings say which. */
  readonly isForPages?: true;
  /** Needs the token of a visitor's stream in place of a key. */
  readonly needsStreamToken?: true;
  /** First version that has the operation. */
  readonly since: string;
  /** Path and query of an example request. */
  readonly exampleTarget: string;
}

/** The path parameters that a path names. */
export type PathParameterIn<Path extends string> = SlotsIn<Path> & PathParameterName;

/** The path parameters of an operation, in the order of its path. @throws TypeError when one is not in the table. */
export function pathParametersOf({ path }: Pick<Operation, 'path'>): readonly PathParameterName[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    if (!isPathParameter(name)) throw new TypeError(`${path}: ${name} is not in the table of path parameters`);
    return name;
  });
}

function isPathParameter(name: string): name is PathParameterName {
  return Object.hasOwn(PATH_PARAMETERS, name);
}

/** What can go wrong with any request before it is authorised. */
export const ANY_REQUEST: readonly ErrorName[] = [
  'malformedRequest',
  'malformedUrl',
  'malformedQuery',
  'badHost',
  'badTarget',
  'manyHosts',
  'routeNotFound',
  'methodNotAllowed',
  'requestTimeout',
  'bodyTooLarge',
  'urlTooLong',
  'headersTooLarge',
  'internal',
  'storeDamaged',
  'storeFull',
  'busy',
];
export const KEYED: readonly ErrorName[] = [...ANY_REQUEST, 'unauthorized', 'ipNotAllowed', 'tooManyRequests'];
export const NO_PARAMETERS: readonly ErrorName[] = ['parameterNotExpected'];
export const IN_A_PROJECT: readonly ErrorName[] = ['projectNotFound', 'scopeMissing'];
export const WITH_PARAMETERS: readonly ErrorName[] = [
  'malformedValue',
  'unknownParameter',
  'repeatedParameter',
  'notAcceptable',
];

export const UNCACHED_HEADERS: readonly ReplyHeader[] = ['Cache-Control', 'Vary'];
export const CACHE_HEADERS: readonly ReplyHeader[] = ['ETag', ...UNCACHED_HEADERS];
export const json = <S extends TSchema>(schema: S) => [{ mediaType: 'application/json', schema }] as const;
