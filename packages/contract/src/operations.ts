/**
 * Every HTTP operation that the server answers: one entry each. The OpenAPI document is made from this list, and the
 * server's routes are held against it.
 */
import { type TSchema, Type } from 'typebox';
import { ChatExplanationReply, ChatInReply, ChatLogReply, ChatReply, HealthReply, ProjectsReply } from './envelope.ts';
import type { ErrorName } from './errors.ts';
import { field } from './field.ts';
import type { ReplyHeader, RequestHeader } from './headers.ts';
import { type OperationId, parametersOf, type QueryParameter } from './query-parameters.ts';

/** Rights of a key that an operation may ask for. */
export type RequiredScope = 'chats:read' | 'chats:metadata' | 'admin';

export type OperationTag = 'Chat log' | 'Projects' | 'Operation';

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

export interface Operation {
  readonly operationId: OperationId;
  readonly method: 'GET';
  /** With `{name}` for path parameters. */
  readonly path: string;
  readonly tag: OperationTag;
  readonly summary: string;
  readonly description: string;
  readonly pathParameters: readonly PathParameter[];
  readonly queryParameters: readonly QueryParameter[];
  readonly requestHeaders: readonly RequestHeader[];
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

const PROJECT: PathParameter = { name: 'projectid', description: 'Project unique identifier.', example: 822 };
const CHAT: PathParameter = {
  name: 'chatId',
  description: 'Unique identifier of the chat within its project.',
  example: 1,
};

/** What can go wrong with any request before its operation is known to be allowed. */
const ANY_REQUEST: readonly ErrorName[] = [
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
  'stopping',
];
const KEYED: readonly ErrorName[] = [...ANY_REQUEST, 'unauthorized', 'ipNotAllowed', 'tooManyRequests'];
const NO_PARAMETERS: readonly ErrorName[] = ['parameterNotExpected'];
const IN_A_PROJECT: readonly ErrorName[] = ['projectNotFound', 'scopeMissing'];
const WITH_PARAMETERS: readonly ErrorName[] = [
  'malformedValue',
  'unknownParameter',
  'repeatedParameter',
  'notAcceptable',
];

const CACHE_HEADERS: readonly ReplyHeader[] = ['ETag', 'Cache-Control', 'Vary'];
const json = (schema: TSchema) => [{ mediaType: 'application/json', schema }] as const;
const csvText = Type.String(
  field({
    description:
      'UTF-8 without a byte order mark, CRLF, a header line; arrays and objects as JSON text, null as empty.',
    absent: 'never null',
    example: 'chatId,projectId\r\n1,822\r\n',
  }),
);
const metricsText = Type.String(
  field({ description: 'Prometheus text format.', absent: 'never null', example: 'process_cpu_seconds_total 1.5\n' }),
);
const openapiObject = Type.Object(
  {},
  field({ description: 'An OpenAPI 3.1 document.', absent: 'never null', example: { openapi: '3.1.0' } }),
);

const GET_CHAT_LOG: Operation = {
  operationId: 'getChatLog',
  method: 'GET',
  path: '/v2/projects/{projectid}/chats',
  tag: 'Chat log',
  summary: 'Get the chat log',
  description:
    'Every chat of the project that matches all filters, by chatId. Without limit every matching chat is sent, however many there are. A page with limit up to 1000 is one snapshot and says by a Link header whether there is more; a longer reply is read in pieces up to the last chat that stood there when it began. If the server fails in the middle, the connection is cut and the body never parses. A trailing slash is accepted, HEAD gives the same headers.',
  pathParameters: [PROJECT],
  queryParameters: parametersOf('getChatLog'),
  requestHeaders: ['Accept', 'Prefer', 'If-None-Match'],
  success: {
    description: 'The log.',
    contents: [
      { mediaType: 'application/json', schema: ChatLogReply },
      { mediaType: 'application/x-ndjson', schema: ChatInReply },
      { mediaType: 'text/csv', schema: csvText },
    ],
    headers: ['Link', 'X-Total-Count', 'Parley-Date-Range', 'Parley-Warning', ...CACHE_HEADERS],
  },
  isConditional: true,
  errors: [
    ...KEYED,
    ...IN_A_PROJECT,
    ...WITH_PARAMETERS,
    'filterNotAllowed',
    'conflictingParameters',
    'reversedDates',
    'notBuiltYet',
    'httpVersionNotSupported',
  ],
  scopes: ['chats:read', 'chats:metadata'],
  since: '0.1.0',
  exampleTarget: '/v2/projects/822/chats?startDate=2023-01-20&limit=100',
};

const GET_CHAT: Operation = {
  operationId: 'getChat',
  method: 'GET',
  path: '/v2/projects/{projectid}/chats/{chatId}',
  tag: 'Chat log',
  summary: 'Get one chat',
  description: 'The same object as in the log.',
  pathParameters: [PROJECT, CHAT],
  queryParameters: parametersOf('getChat'),
  requestHeaders: ['Prefer', 'If-None-Match'],
  success: { description: 'The chat.', contents: json(ChatReply), headers: ['Parley-Warning', ...CACHE_HEADERS] },
  isConditional: true,
  errors: [...KEYED, ...IN_A_PROJECT, ...WITH_PARAMETERS, 'chatNotFound'],
  scopes: ['chats:read', 'chats:metadata'],
  since: '0.1.0',
  exampleTarget: '/v2/projects/822/chats/1?include=ext',
};

const EXPLAIN_CHAT: Operation = {
  operationId: 'explainChat',
  method: 'GET',
  path: '/v2/projects/{projectid}/chats/{chatId}/explain',
  tag: 'Chat log',
  summary: 'Explain the numbers of one chat',
  description:
    'For each number of the chat: the rule that applied, the messages and seconds it came from, and each service level target.',
  pathParameters: [PROJECT, CHAT],
  queryParameters: parametersOf('explainChat'),
  requestHeaders: ['Prefer'],
  success: {
    description: 'The explanation.',
    contents: json(ChatExplanationReply),
    headers: ['Cache-Control', 'Vary'],
  },
  isConditional: false,
  errors: [...KEYED, ...IN_A_PROJECT, ...NO_PARAMETERS, 'malformedValue', 'notAcceptable', 'chatNotFound'],
  scopes: ['chats:read', 'chats:metadata'],
  since: '0.1.0',
  exampleTarget: '/v2/projects/822/chats/1/explain',
};

const LIST_PROJECTS: Operation = {
  operationId: 'listProjects',
  method: 'GET',
  path: '/v2/projects',
  tag: 'Projects',
  summary: 'List the projects',
  description: 'The projects that the key may see, by projectid.',
  pathParameters: [],
  queryParameters: parametersOf('listProjects'),
  requestHeaders: ['Prefer'],
  success: { description: 'The projects.', contents: json(ProjectsReply), headers: ['Cache-Control', 'Vary'] },
  isConditional: false,
  errors: [...KEYED, ...NO_PARAMETERS, 'notAcceptable'],
  scopes: [],
  since: '0.1.0',
  exampleTarget: '/v2/projects',
};

const GET_HEALTH: Operation = {
  operationId: 'getHealth',
  method: 'GET',
  path: '/healthz',
  tag: 'Operation',
  summary: 'Ask whether the server works',
  description: '200 when the server answers and its store can be read; needs no key.',
  pathParameters: [],
  queryParameters: parametersOf('getHealth'),
  requestHeaders: [],
  success: { description: 'It works.', contents: json(HealthReply), headers: ['Cache-Control'] },
  isConditional: false,
  errors: ANY_REQUEST,
  scopes: null,
  since: '0.1.0',
  exampleTarget: '/healthz',
};

const GET_METRICS: Operation = {
  operationId: 'getMetrics',
  method: 'GET',
  path: '/metrics',
  tag: 'Operation',
  summary: 'Get the measurements of the server',
  description:
    'Counters and timings of the process for Prometheus. Asks for a key here, whatever its scope; `parley serve --metrics-port` offers the same without a key on this machine only.',
  pathParameters: [],
  queryParameters: parametersOf('getMetrics'),
  requestHeaders: [],
  success: {
    description: 'The measurements.',
    contents: [{ mediaType: 'text/plain', schema: metricsText }],
    headers: ['Cache-Control'],
  },
  isConditional: false,
  errors: KEYED,
  scopes: [],
  since: '0.1.0',
  exampleTarget: '/metrics',
};

const GET_OPENAPI: Operation = {
  operationId: 'getOpenapi',
  method: 'GET',
  path: '/openapi.json',
  tag: 'Operation',
  summary: 'Get this document',
  description: 'The description of the API in OpenAPI 3.1; needs no key.',
  pathParameters: [],
  queryParameters: parametersOf('getOpenapi'),
  requestHeaders: [],
  success: { description: 'The document.', contents: json(openapiObject), headers: ['Cache-Control'] },
  isConditional: false,
  errors: ANY_REQUEST,
  scopes: null,
  since: '0.1.0',
  exampleTarget: '/openapi.json',
};

/** In the order in which they are documented. */
export const OPERATIONS: readonly Operation[] = [
  GET_CHAT_LOG,
  GET_CHAT,
  EXPLAIN_CHAT,
  LIST_PROJECTS,
  GET_HEALTH,
  GET_METRICS,
  GET_OPENAPI,
];
